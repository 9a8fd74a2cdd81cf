// Writes docs/mistakes.md (the catalogue) and docs/confusion.md (how well its entries are told apart).
//   node scripts/confusion.mjs
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { format } from "prettier";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = `${root}/build/confusion-${process.pid}`;
try {
  const outfile = `${folder}/pages.mjs`;
  await build({
    absWorkingDir: root,
    entryPoints: ["test/core/diagnosis/pages.ts"],
    bundle: true,
    platform: "node",
    format: "esm",
    outfile,
  });
  const { confusionPage, mistakesPage } = await import(pathToFileURL(outfile).href);
  mkdirSync(`${root}/docs`, { recursive: true });
  const pretty = (text) => format(text, { parser: "markdown", printWidth: 120 });
  writeFileSync(`${root}/docs/mistakes.md`, await pretty(mistakesPage()));
  writeFileSync(`${root}/docs/confusion.md`, await pretty(confusionPage()));
} finally {
  rmSync(folder, { recursive: true, force: true });
}
