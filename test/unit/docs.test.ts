import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

const PAGES = [
  "README.md",
  "CONTRIBUTING.md",
  "CHANGELOG.md",
  "bench/RESULTS.md",
  "examples/README.md",
  ...globSync("docs/**/*.md"),
];

/** A path of the project, as it stands in a page: with a `*` or `{a,b}` it may mean several. */
const PATH = /^(?:src|webview|test|scripts|bench|docs|examples|media|\.ci)(?:\/[\w.*{},-]+)*\/?$/;
/** Folders that only a run makes. */
const isMade = (path: string): boolean => /^(?:build|dist|node_modules)\//.test(path);

/** The paths in what a page prints as code, in backticks or indented: whole words that look like one. */
function pathsIn(page: string): string[] {
  const code = [...page.matchAll(/`([^`\n]+)`/g), ...page.matchAll(/^ {4}(\S.*)$/gm)].map(([, text]) => text ?? "");
  const words = code.flatMap((text) => text.split(/[\s"'()|]+/)).map((word) => word.replace(/[:,.;]+$/, ""));
  return words.filter((word) => word.includes("/") && PATH.test(word) && !/\/[A-Z]+$/.test(word)); // NAME stands for any
}

const missing = (paths: readonly string[]): string[] => paths.filter((path) => globSync(path).length === 0);

/** Links and pictures that lead to a file, from the page's own folder. */
function linksIn(page: string): string[] {
  return [...page.matchAll(/\]\(([^)#\s]+)(?:#[^)]*)?\)/g)]
    .map(([, target]) => target ?? "")
    .filter((target) => !/^[a-z]+:/.test(target));
}

describe("the pages for readers", () => {
  it("are looked through for paths in backticks and in commands", () => {
    const page =
      "See `src/core/sum.ts`, `test/{core,input}` and `npm run unit`: `a/b`.\n\n    node scripts/no.mjs --x\n";
    assert.deepEqual(pathsIn(page), ["src/core/sum.ts", "test/{core,input}", "scripts/no.mjs"]);
    assert.deepEqual(missing(["scripts/no.mjs", "scripts/test.mjs", "test/{core,nowhere}", "test/nowhere/*"]), [
      "scripts/no.mjs",
      "test/nowhere/*",
    ]);
    assert.deepEqual(linksIn("[a](docs/a.md#b), ![c](c.png), [d](https://d.org), [e](#f)"), ["docs/a.md", "c.png"]);
  });

  for (const name of PAGES) {
    it(`name paths that exist: ${name}`, () => {
      const page = readFileSync(name, "utf8");
      // Each of several names in braces must exist, not one of them.
      const each = pathsIn(page).flatMap((path) => {
        const [, before, names, after] = /^(.*)\{([^}]+)\}(.*)$/.exec(path) ?? [];
        return names === undefined ? [path] : names.split(",").map((part) => `${before}${part}${after}`);
      });
      assert.deepEqual(missing(each), []);
    });

    it(`link to files that exist: ${name}`, () => {
      const folder = dirname(name);
      const links = linksIn(readFileSync(name, "utf8")).map((target) => join(folder, target));
      assert.deepEqual(
        links.filter((path) => !isMade(path) && !existsSync(path)),
        [],
      );
    });
  }

  it("say all that runs and is tested", () => {
    const testing = readFileSync("docs/testing.md", "utf8");
    const folders = globSync("test/*/").map((folder) => folder.split("/")[1] ?? "");
    const named = pathsIn(testing).flatMap((path) => path.replace(/^test\/\{?/, "").split(/[,}/]/));
    assert.deepEqual(
      folders.filter((folder) => !named.includes(folder)),
      [],
    );
    const stages = [...readFileSync("scripts/test.mjs", "utf8").matchAll(/\bname: "(\w+)"/g)].map(([, stage]) => stage);
    assert.ok(stages.length > 5);
    const rows = testing.split("\n").filter((line) => line.startsWith("|"));
    for (const stage of stages)
      assert.ok(
        rows.some((row) => row.startsWith("|") && new RegExp(`^\\|[^|]*\\b${stage}\\b`).test(row)),
        `expected the stage ${stage} in a table of docs/testing.md`,
      );
  });
});
