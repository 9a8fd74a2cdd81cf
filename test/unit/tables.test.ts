import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { ENDINGS, USUAL_ENDINGS } from "../../src/input/formats";

/** Folders whose files are rows of their `index.ts`, and what else stands there. */
const TABLES: readonly (readonly [folder: string, others: readonly string[]])[] = [
  ["src/input/formats", ["format"]],
  ["src/input/reproduction", ["activation-code", "convention-code", "layer-code", "python-array"]],
  ["src/views/pictures", []],
  ["src/views/strips", []],
  ["src/compute/analysis/answers", ["answer", "explainable", "with-tensor", "within-problem"]],
  ["src/compute/report/exports", ["writer"]],
  ["webview/exports", ["page-export", "exported-picture"]],
];

/** Files of a folder that its table does not name. */
function forgotten(files: readonly string[], table: string): string[] {
  return files.filter((file) => {
    const imported = new RegExp(`import \\{ (\\w+)[^}]*\\} from "\\./${file}";`).exec(table)?.[1];
    const rest = table.replace(/^import .*$/gm, "");
    return imported === undefined || !new RegExp(`\\b${imported}\\b`).test(rest);
  });
}

describe("the tables of what can be added", () => {
  for (const [folder, others] of TABLES) {
    it(`name every file of ${folder}`, () => {
      const files = globSync(`${folder}/*.ts`).map((file) => basename(file, ".ts"));
      const rows = files.filter((file) => file !== "index" && !others.includes(file));
      assert.ok(rows.length > 1);
      assert.deepEqual(forgotten(rows, readFileSync(`${folder}/index.ts`, "utf8")), []);
    });
  }

  it("alone list the endings of files", () => {
    const several = new RegExp(`"[^"\\n]*(?:\\.(?:${ENDINGS.join("|")})\\b[^"\\n]*){3}"`);
    assert.match(`"${USUAL_ENDINGS.map((ending) => `.${ending}`).join(", ")}"`, several);
    const files = globSync("{src,webview}/**/*.ts", { exclude: ["src/input/formats/**"] });
    assert.deepEqual(
      files.filter((file) => several.test(readFileSync(file, "utf8"))),
      [],
    );
  });

  it("miss a file that is not imported, and one that is imported for nothing", () => {
    const table = 'import { a } from "./a";\nimport { b } from "./b";\nexport const TABLE = [a];\n';
    assert.deepEqual(forgotten(["a", "b", "c"], table), ["b", "c"]);
  });
});
