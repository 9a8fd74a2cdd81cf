// The extension as a browser runs it: VS Code's server gives an extension with a `browser` entry alone to the web
// worker's extension host, as a VS Code in the browser does with every extension.
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./paths.mjs";

/** Copies what runs of the extension at `path` to a folder of its own, its manifest without `main`. Gives that folder. */
export function stageWebExtension(path) {
  mkdirSync(join(root, "build"), { recursive: true });
  const stage = mkdtempSync(join(root, "build", "web-extension-"));
  const { main, extensionKind, ...manifest } = JSON.parse(readFileSync(join(path, "package.json"), "utf8"));
  if (!manifest.browser) throw new Error(`expected a "browser" entry beside ${main} (${extensionKind}) in ${path}`);
  writeFileSync(join(stage, "package.json"), JSON.stringify(manifest, null, 2));
  for (const part of ["dist", "media", "l10n", "package.nls.json"]) {
    if (existsSync(join(path, part))) cpSync(join(path, part), join(stage, part), { recursive: true });
  }
  return stage;
}
