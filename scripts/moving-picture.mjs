// The moving picture of the README: a wrong backward pass, from its text to the mistake's name and the numbers behind it,
// in a real VS Code.
//   node scripts/moving-picture.mjs [--out docs/pictures/first-result.png]
import { cpSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { animatedPng } from "./lib/animated-png.mjs";
import { root } from "./lib/paths.mjs";
import { openWorkbench } from "./lib/workbench.mjs";

const FILE = "wrong-gradient.gradlens.json";
const SIZE = { width: 1200, height: 720 };
const MOST = 1_000_000; // bytes

const { values } = parseArgs({
  options: { out: { type: "string", default: join(root, "docs", "pictures", "first-result.png") } },
});
const folder = mkdtempSync(join(tmpdir(), "gradient-lens-picture-"));
cpSync(join(root, "examples", FILE), join(folder, FILE));
const settings = { "workbench.sideBar.location": "right", "editor.minimap.enabled": false };
const workbench = await openWorkbench({ folder, settings, size: SIZE });
try {
  const { page } = workbench;
  const frames = [];
  const take = async (milliseconds) => {
    frames.push({ png: await page.screenshot(), milliseconds });
  };
  await workbench.openFile(FILE);
  await workbench
    .runCommand("View: Close Primary Side Bar")
    .catch(() => workbench.runCommand("View: Toggle Primary Side Bar"));
  await take(2000);
  await workbench.runCommand("Gradient Lens: Show Batch-Norm Gradients");
  await workbench.drawn();
  const panel = workbench.panelFrame();
  await panel.locator("[data-verdict]").first().waitFor();
  await workbench.drawn();
  await take(3000);
  const details = panel.getByRole("button", { name: "Show the details" });
  if (await details.isVisible()) await details.click();
  await panel.getByRole("tab", { name: "Compare" }).click();
  await workbench.drawn();
  await take(3500);
  await panel.getByRole("grid", { name: /dx,/ }).first().click();
  await panel.getByRole("tab", { name: "Explain" }).click();
  await panel.locator("gl-explain [data-cell]").waitFor();
  await workbench.drawn();
  await take(3500);
  const picture = animatedPng(frames);
  if (picture.length > MOST) throw new Error(`expected at most ${MOST} bytes, got ${picture.length}`);
  writeFileSync(values.out, picture);
  console.log(`${values.out}: ${frames.length} pictures, ${picture.length.toLocaleString("en")} bytes`);
} catch (error) {
  await workbench.page.screenshot({ path: join(root, "build", "moving-picture-failed.png") });
  throw error;
} finally {
  await workbench.close();
  rmSync(folder, { recursive: true, force: true });
}
