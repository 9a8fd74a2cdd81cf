/** Reference pictures: compared cell by cell of the screen, kept beside what was seen when they differ. */
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import pixelmatch from "pixelmatch";
import { PNG } from "pngjs";
import { root } from "../../scripts/lib/paths.mjs";

const REFERENCES = join(root, "test", "e2e", "pictures");
const SEEN = join(root, "build", "screenshots");
/**
 * Share of pixels that may differ: edges of letters do between versions of a browser, and errors far below the check's
 * tolerance do between processors. A shifted layout differs in 8 % and more.
 */
const TOLERANCE = 0.025;

/** Keeps a screenshot under build/screenshots. */
export function keep(name: string, png: Buffer): void {
  mkdirSync(SEEN, { recursive: true });
  writeFileSync(join(SEEN, `${name}.png`), png);
}

/** Compares a screenshot with its reference. GRADIENT_LENS_UPDATE=1 makes it the reference. */
export function assertLooksLike(name: string, png: Buffer): void {
  keep(name, png);
  const file = join(REFERENCES, `${name}.png`);
  if (process.env.GRADIENT_LENS_UPDATE) {
    mkdirSync(REFERENCES, { recursive: true });
    writeFileSync(file, png);
    return;
  }
  assert.ok(existsSync(file), `expected a reference ${file}; look at build/screenshots/${name}.png and copy it there`);
  const expected = PNG.sync.read(readFileSync(file));
  const seen = PNG.sync.read(png);
  assert.deepEqual([seen.width, seen.height], [expected.width, expected.height], `size of ${name}`);
  const difference = new PNG({ width: seen.width, height: seen.height });
  const count = pixelmatch(expected.data, seen.data, difference.data, seen.width, seen.height, { threshold: 0.1 });
  const share = count / (seen.width * seen.height);
  const differenceFile = join(SEEN, `${name}-difference.png`);
  rmSync(differenceFile, { force: true });
  if (share <= TOLERANCE) return;
  writeFileSync(differenceFile, PNG.sync.write(difference));
  assert.fail(
    `${(100 * share).toFixed(2)} % of the pixels of ${name} differ, expected at most ${100 * TOLERANCE} %: ` +
      `compare build/screenshots/${name}.png with test/e2e/pictures/${name}.png`,
  );
}
