// Writes what follows from src/core/diagnosis/catalogue alone: its listing, docs/mistakes.md (the entries) and
// docs/confusion.md (how well they are told apart). Run it after adding, renaming or changing a mistake.
//   node scripts/mistakes.mjs [--check] [--quick] [FOLDER]
// --check writes nothing, and fails when a file is not what would be written. --quick leaves docs/confusion.md alone, which
// takes minutes: what is in it is tested where its trials are made. FOLDER: a copy of the project.
import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { relative, resolve } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { build } from "esbuild";
import { format } from "prettier";
import { listingOf } from "./lib/mistake-listing.mjs";

const project = fileURLToPath(new URL("..", import.meta.url));
const args = process.argv.slice(2);
const check = args.includes("--check");
const root = resolve(args.find((arg) => !arg.startsWith("--")) ?? project);
const catalogue = `${root}/src/core/diagnosis/catalogue`;
const folder = `${project}/build/mistakes-${process.pid}`;

/** The pages, made by the code as it stands under root. */
async function pages() {
  const outfile = `${folder}/pages.mjs`;
  try {
    await build({
      absWorkingDir: root,
      entryPoints: ["test/core/diagnosis/documents/pages.ts"],
      bundle: true,
      platform: "node",
      format: "esm",
      outfile,
    });
    return await import(pathToFileURL(outfile).href);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Writes a file, or says that it should be written. */
function keep(file, text) {
  if (!check) return writeFileSync(file, text);
  if (readFileSync(file, "utf8") === text) return;
  console.error(`${relative(root, file)} is not what node scripts/mistakes.mjs writes.`);
  process.exitCode = 1;
}

keep(`${catalogue}/listing.ts`, listingOf(catalogue));
const { confusionPage, mistakesPage } = await pages();
const quick = args.includes("--quick");
for (const [name, page] of Object.entries({ mistakes: mistakesPage, ...(quick ? {} : { confusion: confusionPage }) })) {
  keep(`${root}/docs/${name}.md`, await format(page(), { parser: "markdown", printWidth: 120 }));
}
