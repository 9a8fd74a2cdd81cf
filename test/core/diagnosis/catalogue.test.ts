import assert from "node:assert/strict";
import { batchnormGradients } from "../../../src/core/batchnorm";
import { catalogue, compareCandidate, mistakesOf, type Mistake } from "../../../src/core/diagnosis";
import { plantMistakes } from "../../../src/core/diagnosis/plant";
import { randomProblem, type ProblemOptions } from "./problems";

const SEEDS = 50;

/** The problems in which a mistake can be made. */
function optionsFor(mistake: Mistake): ProblemOptions {
  if (mistake.id === "batch-statistics") return { evaluation: true };
  if (mistake.id === "running-statistics") return { running: true };
  if (mistake.id.startsWith("relu-") || mistake.id === "dbeta-unmasked") return { relu: true };
  return {};
}

describe("every mistake of the catalogue", () => {
  for (const mistake of catalogue) {
    if (mistake.harmless || mistake.id === "relu-mask-ties") continue;
    it(`${mistake.id} is called wrong and named`, () => {
      const missed: string[] = [];
      let tried = 0;
      for (let seed = 1; tried < SEEDS; seed++) {
        const problem = randomProblem(seed, optionsFor(mistake));
        if (!mistakesOf(problem).includes(mistake)) continue;
        tried++;
        const gradients = batchnormGradients(problem, "exact");
        const planted = plantMistakes(problem, gradients, { ids: [mistake.id], value: problem.eps * 3.7 });
        const { verdict, diagnoses } = compareCandidate(problem, gradients, planted);
        if (verdict !== "wrong" || diagnoses[0].id !== mistake.id) {
          missed.push(
            `seed ${seed}, ${problem.layout.shape.join("x")}: ${verdict}, ${diagnoses[0]?.id} (${diagnoses[0]?.explains})`,
          );
        }
      }
      assert.deepEqual(missed, []);
    });
  }
});
