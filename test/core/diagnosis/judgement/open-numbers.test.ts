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

  it("has the gamma of a layer in as few digits as dx has", () => {
    for (const [seed, digits, layer] of [
      [34, 2, { norm: "group", groups: 1 }],
      [35, 4, { norm: "layer" }],
    ] as const) {
      const { gamma, ...open } = layerInput(seed, [6, 4], [4], layer);
      const { dx } = rightOf({ ...open, gamma }, (value) => Number(value.toPrecision(digits)));
      const { verdict, reason } = judged(open, { dx });
      assert.equal(verdict, "doubtful", reason);
      assert.match(reason, /^doubtful: dx is right with gamma = .*; gamma is not given$/);
      const off = { ...dx, values: dx.values.map((value, i) => (i % 5 === 0 ? 2 * value + 0.5 : value)) } as Tensor;
      assert.equal(judged(open, { dx: off }).verdict, "wrong");
    }
  });

  it("is 0 in few digits where nearly all of it cancels", () => {
    const print = (value: number): number => Number(value.toFixed(4)) || 0;
    for (const input of [
      layerInput(36, [5, 2], [2], { norm: "layer", eps: 1e-8 }),
      layerInput(37, [4, 1], [1], { norm: "rms", eps: 1e-8 }),
      layerInput(38, [2, 3], [3], { eps: 1e-8 }),
    ]) {
      const right = rightOf(input, print);
      assert.ok(right.dx.values.every((value) => value === 0));
      const { verdict, reason } = judged(input, { dx: right.dx });
      assert.equal(verdict, "doubtful", reason);
      assert.match(reason, /dx is exactly 0 in every cell, and the right one is less than a thousandth/);
      const wide = layerInput(39, [5, 4], [4], { norm: "layer" });
      const zero = { ...wide.x, values: new Float64Array(20) };
      assert.equal(judged(wide, { dx: zero }).verdict, "wrong");
    }
  });

  it("may be of inputs that lost digits in print, whatever layer it is", () => {
    const printed = ({ values, ...rest }: Tensor): Tensor => ({
      ...rest,
      values: values.map((value) => Number(value.toFixed(3))),
    });
    for (const layer of [{ norm: "layer" }, { norm: "rms", activation: "relu" }] as const) {
      const input = layerInput(40, [6, 5], [5], layer);
      const told = { ...input, x: printed(input.x), dout: printed(input.dout) };
      const { verdict, reason } = judged(told, rightOf(input));
      assert.equal(verdict, "doubtful", reason);
      assert.match(
        reason,
        /by no more than x and dout may have lost in print \(3 decimals\): give them with all digits/,
      );
      const { dx } = rightOf(input);
      const off = { ...dx, values: dx.values.map((value, i) => value + 0.1 * Math.sin(i)) } as Tensor;
      assert.equal(judged(told, { dx: off }).verdict, "wrong");
    }
  });

  it("is not told from typed numbers where all have one or two digits", () => {
    const few = (value: number): number => Number(value.toPrecision(2));
    const cut = ({ values, ...rest }: Tensor): Tensor => ({ ...rest, values: values.map(few) });
    for (const layer of [{}, { norm: "layer" }] as const) {
      const input = layerInput(41, [6, 4], [4], layer, { offset: 0, sd: 1 });
      const told = { ...input, x: cut(input.x), dout: cut(input.dout), gamma: cut(input.gamma), beta: cut(input.beta) };
      const { verdict, reason } = judged(told, rightOf(input, few));
      assert.notEqual(verdict, "wrong", reason);
      const { dx } = rightOf(input);
      const off = { ...dx, values: dx.values.map((value, i) => few(value + 2 * Math.sin(7 * i))) } as Tensor;
      assert.equal(judged(told, { dx: off }).verdict, "wrong");
    }
  });
});
