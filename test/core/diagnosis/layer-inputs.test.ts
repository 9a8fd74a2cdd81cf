import assert from "node:assert/strict";
import { batchnormGradients } from "../../../src/core/batchnorm/batchnorm";
import { compareCandidate } from "../../../src/core/diagnosis";
import { LayerTerms } from "../../../src/core/diagnosis/layer/layer-terms";
import { affineShapeOf } from "../../../src/core/layout";
import type { Candidate, Problem } from "../../../src/core/problem";
import type { Tensor } from "../../../src/core/tensor";
import type { Comparison } from "../../../src/core/verdict";
import { layerInput, problemOfLayer, tensor } from "../layer-problems";

function rightFor(problem: Problem): Required<Candidate> {
  const { dx, dgamma, dbeta } = batchnormGradients(problem, "exact");
  const of = (shape: readonly number[], values: Float64Array) => ({ shape, values, dtype: "float64" as const });
  const affine = affineShapeOf(problem.layout);
  return { dx: of(problem.layout.shape, dx), dgamma: of(affine, dgamma), dbeta: of(affine, dbeta) };
}

const compared = (problem: Problem, candidate: Candidate): Comparison =>
  compareCandidate(problem, batchnormGradients(problem, "exact"), candidate);

describe("a candidate of a layer without gamma", () => {
  it("is not judged where an activation stands in the way of reading gamma off", () => {
    for (const [keys, what] of [
      [{ norm: "layer", activation: "silu" }, /^doubtful: dx, dgamma and dbeta cannot be judged without gamma, which decides the slope of the SiLU/],
      [{ norm: "rms", activation: "relu" }, /^doubtful: dx, dgamma and dbeta cannot be judged without gamma, which decides where the ReLU is open/],
    ] as const) {
      const { gamma, ...open } = layerInput(5, [3, 4, 5], [5], keys);
      assert.match(compared(problemOfLayer(open), rightFor(problemOfLayer({ ...open, gamma }))).reason, what);
    }
  }); // prettier-ignore

  it("is wrong where what is off does not hang on gamma", () => {
    const mask = tensor([3, 5], (i) => Number(i % 4 !== 1));
    const { gamma, ...open } = layerInput(5, [3, 4, 5], [4], { norm: "instance", mask });
    const { dgamma } = rightFor(problemOfLayer({ ...open, gamma }));
    const values = dgamma.values.map((value) => 2 * value);
    assert.equal(compared(problemOfLayer(open), { dgamma: { ...dgamma, values } }).verdict, "wrong");
  });
});

describe("a single cell that is off by what print took of x", () => {
  it("contradicts nobody, and one that is off by more does", () => {
    const cut = (decimals: number) => (value: number) => Number(value.toFixed(decimals));
    for (const norm of ["batch", "layer"] as const) {
      const input = layerInput(3, [3, 4, 5], [norm === "batch" ? 4 : 5], { norm, activation: "none" });
      const printed = { ...input.x, values: input.x.values.map(cut(4)) };
      const problem = problemOfLayer({ ...input, x: printed });
      const { dx } = rightFor(problem);
      const off = (by: number): Comparison => {
        const values = dx.values.map(cut(6)).map((value, i) => value + (i === 7 ? by : 0));
        return compared(problem, { dx: { ...dx, values } });
      };
      assert.match(off(2e-5).reason, /^doubtful: dx disagrees, but by no more than x may have lost in print/, norm);
      assert.equal(off(0.01).verdict, "wrong", norm);
    }
  });
});

describe("what rounding does to a layer's gradients", () => {
  it("is told of a set that has more elements than a call takes arguments", () => {
    const N = 140_000;
    const problem = problemOfLayer(layerInput(1, [1, N], [N], { norm: "rms" }));
    const { terms, inputs } = new LayerTerms(problem).of("dx", { dtype: "float64", words: "" })(N - 1);
    assert.ok(terms > 0 && inputs === 0);
  });

  it("is that of printed inputs behind an activation that bends, too", () => {
    for (const keys of [
      { norm: "batch", activation: "silu" },
      { norm: "layer", activation: "gelu" },
    ] as const) {
      const input = layerInput(3, [3, 4, 5], [keys.norm === "batch" ? 4 : 5], keys);
      const right = rightFor(problemOfLayer(input));
      for (const key of ["x", "gamma", "beta"] as const) {
        const given: Tensor = input[key];
        const values = given.values.map((value) => Number(value.toFixed(4)));
        const printed = problemOfLayer({ ...input, [key]: { ...given, values } });
        const { verdict, reason } = compared(printed, right);
        assert.equal(verdict, "doubtful", `${key} of ${keys.norm}: ${reason}`);
        const off = right.dbeta.values.map((value) => value * 1.1);
        assert.equal(compared(printed, { dbeta: { ...right.dbeta, values: off } }).verdict, "wrong");
      }
    }
  });
});
