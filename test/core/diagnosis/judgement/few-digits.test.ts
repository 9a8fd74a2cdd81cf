import assert from "node:assert/strict";
import { batchnormGradients } from "../../../../src/core/batchnorm/batchnorm";
import { compareCandidate } from "../../../../src/core/diagnosis";
import { createProblem, type Candidate, type ProblemInput } from "../../../../src/core/problem";
import type { Tensor } from "../../../../src/core/tensor";
import { roundTo } from "../../../../src/core/ulp";

const tensor = (shape: readonly number[], values: readonly number[]): Tensor => ({
  shape,
  values: Float64Array.from(values),
  dtype: "float64",
});

/** One column, of typed numbers: dgamma and dbeta are one number each. */
const input: ProblemInput = {
  x: tensor([4, 1], [1, 2, 4, -1]),
  dout: tensor([4, 1], [0.5, -1, 2, 1.5]),
  gamma: 2,
  beta: 0,
};

function verdictOf(candidate: Candidate, of: ProblemInput = input): readonly [string, string] {
  const problem = createProblem(of);
  assert.ok(problem.ok);
  const { verdict, reason } = compareCandidate(problem.value, batchnormGradients(problem.value, "exact"), candidate);
  return [verdict, reason];
}

function exactOf(of: ProblemInput): { dx: number[]; dgamma: number[] } {
  const problem = createProblem(of);
  assert.ok(problem.ok);
  const { dx, dgamma } = batchnormGradients(problem.value, "exact");
  return { dx: [...dx], dgamma: [...dgamma] };
}

describe("gradients of so few or so short numbers that nothing tells whether they were cut off", () => {
  const [dgamma = NaN] = exactOf(input).dgamma;

  it("are doubtful where they are right in the digits that they have", () => {
    for (const digits of [1, 2, 3]) {
      const [verdict, reason] = verdictOf({ dgamma: tensor([1], [Number(dgamma.toPrecision(digits))]) });
      assert.equal(verdict, "doubtful", `${digits} digits: ${reason}`);
    }
    const [, reason] = verdictOf({ dgamma: tensor([1], [Number(dgamma.toPrecision(2))]) });
    assert.match(
      reason,
      /^doubtful: 1 of 1 cells of dgamma are off, but by no more than the few digits that are given leave/,
    );
  });

  it("are doubtful where they are right as numbers of a short format", () => {
    for (const short of ["bfloat16", "float16"] as const) {
      const [verdict, reason] = verdictOf({ dgamma: tensor([1], [roundTo(dgamma, short)]) });
      assert.notEqual(verdict, "wrong", `${short}: ${reason}`);
    }
  });

  it("are wrong by a unit of their last digit, and as zeros", () => {
    const step = 10 ** (Math.floor(Math.log10(Math.abs(dgamma))) - 1);
    const off = Number((Number(dgamma.toPrecision(2)) + step).toPrecision(2));
    assert.equal(verdictOf({ dgamma: tensor([1], [off]) })[0], "wrong");
    assert.equal(verdictOf({ dgamma: tensor([1], [0]) })[0], "wrong");
  });

  it("say nothing for a short number among long ones", () => {
    const wide: ProblemInput = { ...input, x: tensor([4, 2], [1, 2, 4, -1, 0.5, 3, 2.5, 1]), dout: tensor([4, 2], [1, -1, 2, 1.5, 0.25, 3, -2, 1]) }; // prettier-ignore
    const { dx } = exactOf(wide);
    const rounded = dx.map((value, i) => (i === 3 ? Number(value.toPrecision(2)) : value));
    assert.equal(verdictOf({ dx: tensor([4, 2], rounded) }, wide)[0], "wrong");
  });
});
