import assert from "node:assert/strict";
import { batchnormGradients } from "../../../src/core/batchnorm/batchnorm";
import { compareCandidate } from "../../../src/core/diagnosis";
import { createProblem } from "../../../src/core/problem";
import { rightPass } from "./right-passes";

/** Of as many none was wrong and none refused, with GRADIENT_LENS_RUNS=2000. */
const PASSES = Number(process.env.GRADIENT_LENS_RUNS ?? 200);

describe(`${PASSES} right backward passes of which x is not given`, () => {
  it("are never called wrong, and never refused", function () {
    this.timeout(120_000);
    const missed: string[] = [];
    const counts = { correct: 0, doubtful: 0, wrong: 0, refused: 0 };
    for (let seed = 1; seed <= PASSES; seed++) {
      const { words, input } = rightPass(seed);
      const created = createProblem(input);
      if (!created.ok) {
        counts.refused++;
        missed.push(`${words}: refused: ${created.fault.text}`);
        continue;
      }
      const problem = created.value;
      const { verdict, reason } = compareCandidate(problem, batchnormGradients(problem, "exact"), input.candidate);
      counts[verdict]++;
      if (verdict !== "correct") missed.push(`${words}: ${reason}`);
    }

    assert.deepEqual(
      missed.filter((text) => /: (?:wrong|refused): /.test(text)),
      [],
    );
  });
});
