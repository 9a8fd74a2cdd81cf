import assert from "node:assert/strict";
import { batchnormGradients } from "../../../../src/core/batchnorm/batchnorm";
import { compareCandidate } from "../../../../src/core/diagnosis";
import { affineShapeOf } from "../../../../src/core/layout";
import type { Candidate, ProblemInput } from "../../../../src/core/problem";
import type { Tensor } from "../../../../src/core/tensor";
import type { Comparison } from "../../../../src/core/verdict";
import { layerInput, problemOfLayer } from "../../layer-problems";

/** The right gradients of a problem, each number through `of`. */
function rightOf(input: ProblemInput, of: (value: number) => number = (value) => value): Required<Candidate> {
  const problem = problemOfLayer(input);
  const { dx, dgamma, dbeta } = batchnormGradients(problem, "exact");
  const made = (shape: readonly number[], values: Float64Array): Tensor => ({
    shape,
    values: values.map(of),
    dtype: "float64",
  });
  const affine = affineShapeOf(problem.layout);
  return { dx: made(problem.layout.shape, dx), dgamma: made(affine, dgamma), dbeta: made(affine, dbeta) };
}

function judged(input: ProblemInput, candidate: Candidate): Comparison {
  const problem = problemOfLayer(input);
  return compareCandidate(problem, batchnormGradients(problem, "exact"), candidate);
}

describe("a right gradient of numbers that the source does not give", () => {
  it("may have come through a ReLU that some beta keeps open in every cell", () => {
    const open = { ...layerInput(31, [7, 2], [2], { activation: "relu" }), beta: undefined };
    const right = rightOf({ ...open, beta: 20 });
    for (const candidate of [right, { dgamma: right.dgamma, dbeta: right.dbeta }]) {
      const { verdict, reason } = judged(open, candidate);
      assert.equal(verdict, "doubtful", reason);
      assert.match(reason, /right with beta = .* \(any that opens the ReLU at the same cells\); beta is not given$/);
      assert.equal(judged({ ...open, beta: 0.1 }, candidate).verdict, "wrong");
    }
  });

  it("tells of a gamma where the ReLU opens, without dx too", () => {
    const { gamma, ...open } = layerInput(32, [7, 3], [3], { activation: "leaky-relu" });
    const { dgamma, dbeta } = rightOf({ ...open, gamma });
    const { verdict, reason } = judged(open, { dgamma, dbeta });
    assert.equal(verdict, "doubtful", reason);
    assert.match(reason, /right with gamma = .* \(any that opens the ReLU at the same cells\)/);
    const off = { ...dgamma, values: dgamma.values.map((value) => value + 0.3) } as Tensor;
    assert.equal(judged(open, { dgamma: off, dbeta }).verdict, "wrong");
  });

  it("has the gamma of columns of two", () => {
    const { gamma, ...open } = layerInput(33, [2, 3], [3], {});
    const right = rightOf({ ...open, gamma });
    const { verdict, reason } = judged(open, right);
    assert.equal(verdict, "doubtful", reason);
    assert.match(reason, /right with gamma = .*; gamma is not given/);
  });
});
