// Writes what follows from tables of the code: the menu on files in package.json, and the formats in docs/problem-file.md.
//   node scripts/derive.mjs
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { format } from "prettier";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = `${root}/build/derive-${process.pid}`;
try {
  const outfile = `${folder}/derived.mjs`;
  await build({
    absWorkingDir: root,
    entryPoints: ["test/input/derived.ts"],
    bundle: true,
    platform: "node",
    format: "esm",
    outfile,
  });
  const { packageWithFormats, pageWithFormats } = await import(pathToFileURL(outfile).href);
  const change = async (file, edit) => {
    const path = `${root}/${file}`;
    const text = readFileSync(path, "utf8");
    writeFileSync(path, await format(edit(text), { filepath: path, printWidth: 120 }));
  };
  await change("package.json", packageWithFormats);
  await change("docs/problem-file.md", pageWithFormats);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
