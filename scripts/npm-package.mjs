// The terminal's program as an npm package of its own: what it runs of dist/, with a manifest and the licences.
//   npm run build && node scripts/npm-package.mjs        writes build/npm and build/gradient-lens-VERSION.tgz
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { root } from "./lib/paths.mjs";
import { cleanEnvironment, run } from "./lib/run.mjs";

const folder = join(root, "build", "npm");

/** A script of dist/ and every other that it names, by their paths there. */
function withParts(path, found = new Set()) {
  if (found.has(path)) return found;
  found.add(path);
  const text = readFileSync(join(root, "dist", path), "utf8");
  for (const [, name] of text.matchAll(/\b(?:require\(|from\s*|import\s*\(?)"\.\/([\w.-]+\.js)"/g))
    withParts(join(dirname(path), name), found);
  return found;
}

/** Writes the package's folder and packs it. Gives the path of what was packed. */
export async function packCli() {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const { name, version, license, engines } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  // cli.js is whole; a saved report is put together from the others (src/compute/report/report-parts.ts).
  for (const path of ["cli.js", ...withParts("report.js"), ...withParts("webview/main.js")])
    cpSync(join(root, "dist", path), join(folder, path));
  cpSync(join(root, "LICENSE"), join(folder, "LICENSE"));
  cpSync(join(root, "dist", "third-party-notices.txt"), join(folder, "third-party-notices.txt"));
  // The other pages of docs/ are not packed: a link to one would lead nowhere.
  const page = readFileSync(join(root, "docs", "command-line.md"), "utf8");
  writeFileSync(join(folder, "README.md"), page.replace(/\[([^\]]+)\]\([\w-]+\.md[^)]*\)/g, "$1"));
  const manifest = {
    ...{ name, version, license },
    description: "Checks the gradients of normalization layers, and names the mistake in yours.",
    bin: { [name]: "cli.js" },
    engines: { node: engines.node },
  };
  writeFileSync(join(folder, "package.json"), `${JSON.stringify(manifest, null, 2)}\n`);
  await run("npm", ["pack", "--silent", "--pack-destination", join(root, "build")], {
    cwd: folder,
    env: cleanEnvironment(),
    stdio: ["ignore", "ignore", "inherit"],
    shell: process.platform === "win32",
  });
  return join(root, "build", `${name}-${version}.tgz`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(await packCli());
