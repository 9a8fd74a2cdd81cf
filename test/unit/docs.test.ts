import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

const PAGES = [
  "README.md",
  "CONTRIBUTING.md",
  "CHANGELOG.md",
  "SECURITY.md",
  "SUPPORT.md",
  "bench/RESULTS.md",
  "examples/README.md",
  ...globSync("docs/**/*.md"),
];

/** A path of the project, as it stands in a page: with a `*` or `{a,b}` it may mean several. */
const PATH = /^(?:src|webview|test|scripts|bench|docs|examples|media|\.ci|\.github)(?:\/[\w.*{},-]+)*\/?$/;
/** Folders that only a run makes. */
const isMade = (path: string): boolean => /^(?:build|dist|node_modules)\//.test(path);

/** What a page prints as code, in backticks or indented. */
function codeIn(page: string): string[] {
  return [...page.matchAll(/`([^`\n]+)`/g), ...page.matchAll(/^ {4}(\S.*)$/gm)].map(([, text]) => text ?? "");
}

/** The paths in a page's code: whole words that look like one. */
function pathsIn(page: string): string[] {
  const words = codeIn(page)
    .flatMap((text) => text.split(/[\s"'()|]+/))
    .map((word) => word.replace(/[:,.;]+$/, ""));
  return words.filter((word) => word.includes("/") && PATH.test(word) && !/\/[A-Z]+$/.test(word)); // NAME stands for any
}

const missing = (paths: readonly string[]): string[] => paths.filter((path) => globSync(path).length === 0);

/** The tests that each runner takes. */
const TESTS: Readonly<Record<string, readonly string[]>> = {
  unit: globSync("test/**/*.test.ts", { exclude: ["test/{webview,vscode,e2e,stack}/**"] }),
  coverage: globSync("test/**/*.test.ts", { exclude: ["test/{webview,vscode,e2e,stack}/**"] }),
  "webview-test": globSync("test/webview/**/*.test.ts"),
  "vscode-suite": globSync("test/vscode/**/*.test.ts"),
  e2e: globSync("test/e2e/**/*.spec.ts"),
};
const RUNNER = new RegExp(
  `(?:npm run (?:-s )?|node scripts/)(${Object.keys(TESTS).join("|")})(?:\\.mjs| --)((?: \\S+)*)`,
);

/** The pieces of paths by which a page's commands choose tests, as "runner PART". PART and [PART] stand for any. */
function partsIn(page: string): string[] {
  return codeIn(page).flatMap((text) => {
    const [, runner = "", rest = ""] = RUNNER.exec(text) ?? [];
    const words =
      rest
        .split(/ -- /)[0]
        ?.replace(/--\w+ \S+/g, "")
        .split(" ") ?? [];
    return words
      .filter((word) => word !== "" && !/^[-[]|^[A-Z]+$|\/[A-Z]+$/.test(word))
      .map((word) => `${runner} ${word}`);
  });
}

/** Those of these that choose no test. */
function idle(parts: readonly string[]): string[] {
  return parts.filter((each) => {
    const [runner = "", part = ""] = each.split(" ");
    return !TESTS[runner]?.some((file) => file.includes(part));
  });
}

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

  it("are looked through for the tests that their commands choose", () => {
    const page =
      "`node scripts/unit.mjs core/gradcheck` and `node scripts/vscode-suite.mjs [PART] --kind web`, `unit -- a`\n\n" +
      "    X=1 npm run unit -- article no/such   and what it does\n    node scripts/e2e.mjs opened -- --grep a\n";
    const parts = ["unit core/gradcheck", "unit article", "unit no/such", "e2e opened"];
    assert.deepEqual(partsIn(page), parts);
    assert.deepEqual(idle(parts), ["unit no/such", "e2e opened"]);
  });

  for (const name of PAGES) {
    it(`choose tests that exist: ${name}`, () => {
      assert.deepEqual(idle(partsIn(readFileSync(name, "utf8"))), []);
    });

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
