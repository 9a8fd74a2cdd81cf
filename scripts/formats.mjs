// Writes what follows from the input formats (src/input/formats/): the menu on files in package.json, and their table
// and examples in docs/problem-file.md.
//   node scripts/formats.mjs [--check]      --check writes nothing; exit code 1 says that something is out of date
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { root } from "./lib/paths.mjs";

const { outputFiles } = await build({
  absWorkingDir: root,
  entryPoints: ["test/input/derived.ts"],
  bundle: true,
  platform: "node",
  format: "esm",
  write: false,
});
const code = Buffer.from(outputFiles[0].contents).toString("base64");
const { packageWithFormats, pageWithFormats } = await import(`data:text/javascript;base64,${code}`);
const isCheck = process.argv.includes("--check");
for (const [name, change] of [
  ["package.json", packageWithFormats],
  ["docs/problem-file.md", pageWithFormats],
]) {
  const path = join(root, name);
  const before = readFileSync(path, "utf8");
  const after = change(before);
  if (before === after) continue;
  if (!isCheck) writeFileSync(path, after);
  console.log(`${name} ${isCheck ? "is out of date: run node scripts/formats.mjs" : "is written"}`);
  if (isCheck) process.exitCode = 1;
}
