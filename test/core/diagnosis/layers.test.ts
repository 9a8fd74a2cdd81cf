import assert from "node:assert/strict";
import { batchnormGradients } from "../../../src/core/batchnorm/batchnorm";
import { compareCandidate } from "../../../src/core/diagnosis";
import { affineShapeOf } from "../../../src/core/layout";
import { itemAt, numberAt } from "../../../src/core/item-at";
import type { Candidate, Problem, ProblemInput } from "../../../src/core/problem";
import type { Dtype, Tensor } from "../../../src/core/tensor";
import { roundTo } from "../../../src/core/ulp";
import type { Comparison } from "../../../src/core/verdict";
import { hardLayerCases, layerCases, layerInput, problemOfLayer, tensor } from "../layer-problems";

/** The exact gradients of a problem as a candidate, each number through `of`. */
function candidateOf(
  problem: Problem,
  of: (value: number) => number = (value) => value,
  dtype: Dtype = "float64",
): Candidate {
  const { dx, dgamma, dbeta } = batchnormGradients(problem, "exact");
  const made = (shape: readonly number[], values: Float64Array): Tensor => ({ shape, values: values.map(of), dtype });
  const affine = affineShapeOf(problem.layout);
  return { dx: made(problem.layout.shape, dx), dgamma: made(affine, dgamma), dbeta: made(affine, dbeta) };
}

function judged(problem: Problem, candidate: Candidate): Comparison {
  return compareCandidate(problem, batchnormGradients(problem, "exact"), candidate);
}

describe("a candidate of any layer", () => {
  it("is right where its numbers are, in every dtype and as it is printed", () => {
    for (const [i, { name, input }] of [...layerCases(), ...hardLayerCases()].entries()) {
      const problem = problemOfLayer(input);
      for (const dtype of ["float64", "float32", "bfloat16"] as const) {
        if (dtype !== "float64" && (i % 4 > 0 || /e300|e150|e-150|e200/.test(name))) continue; // or beyond their range
        const candidate = candidateOf(problem, (value) => roundTo(value * (1 + 2 ** -52), dtype), dtype);
        const { verdict, reason } = judged(problem, candidate);
        assert.equal(verdict, "correct", `${dtype} of ${name}: ${reason}`);
      }
    }
  });

  it("is right in four decimals, of inputs in four decimals", () => {
    const cut = (value: number): number => Number(value.toFixed(4));
    for (const { name, input } of layerCases()) {
      if (input.activation) continue;
      const whole = problemOfLayer(input);
      const candidate = candidateOf(whole, cut);
      const printed = (tensor: Tensor): Tensor => ({ ...tensor, values: tensor.values.map(cut) });
      const problem = problemOfLayer({
        ...input,
        x: printed(input.x),
        dout: printed(input.dout),
        gamma: printed(input.gamma),
        beta: printed(input.beta),
      });
      const { verdict, reason } = judged(problem, candidate);
      assert.notEqual(verdict, "wrong", `${name}: ${reason}`);
    }
  });

  it("is wrong where one cell is, which is named in the tensor's own shape, and no mistake is invented", () => {
    for (const { name, input } of layerCases().filter((_, i) => i % 7 === 0)) {
      const problem = problemOfLayer(input);
      const right = candidateOf(problem);
      for (const key of ["dx", "dgamma", "dbeta"] as const) {
        const tensor = right[key];
        assert.ok(tensor);
        const at = tensor.values.findIndex((value) => Math.abs(value) > 0.01);
        if (at < 0) continue; // sets of two elements
        const values = tensor.values.map((value, i) => (i === at ? value * 1.001 : value));
        const { verdict, reason, diagnoses, tensors } = judged(problem, { ...right, [key]: { ...tensor, values } });
        assert.equal(verdict, "wrong", `${key} of ${name}`);
        assert.match(reason, new RegExp(`^wrong: 1 of \\d+ cells of ${key} disagree; the worst is ${key}\\[`));
        assert.equal(tensors[key]?.worst.length, tensor.shape.length);
        const names = diagnoses.map(({ id }) => id);
        assert.ok(
          names.every((id) => id === "local" || (tensor.values.length < 3 && id === "unknown")),
          `${names.join()} of ${name}`,
        );
      }
    }
  });

  it("of another layer is doubtful where the source says nothing of it, and wrong where it says otherwise", () => {
    const shape = [6, 7];
    const input = layerInput(3, shape, [7], {});
    const layer = candidateOf(problemOfLayer({ ...input, norm: "layer" }));
    const open = judged(problemOfLayer(input), layer);
    assert.equal(open.verdict, "doubtful");
    assert.equal(
      open.reason,
      "doubtful: dx, dgamma and dbeta are right for layer norm over the last axis (7); norm is not given",
    );
    const stated = judged(problemOfLayer({ ...input, norm: "rms" }), layer);
    assert.equal(stated.verdict, "wrong");
    assert.equal(
      stated.reason,
      "wrong: dx, dgamma and dbeta are right for layer norm over the last axis (7), but norm says otherwise",
    );
  });

  it("is tried under the layers, axes, denominators and eps that people use", () => {
    const shape = [3, 4, 5];
    const tries: readonly (readonly [ProblemInput["norm"], Partial<ProblemInput>, RegExp])[] = [
      ["rms", { eps: 1e-6 }, /RMS norm over the last axis \(5\) with eps 1e-6; norm and eps are not given/],
      ["group", { groups: 2 }, /group norm, 2 groups/],
    ];
    for (const [norm, keys, expected] of tries) {
      const { x, dout } = layerInput(4, shape, [1], {});
      const { dx } = candidateOf(problemOfLayer({ x, dout, norm, ...keys }));
      const { verdict, reason } = judged(problemOfLayer({ x, dout }), { ...(dx && { dx }) });
      assert.equal(verdict, "doubtful", reason);
      assert.match(reason, expected);
    }
    const tanh = problemOfLayer(layerInput(7, shape, [5], { norm: "layer", activation: "gelu-tanh" }));
    const gelu = judged(
      problemOfLayer(layerInput(7, shape, [5], { norm: "layer", activation: "gelu" })),
      candidateOf(tanh),
    );
    assert.match(gelu.reason, /^wrong: .* with activation gelu-tanh, but activation says otherwise/);
    assert.deepEqual(itemAt(gelu.fits, 0).set, { activation: "gelu-tanh" });
    // Of batch norm these would be parts of one sample each.
    const instance = problemOfLayer({ ...layerInput(7, shape, [4], { norm: "instance" }) });
    const stated = problemOfLayer(layerInput(7, shape, [4], { norm: "group", groups: 2 }));
    assert.match(judged(stated, candidateOf(instance)).reason, /right for instance norm, but norm says otherwise/);
    const over = problemOfLayer(layerInput(7, shape, [4], { norm: "layer", axes: [1] }));
    assert.match(judged(stated, candidateOf(over)).reason, /layer norm over axis 1 \(4\), but norm says otherwise/);
    for (const [stated, fitting, verdict, why] of [
      [{ norm: "layer" }, { norm: "layer", normalizedShape: [4, 5] }, "doubtful", "normalizedShape is not given"],
      [{ norm: "rms" }, { norm: "rms", axes: [1] }, "doubtful", "axes is not given"],
      [
        { norm: "group", groups: 4, axis: 1 },
        { norm: "group", groups: 2, axis: 1 },
        "wrong",
        "but groups says otherwise",
      ],
    ] as const) {
      const { x, dout } = layerInput(7, shape, [1], {});
      const { dx } = candidateOf(problemOfLayer({ x, dout, ...fitting }));
      const found = judged(problemOfLayer({ x, dout, ...stated }), { ...(dx && { dx }) });
      assert.equal(found.verdict, verdict, found.reason);
      assert.ok(found.reason.endsWith(why), found.reason);
      assert.deepEqual({ ...stated, ...itemAt(found.fits, 0).set }, fitting);
    }
    const input = layerInput(5, [6, 7], [7], { norm: "layer" });
    for (const [keys, expected] of [
      [{ eps: 1e-3 }, /with eps 0\.001; eps is not given/],
      [{ variance: "unbiased" }, /with the unbiased variance; variance is not given/],
      [{ epsPlacement: "outside", eps: 1e-5 }, /with eps outside the root/],
      [{ gammaOffset: 1 }, /with gammaOffset 1; gammaOffset is not given/],
      [{ activation: "silu" }, /with activation silu; activation is not given/],
      [{ variance: "unbiased", eps: 1e-6 }, /with eps 1e-6 and the unbiased variance; eps and variance are not given/],
    ] as const) {
      const { verdict, reason } = judged(problemOfLayer(input), candidateOf(problemOfLayer({ ...input, ...keys })));
      assert.equal(verdict, "doubtful", reason);
      assert.match(reason, expected);
    }
  });

  it("of the RMS norm of language models may have gamma stored as gamma - 1, and another eps", () => {
    const { norm, ...input } = layerInput(9, [6, 7], [7], { norm: "rms" });
    const { dx, dgamma } = candidateOf(problemOfLayer({ ...input, norm, eps: 1e-6, gammaOffset: 1 }));
    for (const [said, open] of [
      [{ norm }, "eps and gammaOffset are not given"],
      [{}, "norm, eps and gammaOffset are not given"],
    ] as const) {
      const { verdict, reason } = judged(problemOfLayer({ ...input, ...said }), { dx, dgamma });
      const layer = "RMS norm over the last axis (7) with eps 1e-6 and gammaOffset 1";
      assert.equal(reason, `doubtful: dx and dgamma are right for ${layer}; ${open}`);
      assert.equal(verdict, "doubtful");
    }
  });

  it("of other groups is wrong where groups are given, and doubtful where they are not", () => {
    const input = layerInput(7, [2, 8, 2], [8], { norm: "group", groups: 4 });
    const { dx } = candidateOf(problemOfLayer({ ...input, groups: 2 }));
    const candidate = { ...(dx && { dx }) };
    const given = problemOfLayer(input);
    assert.match(judged(given, candidate).reason, /right for group norm, 2 groups, but groups says otherwise/);
    const open = { ...given, stated: given.stated.filter((key) => key !== "groups") };
    assert.match(judged(open, candidate).reason, /^doubtful: .* 2 groups; groups is not given/);
  });

  it("of one or two numbers is held to the digits that were printed of them", () => {
    const [x, dout] = [
      [1001.7434, 1001.4016, 1000.9071],
      [-0.4769515, -1.4413989, 1.5122974],
    ];
    const rows = (values: readonly number[]): Tensor => tensor([values.length, 1], (i) => itemAt(values, i));
    const problem = problemOfLayer({ norm: "rms", x: rows(x), dout: rows(dout), gamma: 0.4455179 });
    const { dx, dgamma } = candidateOf(problem, (value) => Number(value.toFixed(4)));
    assert.deepEqual(Array.from(dx?.values ?? [], Math.abs), [0, 0, 0]);
    assert.match(judged(problem, { dx, dgamma }).reason, /^correct: 3 of 3 .* agree to the 4 decimals given$/);
    const one = { ...dgamma, values: Float64Array.of(-0.4071) } as Tensor;
    assert.equal(judged(problem, { dx, dgamma: one }).verdict, "wrong");
    const short = { ...dgamma, values: Float64Array.of(-0.41) } as Tensor;
    assert.equal(judged(problem, { dx, dgamma: short }).verdict, "wrong", "of two digits a mistake comes as close");
  });

  it("tells that gamma from every set, however much smaller one's variance is", () => {
    const { gamma, ...open } = layerInput(11, [6, 2], [2], { norm: "layer" });
    const close = open.x.values.map((value, i) => (i === 1 ? numberAt(open.x.values, 0) + 0.014 : value));
    const input = { ...open, x: { ...open.x, values: close } };
    const { verdict, reason } = judged(problemOfLayer(input), candidateOf(problemOfLayer({ ...input, gamma })));
    assert.equal(verdict, "doubtful", reason);
    assert.match(reason, /right with gamma = .*; gamma is not given$/);
  });

  it("is doubtful with a gamma that the source does not give, which is named", () => {
    for (const [layer, shape, entries] of [
      [{ norm: "layer" }, [6, 7], [7]],
      [{ norm: "rms" }, [5, 4], [4]],
      [{ norm: "group", groups: 2 }, [3, 4, 2], [4]],
    ] as const) {
      const { gamma, ...open } = layerInput(9, shape, entries, layer);
      const told = problemOfLayer(open);
      for (const dtype of ["float64", "float32"] as const) {
        const right = candidateOf(problemOfLayer({ ...open, gamma }), (value) => roundTo(value, dtype), dtype);
        const { verdict, reason } = judged(told, right);
        assert.equal(verdict, "doubtful", reason);
        assert.match(reason, /^doubtful: dx, dgamma and dbeta are right with gamma = [-\d.]+, .*; gamma is not given$/);
        const named = /gamma = ([-\d.e]+), ([-\d.e]+)/.exec(reason)?.slice(1).map(Number) ?? [];
        const near = named.length === 2 && named.every((value, i) => Math.abs(value - itemAt(gamma.values, i)) < 1e-4);
        assert.ok(near, `${reason}, made with ${gamma.values.join(", ")}`);
        const values = right.dx?.values.map((value, i) => (i === 3 ? value + 0.1 : value));
        const wrong = { ...right, dx: { ...right.dx, values } as Tensor };
        assert.equal(judged(told, wrong).verdict, "wrong");
      }
    }
  });

  it("of nothing but 0 is right for no other layer of small sets", () => {
    const problem = problemOfLayer(layerInput(8, [6, 1], [1], {}));
    const zero = candidateOf(problem, () => 0);
    for (const layer of [problem, problemOfLayer(layerInput(8, [6, 2], [2], { norm: "rms" }))]) {
      const { reason } = judged(
        layer,
        candidateOf(layer, () => 0),
      );
      assert.doesNotMatch(reason, /right for layer norm/);
    }
    assert.match(
      judged({ ...problem, stated: ["x", "dout", "gamma", "beta", "activation", "norm"] }, zero).reason,
      /^wrong/,
    );
  });

  it("that agrees proves little where dx is 0 by any formula", () => {
    const input = layerInput(6, [5, 7], [7], { norm: "layer" });
    const problem = problemOfLayer({
      ...input,
      gamma: 1,
      dout: { ...input.dout, values: new Float64Array(35).fill(1) },
    });
    const { dx } = candidateOf(problem);
    const { verdict, reason } = judged(problem, { ...(dx && { dx }) });
    assert.equal(verdict, "doubtful");
    assert.match(reason, /which proves little: gamma \* dout is the same all over each set/);
    assert.equal(itemAt(dx?.values ?? [], 0), 0);
  });

  it("is described in its own layer's formula, without numbers that say nothing", () => {
    const rms = problemOfLayer(layerInput(12, [6, 5], [5], { norm: "rms" }));
    const right = candidateOf(rms);
    const twice = { dx: { ...right.dx, values: right.dx?.values.map((value) => 3.7 * value) } as Tensor };
    assert.deepEqual(
      judged(rms, twice).diagnoses.map(({ id, correct }) => [id, correct.includes("ubar")]),
      [["common-factor", false]],
    );
    const layer = problemOfLayer(layerInput(13, [6, 5], [5], { norm: "layer" }));
    const { dx } = candidateOf(layer);
    const of = (value: (exact: number, i: number) => number): string => {
      const [first] = judged(layer, { dx: { ...dx, values: dx?.values.map(value) } as Tensor }).diagnoses;
      return `${first?.id}: ${first?.text}`;
    };
    const turned = of((exact, i) => -0.5 * exact + 0.3 * Math.sin(9 * i));
    assert.match(turned, /^unknown: .* nearest to r \* \(-[\d.]+ \* u \+ /);
    assert.doesNotMatch(turned, /- -/);
    assert.match(of(() => NaN), /^not-finite: Every cell of dx is NaN:/); // prettier-ignore
    assert.match(of(() => 0), /^all-zero: dx is exactly 0 in every cell:/); // prettier-ignore
  });

  it("is not multiplied by 1 where small cells are off beside large ones", () => {
    const { dout, ...input } = layerInput(14, [6, 5], [5], { norm: "layer" });
    const far = { ...dout, values: dout.values.map((value, i) => (i < 5 ? 1e9 * value : value)) };
    const problem = problemOfLayer({ ...input, dout: far });
    const { dx } = candidateOf(problem);
    const values = dx?.values.map((value, i) => (i < 5 ? value : value + 1e-6 * Math.sin(i)));
    const { verdict, diagnoses } = judged(problem, { dx: { ...dx, values } as Tensor });
    assert.equal(verdict, "wrong");
    assert.deepEqual(
      diagnoses.map(({ id }) => id),
      ["unknown"],
    );
  });

  it("is nearest to the right formula in what sets of one upstream gradient cannot tell", () => {
    const input = layerInput(15, [6, 5], [5], { norm: "layer" });
    const level = { ...input.dout, values: input.dout.values.map((_, i) => 1 + Math.floor(i / 5)) };
    const problem = problemOfLayer({ ...input, gamma: 1, dout: level });
    const dx: Tensor = { ...input.x, values: input.x.values.map((_, i) => Math.sin(i)) };
    const [first] = judged(problem, { dx }).diagnoses;
    // u - ubar is 0 in every set: of a and b the numbers say their difference alone.
    const { a, b } = first?.signature ?? { a: NaN, b: NaN };
    assert.ok(Math.min(Math.abs(a - 1), Math.abs(b - 1)) < 1e-9, `${a}, ${b}`);
  });
});
