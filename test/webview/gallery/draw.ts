import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import pixelmatch from "pixelmatch";
import { PNG } from "pngjs";
import { drawn, Harness } from "../harness/browser";
import type {} from "./page";
import { PICTURES, type Picture } from "./pictures";

const KEPT = "test/webview/gallery/pictures";
const BUILT = "build/gallery";
/** Share of the pixels that text of another font version may change. */
const TOLERATED = 0.002;

async function take(harness: Harness, picture: Picture): Promise<Buffer> {
  const page = await harness.open({ theme: "dark", ...picture });
  await page.evaluate((name) => window.harness.showNamed(name), picture.scenario);
  await page.evaluate((name) => window.actFor(name), picture.name);
  await drawn(page);
  const image = await page.screenshot({ animations: "disabled", caret: "hide" });
  await harness.finish();
  return image;
}

/** Share of the pixels that differ, 1 when the sizes do; writes the difference. */
function compare(picture: Picture, image: Buffer): number {
  const kept = PNG.sync.read(readFileSync(join(KEPT, `${picture.name}.png`)));
  const fresh = PNG.sync.read(image);
  if (kept.width !== fresh.width || kept.height !== fresh.height) return 1;
  const difference = new PNG({ width: kept.width, height: kept.height });
  const pixels = pixelmatch(kept.data, fresh.data, difference.data, kept.width, kept.height, { threshold: 0.1 });
  if (pixels > 0) writeFileSync(join(BUILT, `${picture.name}.difference.png`), PNG.sync.write(difference));
  return pixels / (kept.width * kept.height);
}

/** Takes the pictures and compares them. Gives the names of those that differ. */
export async function drawGallery(names: readonly string[], update: boolean): Promise<string[]> {
  mkdirSync(KEPT, { recursive: true });
  mkdirSync(BUILT, { recursive: true });
  const chosen = PICTURES.filter(({ name }) => names.length === 0 || names.includes(name));
  const harness = await Harness.start("test/webview/gallery/page.ts");
  const wrong: string[] = [];
  try {
    for (const picture of chosen) {
      const image = await take(harness, picture);
      writeFileSync(join(BUILT, `${picture.name}.png`), image);
      const kept = join(KEPT, `${picture.name}.png`);
      const difference = existsSync(kept) ? compare(picture, image) : 1;
      const differs = difference > TOLERATED;
      if (update && (differs || !existsSync(kept))) writeFileSync(kept, image);
      else if (differs)
        wrong.push(`${picture.name}: ${(difference * 100).toFixed(2)} % of the pixels differ. ${picture.reason}`);
    }
  } finally {
    await harness.stop();
  }
  return wrong;
}

const args = process.argv.slice(2);
const wrong = await drawGallery(
  args.filter((arg) => !arg.startsWith("--")),
  args.includes("--update"),
);
for (const line of wrong) console.error(line);
console.log(`${PICTURES.length} pictures, ${wrong.length} differ`);
process.exit(wrong.length ? 1 : 0);
