import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { catalogue } from "../../../../src/core/diagnosis";
import { FAMILIES } from "../../../../src/core/diagnosis/catalogue/contract/families";
import { symptomOf } from "./symptoms";

const page = readFileSync("docs/mistakes.md", "utf8");

describe("what is written from the catalogue", () => {
  // docs/confusion.md is held by those who make the trials that it tells of: catalogue.test.ts and property.test.ts.
  it("is what node scripts/mistakes.mjs writes", () => {
    const run = spawnSync(process.execPath, ["scripts/mistakes.mjs", "--check", "--quick"], { encoding: "utf8" });
    assert.equal(run.stderr, "");
    assert.equal(run.status, 0);
  });

  it("lists each mistake once by symptom and once by tensor, before it is told", () => {
    const index = page.slice(page.indexOf("## By what you see"), page.indexOf("## Symbols"));
    for (const { id, title } of catalogue) {
      const links = index.split(`[${id}](#${id})`).length - 1;
      assert.equal(links, 2, id);
      assert.ok(index.includes(`- [${id}](#${id}): ${title.replace(/\*/g, "\\*")}`) || title.includes("*"), id);
    }
  });

  it("tells each mistake with its words, formulas and code", () => {
    const sections = new Map(page.split("\n### ").map((section) => [section.split("\n")[0], section]));
    for (const { id, sentence, cause, written, correct, code } of catalogue) {
      const section = sections.get(id) ?? "";
      for (const text of [sentence, cause, written, correct, code.numpy, code.pytorch, code.typescript]) {
        assert.ok(section.includes(text), `docs/mistakes.md lacks, at ${id}: ${text}`);
      }
    }
  });

  it("has a section for every family that has a mistake", () => {
    for (const family of new Set(catalogue.map((mistake) => mistake.family))) {
      assert.ok(page.includes(`\n## ${FAMILIES[family]}\n`), family);
    }
  });
});

describe("what a user sees of a mistake", () => {
  const expected: Readonly<Record<string, string>> = {
    "dv-dmu-omitted": "dx is right",
    "dout-ignored": "dx is 0 in every cell",
    "divided-by-n-again": "dx is right but for one factor, the same everywhere",
    "gamma-omitted": "dx is right but for a factor of its own in each column",
    "mean-path-omitted": "each column of dx is shifted by a number: its sum is not 0",
    "variance-path-omitted": "each column of dx is off by a multiple of xhat: its sum is 0",
    "both-paths-omitted": "several terms of dx are off, and what is off follows dout, 1 and xhat",
    "axis-swapped": "the rows of dx are off in no pattern of dout, 1 and xhat",
    "dgamma-dout-ignored": "dgamma is 0 in every column",
    "dgamma-mean": "dgamma is N times too small",
    "dgamma-uses-dxhat": "dgamma is right but for a factor of its own in each column",
    "dgamma-uses-x": "dgamma holds other numbers",
    "dbeta-all-axes": "dbeta is the same number in every column",
  };
  for (const mistake of catalogue) {
    const symptom = expected[mistake.id];
    if (!symptom) continue;
    it(`${mistake.id}: ${symptom}`, () => {
      assert.equal(symptomOf(mistake), symptom);
    });
  }
});
