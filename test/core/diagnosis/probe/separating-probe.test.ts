import assert from "node:assert/strict";
import { batchnormGradients } from "../../../../src/core/batchnorm/batchnorm";
import { blindSpots, compareCandidate, mistakesOf, separatingProbe } from "../../../../src/core/diagnosis";
import type { Problem } from "../../../../src/core/problem";
import { madeByHand } from "../made-by-hand";
import { randomProblem } from "../seeded-problems";

const fill = (problem: Problem, value: number): Float64Array => new Float64Array(problem.layout.channels).fill(value);

describe("a separating probe", () => {
  it("tells all mistakes apart, and gives the same numbers for the same seed", () => {
    for (let seed = 1; seed <= 25; seed++) {
      const given = randomProblem(seed, { relu: seed % 4 === 0, evaluation: seed % 7 === 0 });
      const problem = { ...given, gamma: fill(given, 1), beta: fill(given, 0), dout: given.dout.map(() => 1), eps: 0 };
      const probe = separatingProbe(problem, seed);
      const { gamma, beta, dout, eps } = probe;
      const left = blindSpots({ ...problem, gamma, beta, dout, eps }).flatMap(({ ids }) => ids);
      // Exact zeros of out take a column of their own, which two columns cannot spare.
      const spare = given.activation === "relu" && given.layout.channels < 3;
      assert.deepEqual(left, spare ? ["correct", "relu-mask-ties"] : [], `seed ${seed}`);
      assert.equal(probe.x, undefined, `seed ${seed}`);
      assert.deepEqual(separatingProbe(problem, seed), probe);
    }
  });

  it("replaces x only when x hides mistakes itself", () => {
    const problem = { ...randomProblem(1, { shape: [6, 3] }), x: new Float64Array(18).fill(0.1) };
    const { gamma, beta, dout, eps, x } = separatingProbe(problem, 1);
    assert.ok(x);
    assert.deepEqual(blindSpots({ ...problem, gamma, beta, dout, eps, x }), []);
  });

  it("lets every mistake be called wrong and named", () => {
    const given = randomProblem(11, { shape: [7, 3] });
    const { gamma, beta, dout, eps } = separatingProbe({ ...given, gamma: fill(given, 1) }, 5);
    const problem = { ...given, gamma, beta, dout, eps };
    const gradients = batchnormGradients(problem, "exact");
    for (const mistake of mistakesOf(problem)) {
      if (mistake.harmless || mistake.example.needs) continue;
      const { verdict, diagnoses } = compareCandidate(problem, gradients, madeByHand(problem, mistake));
      assert.equal(`${verdict} ${diagnoses[0]?.id}`, `wrong ${mistake.id}`);
    }
  });
});
