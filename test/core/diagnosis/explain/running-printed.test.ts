import assert from "node:assert/strict";
import { batchnormGradients } from "../../../../src/core/batchnorm/batchnorm";
import { compareCandidate, findMistake } from "../../../../src/core/diagnosis";
import { madeByHand } from "../made-by-hand";
import { candidateAs } from "../property/given";
import { printed } from "../property/wrong-trials";
import { problemFor } from "../seeded-problems";

const SEEDS = 20;

/** In training the right gradient does not know the running statistics, and so not what they lost in print either. */
describe("a backward pass that takes running statistics", () => {
  for (const id of ["running-statistics", "running-variance"]) {
    it(`is named where all inputs were printed: ${id}`, () => {
      const mistake = findMistake(id);
      assert.ok(mistake);
      let named = 0;
      for (let seed = 1; seed <= SEEDS; seed++) {
        const given = { kind: "printed", decimals: 3 + (seed % 5), inputs: true } as const;
        const problem = problemFor(mistake, seed);
        const told = printed(problem, given);
        const candidate = candidateAs(madeByHand(problem, mistake), given);
        const { verdict, reason, diagnoses } = compareCandidate(told, batchnormGradients(told, "exact"), candidate);
        const ids = diagnoses.map((one) => one.id);
        const text = `seed ${seed}, ${given.decimals} decimals: ${reason} [${ids.join(", ")}]`;
        assert.notEqual(verdict, "correct", text);
        if (ids.includes(id)) named++;
        else assert.ok(ids.every((other) => other === "unknown" || other === "local"), `misnamed: ${text}`); // prettier-ignore
      }
      // Three decimals of an eps of a thousandth leave nothing to tell.
      assert.ok(named >= 0.9 * SEEDS, `${named} of ${SEEDS} are named`);
    });
  }
});
