import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import pixelmatch from "pixelmatch";
import { PNG } from "pngjs";
import { drawn, type Harness, type OpenOptions } from "../harness/browser";
import { showPanel, type PanelPicture } from "../panel/pictures";
import type {} from "./page";
import type { Picture } from "./picture";

const KEPT = "test/webview/gallery/pictures";
const BUILT = "build/gallery";
/** Share of the pixels that text of another font version may change. */
const TOLERATED = 0.002;
/** Pages of the linked views alone, and of the whole panel. */
export const ENTRY = "test/webview/gallery/page.ts";
export const PANEL_ENTRY = "test/webview/panel/page.ts";

type AnyPicture = (Picture | PanelPicture) & OpenOptions;

async function take(harness: Harness, picture: AnyPicture): Promise<Buffer> {
  const page = await harness.open({ theme: "dark", ...picture });
  if ("problem" in picture) await showPanel(page, picture);
  else {
    await page.evaluate((name) => window.harness.showNamed(name), picture.scenario);
    await page.evaluate((name) => window.actFor(name), picture.name);
  }
  await drawn(page);
  // Clipped cells are counted once the limits rest; nothing else comes later than "drawn".
  const counting = page.locator('gl-legend[aria-busy="true"]');
  while (await counting.count()) await counting.first().waitFor({ state: "detached" });
  await drawn(page);
  const image = await page.screenshot({ animations: "disabled", caret: "hide" });
  await harness.finish();
  return image;
}

/** Share of the pixels that differ, 1 when the sizes do; writes the difference. */
function compare(picture: AnyPicture, image: Buffer): number {
  const path = join(KEPT, `${picture.name}.png`);
  if (!existsSync(path)) return 1;
  const kept = PNG.sync.read(readFileSync(path));
  const fresh = PNG.sync.read(image);
  if (kept.width !== fresh.width || kept.height !== fresh.height) return 1;
  const difference = new PNG({ width: kept.width, height: kept.height });
  const pixels = pixelmatch(kept.data, fresh.data, difference.data, kept.width, kept.height, { threshold: 0.1 });
  if (pixels > 0) writeFileSync(join(BUILT, `${picture.name}.difference.png`), PNG.sync.write(difference));
  return pixels / (kept.width * kept.height);
}

/**
 * Takes a picture and compares it with the one that is kept; gives a sentence when they differ. The new picture goes to
 * build/gallery, the difference beside it. `update` keeps the new one instead.
 */
export async function checkPicture(harness: Harness, picture: AnyPicture, update = false): Promise<string | null> {
  mkdirSync(KEPT, { recursive: true });
  mkdirSync(BUILT, { recursive: true });
  const image = await take(harness, picture);
  writeFileSync(join(BUILT, `${picture.name}.png`), image);
  const difference = compare(picture, image);
  if (difference <= TOLERATED) return null;
  if (update) {
    writeFileSync(join(KEPT, `${picture.name}.png`), image);
    return null;
  }
  return `${picture.name}: ${(difference * 100).toFixed(2)} % of the pixels differ from the picture kept. ${picture.reason}`;
}
