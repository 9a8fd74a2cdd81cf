import assert from "node:assert/strict";
import { batchnormGradients } from "../../../../src/core/batchnorm/batchnorm";
import { compareCandidate, layerCatalogue } from "../../../../src/core/diagnosis";
import { roundTo } from "../../../../src/core/ulp";
import { problemOfLayer } from "../../layer-problems";
import { elementsOf, staged } from "./by-hand";
import { planted } from "./planted";
import { familyInput, familyTrials, rightTrial } from "./trials";

/** Of each mistake, and of right gradients: scripts/family.mjs makes many more. */
const PROBLEMS = 1;
const RIGHT = 48;

describe("a mistake of the family", () => {
  it("is made by hand, every one", () => {
    assert.deepEqual(Object.keys(planted).sort(), layerCatalogue.map(({ id }) => id).sort());
  });

  for (const mistake of layerCatalogue) {
    it(`${mistake.id} is called wrong and named right`, () => {
      const trials = familyTrials(mistake, "float64", PROBLEMS);
      assert.ok(trials.length >= PROBLEMS);
      const missed = trials.filter(({ verdict, named }) => verdict !== "wrong" || named !== mistake.id);
      assert.deepEqual(missed, []);
    });
  }

  it("is not what rounding xhat before the weight is: a convention", () => {
    for (const half of ["bfloat16", "float16"] as const) {
      const input = familyInput(7); // RMS norm
      const elements = elementsOf(input);
      const made = staged(input, elements, { dgamma: ({ g, xhat }) => g * roundTo(xhat, half) });
      const problem = problemOfLayer(input);
      const { verdict, reason } = compareCandidate(problem, batchnormGradients(problem, "exact"), made);
      assert.equal(verdict, "doubtful", reason);
      assert.match(reason, new RegExp(`dgamma is right where xhat is rounded to ${half} before the weight`));
    }
  });

  it("is named where the activation closes a whole set, of which it leaves rounding alone", () => {
    const input = familyInput(29);
    const problem = problemOfLayer(input);
    const candidate = planted["dout-ignored"]?.[0]?.(input);
    assert.ok(candidate && elementsOf(input).some(({ set }, _, all) => all.every((e) => e.set !== set || e.g === 0)));
    const { diagnoses, reason } = compareCandidate(problem, batchnormGradients(problem, "exact"), candidate);
    assert.equal(diagnoses[0]?.id, "dout-ignored", reason);
  });

  it("is found in no right gradient", () => {
    for (let seed = 1; seed <= RIGHT; seed++) {
      const { verdict, reason } = rightTrial(seed, "float64");
      assert.equal(verdict, "correct", `${seed}: ${reason}`);
    }
  });
});
