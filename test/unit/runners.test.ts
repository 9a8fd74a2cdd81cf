import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runnerArguments, testFiles, type Runner } from "../../scripts/lib/test-files.mjs";

const RUNNERS: readonly Runner[] = ["unit", "webview", "vscode", "vscodeStack", "e2e"];

describe("the runners of tests", () => {
  it("take every file that holds tests, each file once", () => {
    const unit = testFiles("unit");
    const stackAlone = testFiles("stack").filter((file) => !unit.includes(file)); // the others run on two Pythons
    const taken = [...RUNNERS.flatMap((runner) => testFiles(runner)), ...stackAlone].sort();
    const holding = globSync("test/**/*.{ts,mts,js,mjs,cjs}")
      .filter((file) => /^\s*describe(\.\w+)?\(/m.test(readFileSync(file, "utf8")))
      .sort();
    assert.ok(holding.length > 50);
    assert.deepEqual(taken, holding);
  });

  it("take those whose path holds a part", () => {
    assert.deepEqual(testFiles("unit", ["unit/runners"]), ["test/unit/runners.test.ts"]);
    assert.deepEqual(runnerArguments(["core", "--", "--grep", "x"]), {
      parts: ["core"],
      mocha: ["--forbid-only", "--grep", "x"],
    });
  });

  for (const script of ["unit", "webview-test", "vscode-suite", "e2e"]) {
    it(`fail when no test has the name: ${script}`, () => {
      const run = spawnSync(process.execPath, [`scripts/${script}.mjs`, "no-such-test"], { encoding: "utf8" });
      assert.equal(run.status, 1);
      assert.match(run.stderr, /No test of "\w+" matches no-such-test/);
    });
  }

  it("refuse a test that would leave the others out, and count one that is skipped", () => {
    const folder = mkdtempSync(join(tmpdir(), "gradient-lens-runners-"));
    const mocha = (name: string, text: string): { status: number | null; out: string } => {
      const file = join(folder, name);
      writeFileSync(file, text);
      const args = ["node_modules/mocha/bin/mocha.js", "--reporter", "scripts/lib/reporter.cjs"];
      const run = spawnSync(process.execPath, [...args, ...runnerArguments([]).mocha, file], { encoding: "utf8" });
      return { status: run.status, out: run.stdout + run.stderr };
    };
    try {
      const only = mocha("only.cjs", 'it.only("one", () => {}); it("other", () => {});');
      assert.notEqual(only.status, 0);
      assert.match(only.out, /only/);
      const skipped = mocha("skipped.cjs", 'it.skip("one", () => {}); it("other", () => {});');
      assert.match(skipped.out, /@tally \{"passed":1,"failed":0,"pending":1/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
