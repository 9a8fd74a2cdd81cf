import assert from "node:assert/strict";
import { Random } from "../../../src/core/arithmetic/random";
import { batchnormForward, batchnormGradients } from "../../../src/core/batchnorm/batchnorm";
import { compareCandidate } from "../../../src/core/diagnosis";
import { forwardAgreements } from "../../../src/core/diagnosis/forward/forward-agreement";
import type { Forward } from "../../../src/core/forward";
import { candidateHeadline, headlineText } from "../../../src/core/headline";
import { itemAt } from "../../../src/core/item-at";
import { createProblem, type Candidate, type Problem, type ProblemInput } from "../../../src/core/problem";
import type { Dtype, Tensor } from "../../../src/core/tensor";
import { roundTo } from "../../../src/core/ulp";
import type { Comparison } from "../../../src/core/verdict";
import { hardLayerCases, layerCases, layerInput, problemOfLayer, tensor } from "../layer-problems";

const cut = (value: number): number => Number(value.toFixed(4));

/** What the forward pass of a problem leaves, each number through `of`. */
function forwardOf(
  problem: Problem,
  of: (value: number) => number = (value) => value,
  dtype: Dtype = "float64",
): Required<Forward> {
  const { out, cache } = batchnormForward(problem);
  const statistics = cache.columns.map((column) => {
    const { m, delta, v, r, unit, centred } = itemAt(column, 0);
    return { mean: centred ? (m + delta.hi) * unit : 0, variance: v.hi * unit * unit, rstd: r.hi / unit };
  });
  const made = (shape: readonly number[], values: Float64Array): Tensor => ({
    shape,
    values: values.map(of),
    dtype,
  });
  const ofSets = (key: "mean" | "variance" | "rstd"): Tensor =>
    made(
      [statistics.length],
      Float64Array.from(statistics, (one) => one[key]),
    );
  return {
    out: made(problem.layout.shape, out),
    mean: ofSets("mean"),
    variance: ofSets("variance"),
    rstd: ofSets("rstd"),
  };
}

function dxOf(problem: Problem): Candidate {
  return {
    dx: { shape: problem.layout.shape, values: batchnormGradients(problem, "exact").dx, dtype: "float64" },
  };
}

/** What is said of gradients and a forward beside a problem. */
function judged(input: ProblemInput, forward: Forward, candidate: Candidate): Comparison {
  const problem = problemOfLayer({ ...input, forward, candidate });
  return compareCandidate(problem, batchnormGradients(problem, "exact"), candidate);
}

/** What a source says beside the layer. */
const CONVENTIONS = { eps: 1e-5, variance: "biased", epsPlacement: "inside", activation: "none" } as const;

const without = (input: ProblemInput, ...keys: (keyof ProblemInput)[]): ProblemInput => ({
  ...input,
  ...Object.fromEntries(keys.map((key) => [key, undefined])),
});

describe("the forward pass that gradients belong to", () => {
  it("is followed where its numbers are the layer's, in every dtype and as they are printed", () => {
    for (const [i, { name, input }] of [...layerCases(), ...hardLayerCases()].entries()) {
      const problem = problemOfLayer(input);
      const dtypes = i % 5 === 0 && !/e300|e150|e-150|e200/.test(name) ? (["float32", "bfloat16"] as const) : [];
      for (const dtype of ["float64", ...dtypes] as const) {
        const forward = forwardOf(problem, (value) => roundTo(value, dtype), dtype);
        const { forward: found, reason } = judged(input, forward, dxOf(problem));
        assert.equal(found?.followed, "this", `${dtype} of ${name}: ${reason}`);
        assert.match(reason, /; out, mean, variance and rstd are right$/, name);
      }
      if (/offset 1e|e150|e-150|e200|e300/.test(name)) continue;
      const { forward: found, reason } = judged(input, { out: forwardOf(problem, cut).out }, dxOf(problem));
      assert.equal(found?.followed, "this", `4 decimals of ${name}: ${reason}`);
    }
  });

  it("says which layer and conventions it followed where the source leaves them open, and judges by these", () => {
    for (const { name, input } of layerCases()) {
      const made = problemOfLayer(input);
      // What is left is batch norm of the same numbers, where these can be one.
      const open = without(input, "norm", "groups", "axes", "normalizedShape", "axis", "variance", "epsPlacement");
      const asBatch = createProblem(open);
      if (!asBatch.ok || input.eps !== undefined || input.activation === "leaky-relu" || input.gammaOffset) continue;
      if (made.layout.rows < 2 || (input.axes && input.axes.join() !== "1") || made.groups === 3) continue;
      const { verdict, reason, forward } = judged(open, { out: forwardOf(made).out }, dxOf(made));
      assert.equal(forward?.followed, "other", `${name}: ${reason}`);
      assert.equal(verdict, "doubtful", `${name}: ${reason}`);
      assert.match(reason, /^doubtful: out is right for .*, and dx is right for that forward; .*not given$/, name);
    }
  });

  const rms = layerInput(7, [6, 9], [9], { norm: "rms", eps: 1e-6 });

  it("is found by what it kept of each set, too", () => {
    const made = problemOfLayer(rms);
    const { variance, rstd } = forwardOf(made);
    const { verdict, reason } = judged(without(rms, "norm", "eps"), { variance, rstd }, dxOf(made));
    assert.equal(verdict, "doubtful");
    const fits = "variance and rstd are right for RMS norm over the last axis (9) with eps 1e-6";
    assert.equal(reason, `doubtful: ${fits}, and dx is right for that forward; norm and eps are not given`);
  });

  it("may have an eps that nobody would try", () => {
    const made = problemOfLayer({ ...rms, eps: 0.0037 });
    const { reason, diagnoses } = judged(without(rms, "eps"), { out: forwardOf(made).out }, dxOf(made));
    assert.match(reason, /^doubtful: out is right for RMS norm .* with eps 0.0037, and dx is right/);
    assert.deepEqual(diagnoses, [], "no formula is blamed for what is right");
  });

  it("leaves of the settings that would make dx right the one that it followed", () => {
    const batch = layerInput(8, [6, 4], [4], { eps: 1e-3, activation: "relu" });
    const made = problemOfLayer(batch);
    const open = without(batch, "eps", "activation");
    const { fits, reason } = judged(open, { out: forwardOf(made).out }, dxOf(made));
    assert.match(reason, /^doubtful: out is right for batch norm with eps 0.001 and activation relu, and dx is right/);
    assert.deepEqual(
      fits.map(({ set }) => Object.keys(set).toSorted()),
      [["activation", "eps"]],
    );
    const layer = judged(without(rms, "norm"), { out: forwardOf(problemOfLayer(rms)).out }, dxOf(problemOfLayer(rms)));
    assert.deepEqual(layer.fits, []);
  });

  it("contradicts what the source says", () => {
    const made = problemOfLayer(rms);
    const { verdict, reason, forward } = judged({ ...rms, norm: "layer" }, { out: forwardOf(made).out }, dxOf(made));
    assert.equal(verdict, "wrong");
    assert.equal(forward?.followed, "other");
    assert.match(reason, /^wrong: out is right for RMS norm .*dx is right for that forward, but norm says otherwise$/);
  });

  it("does not excuse a backward that is wrong for it", () => {
    const made = problemOfLayer(rms);
    const { dx } = batchnormGradients(made, "exact");
    const off: Candidate = { dx: { ...rms.x, values: dx.map((value, i) => (i === 20 ? value + 1 : value)) } };
    const open = judged(without(rms, "norm"), { out: forwardOf(made).out }, off);
    assert.equal(open.verdict, "wrong");
    assert.match(
      open.reason,
      /out is right for RMS norm .*; for that forward, 1 of 54 cells of dx disagrees?( \(1 of 54 cells is off\))?; the worst/,
    );
    const told = judged(rms, { out: forwardOf(made).out }, off);
    assert.equal(told.verdict, "wrong");
    assert.match(told.reason, /^wrong: 1 of 54 cells of dx disagrees?.*; out is right$/);
  });

  it("is judged alone where there are no gradients", () => {
    const { out } = forwardOf(problemOfLayer(rms));
    const right = judged(rms, { out }, {});
    assert.equal(right.reason, "correct: out is right");
    assert.equal(headlineText(candidateHeadline(right)), "Your out is right");
    const other = judged(without(rms, "norm"), { out }, {});
    assert.equal(other.verdict, "doubtful");
    const claim = "Your out is right for RMS norm over the last axis (9)";
    assert.equal(headlineText(candidateHeadline(other)), claim);
  });

  it("of no layer that is known is doubtful, and wrong only where all is told", () => {
    const made = problemOfLayer(rms);
    const { out } = forwardOf(made);
    const bent: Forward = { out: { ...out, values: Float64Array.from(out.values, (y) => Math.atan(y)) } };
    const doubtful = judged(rms, bent, dxOf(made));
    assert.equal(doubtful.forward?.followed, "none");
    assert.equal(doubtful.verdict, "doubtful");
    assert.match(
      doubtful.reason,
      /out is not that of RMS norm over the last axis \(9\), nor of any layer that was tried/,
    );
    assert.match(doubtful.reason, /the worst is out\[\d, \d\], given /);
    assert.equal(judged({ ...rms, activation: "none" }, bent, dxOf(made)).verdict, "wrong");
  });

  it("that kept another number of statistics says how many there are", () => {
    const mean: Tensor = { shape: [3], values: Float64Array.of(1, 2, 3), dtype: "float64" };
    const { reason } = judged(rms, { mean }, dxOf(problemOfLayer(rms)));
    assert.match(reason, /mean is not that of RMS norm .*: mean has 3 values, and there are 6 sets; by RMS norm/);
  });

  it("stands beside x, in its shape", () => {
    const { out } = forwardOf(problemOfLayer(rms));
    const shape = createProblem({ ...rms, forward: { out: { ...out, shape: [9, 6] } }, candidate: {} });
    assert.equal(shape.ok ? "" : shape.fault.text, "candidate.out has shape 9 x 6, expected the shape of x, 6 x 9.");
    const kept = createProblem({ x: rms.x, xKept: "xhat", forward: { out }, candidate: {} });
    const text = "out is held against a forward pass of x, and x is not given: expected x in the place of xhat.";
    assert.equal(kept.ok ? "" : kept.fault.text, text);
  });

  it("is found in printed numbers, to which dozens of mixtures come nearer by chance", () => {
    const [shape, random] = [[2, 4, 5, 5], new Random(11)];
    const few = (value: number): number => Number(value.toFixed(3));
    const x = tensor(shape, () => few(3 * random.uniform() - 0.5));
    const told = { x, dout: tensor(shape, () => few(random.uniform() - 0.5)), ...CONVENTIONS };
    const { out } = forwardOf(problemOfLayer({ ...told, norm: "layer", normalizedShape: [4, 5, 5] }), few);
    const { reason } = judged(told, { out }, {});
    assert.equal(reason, "doubtful: out is right for layer norm over 4 x 5 x 5; norm is not given");
  });

  it("hides what it hides by its own layer", () => {
    const input = layerInput(21, [6, 5], [5], { norm: "layer" });
    const level = { ...input.dout, values: input.dout.values.map((_, i) => 1 + Math.floor(i / 5)) };
    const open = { ...without(input, "norm"), dout: level, gamma: 1, beta: 0 };
    const made = problemOfLayer({ ...open, norm: "layer" });
    const { blind, reason } = judged(open, { out: forwardOf(made).out }, dxOf(made));
    assert.match(reason, /for that forward, dx agrees, which proves little/);
    assert.deepEqual(blind, judged({ ...open, norm: "layer" }, { out: forwardOf(made).out }, dxOf(made)).blind);
  });

  it("counts a tensor's numbers once", () => {
    const { x, ...input } = layerInput(22, [4, 1], [1], {});
    const problem = problemOfLayer({ ...input, x: { ...x, values: x.values.map(cut) } });
    const { out } = forwardOf(problem, (value) => Number(value.toFixed(1)));
    // Four numbers of one decimal are too few to tell that they were printed.
    const [agreement] = forwardAgreements(problem, { out });
    assert.ok(agreement && agreement.doubtful + agreement.wrong > 0);
  });
});
