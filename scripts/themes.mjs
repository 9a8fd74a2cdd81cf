// Takes the colours that the page uses from the four kinds of themes of a real VS Code, for pages that run outside it:
// reports. Run it when the page uses a new colour:  node scripts/themes.mjs
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./lib/paths.mjs";
import { openWorkbench, THEMES } from "./lib/workbench.mjs";

const dist = join(root, "dist", "webview");
const scripts = readdirSync(dist).filter((name) => name.endsWith(".js"));
const page = scripts.map((name) => readFileSync(join(dist, name), "utf8")).join("");
const names = [...new Set(page.match(/--vscode-[a-zA-Z-]+/g))].filter((name) => !name.endsWith("-")).sort();
const themes = {};
for (const theme of Object.keys(THEMES)) {
  const workbench = await openWorkbench({
    folder: join(root, "examples"),
    extensions: [root, join(root, "test", "launcher", "demo")],
    env: { GRADIENT_LENS_OPEN: "activations.json" },
    theme,
  });
  try {
    await workbench.drawn();
    themes[theme] = await workbench
      .panelFrame()
      .locator("body")
      .evaluate((body, wanted) => {
        const style = getComputedStyle(body.ownerDocument.documentElement);
        return Object.fromEntries(
          wanted.map((name) => [name, style.getPropertyValue(name).trim()]).filter(([, value]) => value),
        );
      }, names);
  } finally {
    await workbench.close();
  }
}
const target = join(root, "src", "panel", "report", "themes.json");
writeFileSync(target, `${JSON.stringify(themes, null, 2)}\n`);
console.log(`${names.length} colours of ${Object.keys(themes).join(", ")} in ${target}`);
