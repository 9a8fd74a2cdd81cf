import assert from "node:assert/strict";
import { globSync } from "node:fs";
import { basename } from "node:path";

/** Names of two files, and why each of the two is looked for under it. */
const TWICE: Readonly<Record<string, string>> = {
  "index.ts": "the table or the front of a folder",
  "batchnorm.ts": "the readable kernel, and the fast one that is held against it",
  "gradcheck.ts": "the readable check, and its fast kernel",
  "npy.ts": "a row of the input formats, and one of the exports",
  "requests.ts": "what a page may ask, and whether something from outside is that",
  "ulp.ts": "the unit in the last place, and the picture of errors counted in it",
  "conventions.ts": "what layers do differently, and whether a candidate is right under another one",
};
/** Names that say nothing of what a file holds. */
const EMPTY = /^(free|held|wide|local|sketch|absent|words|choose|helpers?|utils?|misc|common)\.ts$/;

describe("The names of files", () => {
  const names = globSync("{src,webview}/**/*.ts", { exclude: ["**/*.d.ts"] }).map((file) => basename(file));

  it("stand once, or say why twice", () => {
    assert.ok(names.length > 400, `${names.length} files`);
    const twice = new Set(names.filter((name, i) => names.indexOf(name) !== i));
    assert.deepEqual([...twice].sort(), Object.keys(TWICE).sort());
  });

  it("say what is in a file", () => {
    assert.deepEqual(
      names.filter((name) => EMPTY.test(name)),
      [],
    );
  });
});
