import assert from "node:assert/strict";
import { batchnormGradients } from "../../../../src/core/batchnorm/batchnorm";
import { itemAt } from "../../../../src/core/item-at";
import type { Candidate, Problem } from "../../../../src/core/problem";
import { madeByHand, wrongCandidate } from "../made-by-hand";
import { candidateAs } from "../property/given";
import { randomProblem } from "../seeded-problems";
import { compared } from "./not-given";

/** The right candidate behind an activation that the source says nothing of. */
function behind(problem: Problem, slope: (z: number) => number): Required<Candidate> {
  const { out } = batchnormGradients(problem, "exact");
  return madeByHand({ ...problem, dout: problem.dout.map((value, i) => value * slope(itemAt(out, i))) });
}

const unstated = (problem: Problem): Problem => ({
  ...problem,
  stated: problem.stated.filter((key) => key !== "activation"),
});

const SEEDS = 6; // each is explained by nothing, which takes the longest

const ATAN = (z: number): number => 1 / (1 + z * z);

describe("an activation that no setting has", () => {
  it("is said to stand there when the slope of what reaches the batch norm depends on out alone", () => {
    for (let seed = 1; seed <= SEEDS; seed++) {
      const problem = unstated(randomProblem(seed, { shape: [17, 4] }));
      const candidate = behind(problem, ATAN);
      for (const decimals of [undefined, 6, 4]) {
        const given = decimals === undefined ? candidate : candidateAs(candidate, { kind: "printed", decimals, inputs: false }); // prettier-ignore
        const { verdict, reason } = compared(problem, given);
        assert.equal(verdict, "doubtful", `seed ${seed}, ${decimals} decimals: ${reason}`);
        assert.match(reason, /fit an activation behind the batch norm: .*; activation is not given/);
      }
    }
  });

  it("excuses nothing where the source states that there is none, or a formula is wrong", () => {
    for (let seed = 1; seed <= SEEDS; seed++) {
      const stated = randomProblem(seed, { shape: [17, 4] });
      assert.equal(compared(stated, behind(stated, ATAN)).verdict, "wrong", `seed ${seed}`);
      const problem = unstated(stated);
      for (const id of ["mean-path-omitted", "out-for-xhat", "uneven-ranks", "dbeta-mean", "jacobian-diagonal"]) {
        assert.equal(compared(problem, wrongCandidate(problem, id)).verdict, "wrong", `seed ${seed}, ${id}`);
      }
    }
  });

  it("excuses nothing where dout follows out itself, which draws a curve whatever is wrong", () => {
    for (let seed = 1; seed <= SEEDS; seed++) {
      const drawn = unstated(randomProblem(seed, { shape: [17, 4] }));
      const same = { ...drawn, gamma: drawn.gamma.map(() => 1), beta: drawn.beta.map(() => 0) };
      const problem = { ...same, dout: batchnormGradients(same, "exact").out.map((out) => out + 3) };
      const wrong = madeByHand({ ...problem, dout: problem.dout.map((value) => 1 + value / 2) });
      assert.equal(compared(problem, wrong).verdict, "wrong", `seed ${seed}`);
    }
  });
});
