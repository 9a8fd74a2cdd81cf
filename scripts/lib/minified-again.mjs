// What esbuild has made small, made smaller: terser also folds what only a whole module shows, which is 3 to 4 % of what is
// packed. It takes longer than the build itself, so only a package is made this way.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { minify } from "terser";

/** Scripts that no package for VS Code holds, or that another program reads as text. */
const LEFT = new Set(["cli.js"]);

async function minifyFile(file, isModule) {
  const { code } = await minify(readFileSync(file, "utf8"), {
    ecma: 2020,
    module: isModule,
    toplevel: true, // a script for `require` has a scope of its own, as a module has
    compress: { passes: 2 },
  });
  writeFileSync(file, code);
}

/** Minifies the scripts of dist/ and the modules of dist/webview/ in their places. */
export async function minifyAgain(dist) {
  for (const folder of [dist, join(dist, "webview")])
    for (const name of readdirSync(folder))
      if (name.endsWith(".js") && !LEFT.has(name)) await minifyFile(join(folder, name), folder !== dist);
}
