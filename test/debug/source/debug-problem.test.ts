import assert from "node:assert/strict";
import { createProblem } from "../../../src/core/problem";
import { sizeOf, type Tensor } from "../../../src/core/tensor";
import { buffersOf, joinAlongBatch, rolesOfLayer, toProblemInput } from "../../../src/debug/source/debug-problem";
import { must, sameValues } from "../support";

/** What the agent says of torch's batch norm. */
const BATCH_NORM = { norm: "batch", axis: 1, variance: "biased", epsPlacement: "inside" } as const;

describe("Tensors of several sessions", () => {
  const tensor = (shape: number[], from: number, dtype: "float32" | "float64" = "float32"): Tensor => {
    const list = Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => from + i);
    return { shape, values: dtype === "float32" ? Float32Array.from(list) : Float64Array.from(list), dtype };
  };
  it("are joined along the batch", () => {
    const joined = must(
      joinAlongBatch("x", [
        { from: "rank 0", tensor: tensor([2, 3], 0) },
        { from: "rank 1", tensor: tensor([1, 3], 100) },
      ]),
    );
    assert.deepEqual(joined.shape, [3, 3]);
    sameValues(joined.values, [0, 1, 2, 3, 4, 5, 100, 101, 102], "x");
  });
  it("are refused with the session's name when only the batch does not differ", () => {
    const shape = joinAlongBatch("x", [
      { from: "rank 0", tensor: tensor([2, 3], 0) },
      { from: "rank 1", tensor: tensor([2, 4], 0) },
    ]);
    assert.equal(
      shape.ok ? "" : shape.fault.text,
      "x is 2 x 4 in rank 1 and 2 x 3 in rank 0: only the batch may differ.",
    );
    const dtype = joinAlongBatch("x", [
      { from: "a", tensor: tensor([2, 3], 0) },
      { from: "b", tensor: tensor([2, 3], 0, "float64") },
    ]);
    assert.match(dtype.ok ? "" : dtype.fault.text, /float64 in b and float32 in a/);
  });
});

describe("Gradients of a program", () => {
  it("are each from their own expression", () => {
    const x = { shape: [2, 1], values: Float64Array.of(1, 2), dtype: "float64" as const };
    const roles = { "candidate.dx": x, "candidate.dgamma": { ...x, shape: [1], values: Float64Array.of(3) } };
    const from = { "candidate.dx": "h.grad", "candidate.dgamma": "bn.weight.grad", gamma: "bn.weight" };
    const { candidateFrom } = toProblemInput({ x, roles, layer: undefined, from });
    assert.deepEqual(candidateFrom, { dx: "h.grad", dgamma: "bn.weight.grad" });
  });
});

describe("The axis of the channels", () => {
  const tensor = (...shape: number[]): Tensor => ({ shape, values: new Float64Array(sizeOf(shape)), dtype: "float64" });
  const none = { gamma: null, beta: null, runningMean: null, runningVar: null, gammaGrad: null, betaGrad: null };
  const layer = { ...none, says: BATCH_NORM, eps: 1e-5, training: true };
  const axis = (x: Tensor, roles: Parameters<typeof toProblemInput>[0]["roles"]) => toProblemInput({ x, roles }).axis;
  it("is the last one where the sizes leave no other, and a note says so", () => {
    const { axis, notes } = toProblemInput({
      x: tensor(2, 4, 5, 3),
      roles: { gamma: tensor(3), dout: tensor(2, 4, 5, 3) },
    });
    assert.equal(axis, 3);
    assert.deepEqual(notes, ["The channels are read on the last axis of x: gamma has its 3 values."]);
  });
  it("is not said by sizes of axis 1, by sizes of both, by nothing, nor beside a layer", () => {
    assert.equal(axis(tensor(2, 4, 5, 3), { gamma: tensor(4) }), undefined);
    assert.equal(axis(tensor(2, 3, 5, 3), { gamma: tensor(3) }), undefined);
    assert.equal(axis(tensor(2, 4, 3), { gamma: tensor(3), "candidate.dbeta": tensor(4) }), undefined);
    assert.equal(axis(tensor(2, 4, 3), { gamma: 1 }), undefined);
    assert.equal(toProblemInput({ x: tensor(2, 4, 3), roles: { gamma: tensor(3) }, layer }).axis, 1);
  });
});

describe("The axes of a layer norm", () => {
  const tensor = (...shape: number[]): Tensor => ({ shape, values: new Float64Array(sizeOf(shape)), dtype: "float64" });
  const said = (x: Tensor, roles: Parameters<typeof toProblemInput>[0]["roles"]) => {
    const { norm, normalizedShape, notes } = toProblemInput({ x, roles });
    return [norm, normalizedShape, notes];
  };
  it("are the last ones of x where gamma has their shape, and a note says so", () => {
    const roles = { gamma: tensor(5, 3), "candidate.dbeta": tensor(5, 3), dout: tensor(2, 5, 3) };
    const note = "x is read as a layer norm's over its last 2 axes: gamma is 5 x 3.";
    assert.deepEqual(said(tensor(2, 5, 3), roles), ["layer", [5, 3], [note]]);
    const problem = must(createProblem(toProblemInput({ x: tensor(2, 5, 3), roles })));
    assert.deepEqual(problem.gamma.length, 15);
  });
  it("are not said by a row of one value a channel, nor by parts of several shapes", () => {
    assert.equal(said(tensor(4, 1, 3), { gamma: tensor(1, 3) })[0], undefined);
    assert.equal(said(tensor(4, 3), { gamma: tensor(1, 3) })[0], undefined);
    assert.equal(said(tensor(2, 5, 3), { gamma: tensor(5, 3), beta: tensor(3) })[0], undefined);
  });
});

describe("A problem from a layer", () => {
  it("takes gamma, beta, eps, mode and running statistics", () => {
    const layer = {
      says: BATCH_NORM,
      gamma: "bn.weight",
      beta: "bn.bias",
      runningMean: "bn.running_mean",
      runningVar: "bn.running_var",
      eps: 2e-5,
      training: false,
      gammaGrad: null,
      betaGrad: null,
    };
    assert.deepEqual(rolesOfLayer(layer), {
      gamma: "bn.weight",
      beta: "bn.bias",
      runningMean: "bn.running_mean",
      runningVar: "bn.running_var",
    });
    const vector = (...values: number[]) => ({
      shape: [values.length],
      values: Float32Array.from(values),
      dtype: "float32" as const,
    });
    const x = { shape: [2, 2], values: Float32Array.of(1, 2, 3, 4), dtype: "float32" as const };
    const input = toProblemInput({
      x,
      layer,
      roles: { gamma: vector(1, 2), beta: 0.5, runningMean: vector(0, 0), runningVar: vector(1, 1), "candidate.dx": x },
    });
    const problem = must(createProblem(input));
    assert.equal(problem.mode, "eval");
    assert.deepEqual(
      problem.readAtStop,
      ["gamma", "beta", "runningMean", "runningVar"],
      "a step may have changed them",
    );
    assert.deepEqual(
      problem.stated.filter((key) => problem.readAtStop.includes(key)),
      [],
    );
    assert.equal(problem.eps, 2e-5);
    assert.deepEqual([...problem.beta], [0.5, 0.5]);
    assert.equal(buffersOf(input).length, 4, "x stands in two roles, but its buffer is given away once");
    assert.equal("dgamma" in (input.candidate ?? {}), false);
  });

  it("gives way to what the user has put in a role, eps too", () => {
    const x = { shape: [2, 1], values: Float32Array.of(1, 2), dtype: "float32" as const };
    const layer = {
      ...{ gamma: null, beta: null, runningMean: null, runningVar: null, gammaGrad: null, betaGrad: null },
      ...{ says: BATCH_NORM, eps: 2e-5, training: true },
    };
    const one = { shape: [], values: Float64Array.of(0.25), dtype: "float64" as const };
    assert.equal(toProblemInput({ x, layer, roles: { eps: 0.5 } }).eps, 0.5);
    assert.equal(toProblemInput({ x, layer, roles: { eps: one } }).eps, 0.25);
    assert.equal(toProblemInput({ x, layer, roles: {} }).eps, 2e-5);
    // What a layer of batch norm does is stated, though none of its numbers says so.
    const { axis, variance, epsPlacement } = toProblemInput({ x, layer, roles: {} });
    assert.deepEqual([axis, variance, epsPlacement], [1, "biased", "inside"]);
    assert.equal(toProblemInput({ x, roles: {} }).variance, undefined);
    // Without a weight it multiplies by 1; with an eps of x's own type that is its smallest step.
    assert.equal(toProblemInput({ x, layer, roles: {} }).gamma, 1);
    assert.equal(toProblemInput({ x, layer: { ...layer, eps: null }, roles: {} }).eps, 2 ** -23);
    const isSilent = { ...layer, training: null };
    assert.equal(toProblemInput({ x, layer: isSilent, roles: {} }).mode, undefined);
  });

  it("takes the tensor for xhat where rstd is used beside it", () => {
    const shape = [2, 1];
    const xhat = { shape, values: Float64Array.of(1, -1), dtype: "float64" as const };
    const rstd = { shape: [1], values: Float64Array.of(0.5), dtype: "float64" as const };
    const input = toProblemInput({ x: xhat, roles: { rstd } });
    const { kept, x: made } = must(createProblem(input));
    assert.equal(kept?.what, "xhat");
    assert.deepEqual([...made], [2, -2]);
    assert.ok(buffersOf(input).includes(rstd.values.buffer));
    assert.equal(must(createProblem(toProblemInput({ x: xhat, roles: {} }))).kept, undefined);
  });

  it("takes a mask of padding", () => {
    const x = { shape: [2, 3, 1], values: Float32Array.of(1, 2, 3, 4, 5, 6), dtype: "float32" as const };
    const mask = { shape: [2, 1], values: Float64Array.of(1, 0), dtype: "float64" as const };
    const input = toProblemInput({ x, roles: { mask } });
    assert.deepEqual([...(must(createProblem(input)).mask ?? [])], [1, 0]);
    assert.ok(buffersOf(input).includes(mask.values.buffer));
  });
});
