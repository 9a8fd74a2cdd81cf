// A picture of what a user sees: the real extension in a real VS Code, on one file of a folder.
//   node scripts/screenshot.mjs [--file examples/activations.json] [--theme light|dark|hc-dark|hc-light]
//     [--out FILE.png] [--size 1600x1000] [--scale 1] [--panel] [--verbose]
// --panel: the panel alone, as wide as it can be (its editor group maximised).
import { mkdirSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { root } from "./lib/paths.mjs";
import { openWorkbench } from "./lib/workbench.mjs";

const { values } = parseArgs({
  options: {
    file: { type: "string", default: join(root, "examples", "activations.json") },
    theme: { type: "string", default: "dark" },
    out: { type: "string" },
    size: { type: "string", default: "1600x1000" },
    scale: { type: "string", default: "1" },
    panel: { type: "boolean", default: false },
    verbose: { type: "boolean", default: false },
  },
});
const file = resolve(values.file);
const out = resolve(values.out ?? join(root, "build", "screenshots", `${basename(file)}-${values.theme}.png`));
const [width, height] = values.size.split("x").map(Number);

const workbench = await openWorkbench({
  folder: dirname(file),
  extensions: [root, join(root, "test", "launcher", "demo")],
  env: { GRADIENT_LENS_OPEN: basename(file) },
  theme: values.theme,
  size: { width, height },
  scale: Number(values.scale),
  beforeOpen: (page) => {
    if (values.verbose) page.on("console", (message) => console.error(message.text()));
  },
});
mkdirSync(dirname(out), { recursive: true });
try {
  await workbench.drawn();
  if (values.panel) {
    await workbench.runCommand("View: Focus Right Editor Group");
    await workbench.runCommand("View: Maximize Editor Group and Hide Side Bars");
    await workbench.drawn();
  }
  await workbench.page.screenshot({ path: out });
  console.log(out);
} catch (error) {
  const failed = out.replace(/\.png$/, "-failed.png");
  await workbench.page.screenshot({ path: failed });
  console.error(`${error.message}\nSee ${failed}`);
  process.exitCode = 1;
} finally {
  await workbench.close();
}
