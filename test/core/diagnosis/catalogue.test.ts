import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { batchnormGradients } from "../../../src/core/batchnorm";
import { catalogue, compareCandidate } from "../../../src/core/diagnosis";
import type { Problem } from "../../../src/core/problem";
import { PROBLEMS, trialsOf } from "./confusion";
import { byHand, OTHER_EPS, WRONG } from "./handwritten";
import { randomProblem } from "./problems";

/** dgamma of the same data, normalised with another eps. */
const dgammaOf = (problem: Problem, eps: number): Float64Array =>
  batchnormGradients({ ...problem, eps }, "exact").dgamma;

describe("every mistake of the catalogue, made by hand", () => {
  it("has a wrong backward pass to be found in", () => {
    assert.deepEqual(Object.keys(WRONG).sort(), catalogue.map(({ id }) => id).sort());
  });

  it("is listed in docs/mistakes.md (written by node scripts/confusion.mjs)", () => {
    const page = readFileSync("docs/mistakes.md", "utf8");
    const sections = new Map(page.split("\n### ").map((section) => [section.split("\n")[0], section]));
    for (const { id, sentence, written, correct, code } of catalogue) {
      const section = sections.get(id) ?? "";
      for (const text of [sentence, written, correct, code.numpy, code.pytorch, code.typescript]) {
        assert.ok(section.includes(text), `docs/mistakes.md lacks, at ${id}: ${text}`);
      }
    }
  });

  it("running-statistics is found although the running statistics are not known", () => {
    for (let seed = 1; seed <= PROBLEMS; seed++) {
      const problem = randomProblem(seed, { running: true, shape: seed % 2 ? [7, 5] : [2, 3, 5, 4] });
      const { dx } = byHand(problem, "running-statistics");
      const unknowing = { ...problem, running: undefined };
      const { diagnoses } = compareCandidate(unknowing, batchnormGradients(unknowing, "exact"), { dx });
      assert.equal(diagnoses[0].id, "running-statistics", `seed ${seed}`);
    }
  });

  it("eps-different says which eps was used", () => {
    for (let seed = 1; seed <= PROBLEMS; seed++) {
      const problem = randomProblem(seed);
      const { dx, dgamma } = byHand(problem, "eps-different");
      const scaled = { ...dgamma, values: dgammaOf(problem, OTHER_EPS * problem.eps) };
      const { diagnoses } = compareCandidate(problem, batchnormGradients(problem, "exact"), { dx, dgamma: scaled });
      for (const tensor of ["dx", "dgamma"]) {
        const text = diagnoses.find((one) => one.tensor === tensor)?.text ?? "";
        const value = Number(/eps = (\S+)\.( |$)/.exec(text)?.[1]);
        assert.ok(Math.abs(value / (OTHER_EPS * problem.eps) - 1) < 1e-4, `seed ${seed}, ${tensor}: ${text}`);
      }
    }
  });

  for (const mistake of catalogue) {
    if (mistake.harmless) {
      it(`${mistake.id} is harmless and called correct`, () => {
        const alarms = trialsOf(mistake).filter(({ verdict, named }) => verdict !== "correct" || named !== "none");
        assert.deepEqual(alarms, []);
      });
      continue;
    }
    it(`${mistake.id} is called wrong and named on ${PROBLEMS} problems`, () => {
      const trials = trialsOf(mistake);
      assert.ok(trials.length >= PROBLEMS);
      const missed = trials.filter(({ verdict, named }) => verdict !== "wrong" || named !== mistake.id);
      assert.deepEqual(missed, []);
    });
  }
});
