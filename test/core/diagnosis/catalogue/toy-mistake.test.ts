import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { build } from "esbuild";
import type * as Diagnosis from "../../../../src/core/diagnosis";
import type * as Batchnorm from "../../../../src/core/batchnorm/batchnorm";
import { findMistake } from "../../../../src/core/diagnosis";
import type * as ConfusionTrials from "../confusion-trials";
import type * as ConfusionPage from "../documents/confusion-page";
import { randomProblem } from "../seeded-problems";
import { itemAt } from "../../../../src/core/item-at";

/** Does in a copy of the project what docs/extending.md tells a newcomer to do. */
describe("a mistake added as docs/extending.md says", function () {
  this.timeout(600_000); // every mistake is made 50 times over
  const id = "mean-path-halved";
  const copy = `build/toy-mistake-${process.pid}`;
  const node = (...args: string[]): void => {
    const run = spawnSync(process.execPath, args, { encoding: "utf8" });
    assert.equal(run.status, 0, run.stdout + run.stderr);
  };
  const read = (file: string): string => readFileSync(`${copy}/${file}`, "utf8");
  const rows = (page: string): Map<string, string> => {
    const lines = page.split("\n").filter((line) => line.startsWith("| "));
    return new Map(lines.map((line) => [itemAt(line.split(" "), 1), line.replace(/ +/g, " ")]));
  };

  before(() => {
    mkdirSync(`${copy}/docs`, { recursive: true });
    for (const part of [
      "src/core",
      "test/core/change.ts",
      "test/core/layer-problems.ts",
      "test/core/diagnosis",
      "tsconfig.json",
      "docs/mistakes.md",
      "docs/confusion.md",
    ]) {
      cpSync(part, `${copy}/${part}`, { recursive: true });
    }
    const page = readFileSync("docs/extending.md", "utf8");
    const section = page.slice(page.indexOf("\n## A mistake\n"));
    const [, file, code = ""] = /```ts\n\/\/ (\S+)\n(.*?)```/s.exec(section) ?? [];
    assert.equal(file, `src/core/diagnosis/catalogue/${id}.ts`);
    writeFileSync(`${copy}/${file}`, code);
    node("scripts/mistakes.mjs", "--quick", copy);
  });
  after(() => {
    rmSync(copy, { recursive: true, force: true });
  });

  it("needs no more than that file", () => {
    node("scripts/types.mjs", "--root", copy);
  });

  it("stands last of its family in the listing", () => {
    const listed = [...read("src/core/diagnosis/catalogue/listing.ts").matchAll(/from "\.\/([\w-]+)"/g)].map(
      ([, one]) => one,
    );
    assert.equal(listed[listed.indexOf(id) - 1], "jacobian-diagonal");
  });

  it("is diagnosed", async () => {
    const outfile = `${process.cwd()}/${copy}/diagnosis.cjs`;
    const contents = 'export * from "./src/core/diagnosis"; export * from "./src/core/batchnorm/batchnorm";';
    const stdin = { contents, resolveDir: `${process.cwd()}/${copy}` };
    await build({ stdin, bundle: true, platform: "node", format: "cjs", outfile });
    const { compareCandidate, batchnormGradients } = createRequire(__filename)(outfile) as typeof Diagnosis &
      typeof Batchnorm;
    const problem = randomProblem(3, { shape: [7, 3] });
    const gradients = batchnormGradients(problem, "exact");
    const dx = gradients.dx.map((value, i) => {
      const k = i % 3;
      const r = 1 / Math.sqrt(itemAt(gradients.variance, k) + problem.eps);
      return value + (itemAt(problem.gamma, k) * r * itemAt(gradients.dbeta, k)) / (2 * 7);
    });
    const { verdict, reason, diagnoses } = compareCandidate(problem, gradients, {
      dx: { shape: [7, 3], values: dx, dtype: "float64" },
    });
    assert.equal(`${verdict} ${diagnoses.map((one) => one.id).join()}`, `wrong ${id}`);
    assert.match(reason, /\(mean path halved\)/);
    assert.match(itemAt(diagnoses, 0).text, /^The mean path is halved/);
  });

  it("says what hides it, and hides no other mistake", async () => {
    const outfile = `${process.cwd()}/${copy}/hiding-conditions.test.cjs`;
    const entryPoints = [`${copy}/test/core/diagnosis/catalogue/hiding-conditions.test.ts`];
    await build({ entryPoints, bundle: true, platform: "node", format: "cjs", outfile });
    node("node_modules/mocha/bin/mocha.js", "--timeout", "120000", outfile);
  });

  it("is told in docs/mistakes.md, by symptom, by tensor and with its example", () => {
    const page = read("docs/mistakes.md");
    assert.match(page, /\*\*each column of dx is shifted by a number: its sum is not 0\*\*: .*\[mean-path-halved\]/);
    assert.match(page, /\n- \[mean-path-halved\]\(#mean-path-halved\): mean path halved\n/);
    const section = itemAt(page.slice(page.indexOf(`\n### ${id}\n`)).split("\n### "), 1);
    assert.match(section, /as written: `dx = gamma \* r \* \(dout - gbar \/ 2 - xhat \* c\)`/);
    assert.match(section, /in numbers: dx = \(\S+, \S+, \S+, \S+\), where/);
    assert.match(section, /hidden where dout has mean 0/);
  });

  it("has a row in the table of confusions, named right on 50 problems, and takes nothing from the others", async () => {
    const outfile = `${process.cwd()}/${copy}/confusion-page.cjs`;
    const contents = `
      export * from "./test/core/diagnosis/documents/confusion-page";
      export * from "./test/core/diagnosis/confusion-trials";`;
    const stdin = { contents, resolveDir: `${process.cwd()}/${copy}` };
    await build({ stdin, bundle: true, platform: "node", format: "cjs", outfile });
    const { catalogueTables, trialsOf } = createRequire(__filename)(outfile) as typeof ConfusionPage &
      typeof ConfusionTrials;
    // Of the others double precision tells enough: the whole table is made by catalogue.test.ts.
    const tables = catalogueTables((mistake, dtype) =>
      mistake.id === id || dtype === "float64" ? trialsOf(mistake, dtype) : [],
    );
    const ofBatch = itemAt(readFileSync("docs/confusion.md", "utf8").split("\n## Layer, RMS"), 0);
    const before = rows(ofBatch);
    const after = rows(tables);
    assert.match(after.get(id) ?? "", /^\| mean-path-halved \| 50 \/ 20 \| 50 \| 20 \| 20 \| 20 \| \|$/);
    const inDouble = (row = ""): string | undefined => row.split(" | ")[2];
    for (const [mistake, row] of before) {
      if (findMistake(mistake)) assert.equal(inDouble(after.get(mistake)), inDouble(row), mistake);
    }
  });
});
