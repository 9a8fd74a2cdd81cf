import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";

/** Tests of each column of the table, through the real debuggers or on the agent's own text. */
const TESTS: Readonly<Record<string, readonly string[]>> = {
  Python: ["test/debug/readers/python/**", "test/debug/commands/*", "test/debug/fixtures/callers.py"],
  JavaScript: ["test/debug/readers/javascript/**", "test/debug/commands/*", "test/debug/fixtures/callers.mjs"],
  "C, C++": ["test/debug/readers/cpp/**"],
  Rust: ["test/debug/readers/cpp/rust.test.ts"],
  Go: ["test/debug/readers/variables/{delve,gonum}.test.ts"],
};

/** Of a table, each column's words in code, by the column's head. */
function codesOf(table: string): ReadonlyMap<string, readonly string[]> {
  const [head = [], , ...rows] = table
    .trim()
    .split("\n")
    .map((line) => line.split("|").slice(1, -1));
  return new Map(
    head.slice(1).map((name, n) => {
      const cells = rows.map((row) => row[n + 1] ?? "").join();
      return [name.trim(), Array.from(cells.matchAll(/`([^`]+)`/g), ([, code = ""]) => code)];
    }),
  );
}

/** Words of a column that none of its texts has. */
function untested(codes: readonly string[], texts: readonly string[]): readonly string[] {
  return codes.filter((code) => !texts.some((text) => text.includes(code)));
}

describe("The places of a backward's parts", () => {
  const table = /<!-- places:.*?-->([^]*?)<!-- \/places -->/.exec(readFileSync("docs/debugging.md", "utf8"))?.[1] ?? "";
  for (const [language, patterns] of Object.entries(TESTS)) {
    it(`that the table names for ${language} each have a test`, () => {
      const codes = codesOf(table).get(language) ?? [];
      const files = patterns.flatMap((pattern) => globSync(pattern)).filter((file) => /\.\w+$/.test(file));
      assert.ok(codes.length >= 3, "the table is not read");
      assert.deepEqual(
        untested(
          codes,
          files.map((file) => `${file}\n${readFileSync(file, "utf8")}`),
        ),
        [],
      );
    });
  }
  it("without a test are found", () => {
    const codes = codesOf("| place | Go |\n| --- | --- |\n| fields | `a.b`, `c` |\n");
    assert.deepEqual(untested(codes.get("Go") ?? [], ["has a.b"]), ["c"]);
  });
});
