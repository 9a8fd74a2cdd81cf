import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { batchnormGradients } from "../../src/core/batchnorm/batchnorm";
import { compareCandidate } from "../../src/core/diagnosis";
import type { Gradients } from "../../src/core/batchnorm/gradients";
import { createProblem, type Candidate, type Problem } from "../../src/core/problem";
import { Random } from "../../src/core/arithmetic/random";
import { updateRunning } from "../../src/core/running";
import type { Tensor } from "../../src/core/tensor";
import type { GradientName } from "../../src/core/verdict";
import { ulp } from "../../src/core/ulp";
import { gradientMagnitudes } from "../core/magnitudes";
import { itemAt } from "../../src/core/item-at";
import { PYTHON } from "../debug/dap-client";

const SCRIPT = "test/torch/batchnorm.py";
const INSTALL = "apt-get install -y --no-install-recommends python3-torch python3-numpy";

interface Case {
  readonly kind: 1 | 2 | 3;
  readonly shape: readonly [number, number, ...number[]];
  readonly x: readonly number[];
  readonly dout: readonly number[];
  readonly gamma: readonly number[] | null;
  readonly beta: readonly number[] | null;
  readonly eps: number;
  readonly momentum: number;
  readonly dtype: "float32" | "float64";
  readonly train: boolean;
  readonly runningMean: readonly number[];
  readonly runningVar: readonly number[];
}

interface Result {
  readonly out: number[];
  readonly dx: number[];
  readonly dgamma: number[] | null;
  readonly dbeta: number[] | null;
  readonly runningMean: number[];
  readonly runningVar: number[];
}

/** Every layer, mode, type and affine setting; awkward shapes; eps and momentum vary. */
function cases(): Case[] {
  const shapes: [Case["kind"], Case["shape"]][] = [
    [1, [7, 3]],
    [1, [64, 5]],
    [1, [5, 3, 11]],
    [2, [3, 4, 5, 2]],
    [3, [2, 3, 2, 3, 5]],
  ];
  const list: Case[] = [];
  for (const [kind, shape] of shapes) {
    for (const train of [true, false]) {
      for (const dtype of ["float64", "float32"] as const) {
        for (const affine of [true, false]) {
          const random = new Random(1000 + list.length);
          const rounded = (value: number): number => (dtype === "float32" ? Math.fround(value) : value);
          const draw = (length: number, mean: number, sd: number): number[] =>
            Array.from({ length }, () => rounded(mean + sd * random.normal()));
          const size = shape.reduce((product, extent) => product * extent, 1);
          const D = shape[1];
          list.push({
            kind,
            shape,
            x: draw(size, 0.7, 2),
            dout: draw(size, 0.1, 1),
            gamma: affine ? draw(D, 0.5, 1.5) : null,
            beta: affine ? draw(D, 0, 1) : null,
            eps: list.length % 3 === 0 ? 1e-3 : 1e-5,
            momentum: list.length % 2 === 0 ? 0.1 : 0.3,
            dtype,
            train,
            runningMean: draw(D, 0.5, 0.5),
            runningVar: draw(D, 0, 1).map((value) => rounded(0.5 + value * value)),
          });
        }
      }
    }
  }
  return list;
}

describe("parity with torch", () => {
  const all = cases();
  let results: Result[] = [];

  before(() => {
    const probe = spawnSync(PYTHON, ["-c", "import torch, numpy"], { encoding: "utf8" });
    assert.equal(
      probe.status,
      0,
      `expected python3-torch and python3-numpy; install them with: ${INSTALL}\n${probe.stderr}`,
    );
    results = runTorch(all);
    assert.equal(results.length, all.length);
  });

  all.forEach((given, at) => {
    const { kind, shape, train, dtype, gamma } = given;
    it(`BatchNorm${kind}d ${shape.join("x")} ${train ? "train" : "eval"} ${dtype} ${gamma ? "affine" : "plain"}`, () => {
      const result = itemAt(results, at);
      const problem = toProblem(given);
      const ours = batchnormGradients(problem, "exact");
      holdOut(problem, ours, result.out, dtype);
      assert.equal(result.dgamma === null, gamma === null);
      for (const name of ["dx", "dgamma", "dbeta"] as const) holdGradient(problem, name, ours, result[name], dtype);
      const { verdict, reason } = compareCandidate(problem, ours, toCandidate(given, result));
      assert.equal(verdict, "correct", reason);
      holdRunning(given, problem, ours, result);
    });
  });

  it("keeps the digits that a rounded mean costs", () => {
    const means = [0, 100, 1e4];
    const given = means.map((mean): Case => {
      const random = new Random(77);
      const draw = (length: number, offset: number): number[] => Array.from({ length }, () => offset + random.normal());
      const [N, D] = [64, 32];
      return {
        ...itemAt(all, 0),
        shape: [N, D],
        x: draw(N * D, mean),
        dout: draw(N * D, 0.3),
        gamma: draw(D, 1),
        beta: draw(D, 0),
        runningMean: draw(D, 0),
        runningVar: draw(D, 9),
      };
    });
    runTorch(given).forEach(({ dx }, at) => {
      const problem = toProblem(itemAt(given, at));
      const exact = batchnormGradients(problem, "exact").dx;
      const magnitudes = gradientMagnitudes(problem).dx;
      const largest = (values: ArrayLike<number>): number =>
        exact.reduce((worst, value, i) => {
          const off = Math.abs(itemAt(values, i) - value) / ulp(itemAt(magnitudes, i));
          return Math.max(worst, off);
        }, 0);
      const ours = largest(batchnormGradients(problem, "standard").dx);
      const theirs = largest(dx);
      if (process.env.GRADIENT_LENS_TABLE) console.log(`| ${means[at]} | ${ours.toFixed(1)} | ${theirs.toFixed(1)} |`);
      assert.ok(ours <= 4, `dx at mean ${means[at]}: ${ours} ulp, torch ${theirs}`);
    });
  });

  it("sees a wrong gradient among torch's", () => {
    const [given, result] = [itemAt(all, 2), itemAt(results, 2)];
    const problem = toProblem(given);
    const ours = batchnormGradients(problem, "exact");
    const dx = result.dx.map((value, i) => (i === 4 ? value * 1.0001 : value));
    const { verdict, tensors } = compareCandidate(problem, ours, toCandidate(given, { ...result, dx }));
    assert.deepEqual([verdict, tensors.dx?.wrong, tensors.dx?.worst], ["wrong", 1, [1, 1]]);
  });
});

function runTorch(cases: readonly Case[]): Result[] {
  const run = spawnSync(PYTHON, [SCRIPT], { input: JSON.stringify(cases), encoding: "utf8", maxBuffer: 2 ** 28 });
  assert.equal(run.status, 0, run.stderr);
  return (JSON.parse(run.stdout) as { results: Result[] }).results; // the script is the other end of this wire
}

function toTensor(values: readonly number[], shape: readonly number[], dtype: "float32" | "float64"): Tensor {
  return { shape, dtype, values: dtype === "float32" ? Float32Array.from(values) : Float64Array.from(values) };
}

function toCandidate({ shape, dtype }: Case, { dx, dgamma, dbeta }: Result): Candidate {
  const vector = (values: number[] | null): Tensor | undefined =>
    values ? toTensor(values, [shape[1]], dtype) : undefined;
  return { dx: toTensor(dx, shape, dtype), dgamma: vector(dgamma), dbeta: vector(dbeta) };
}

/** A gradient within 16 ulp of its terms. */
function holdGradient(
  problem: Problem,
  name: GradientName,
  ours: Gradients,
  theirs: number[] | null,
  dtype: Case["dtype"],
): void {
  const magnitudes = gradientMagnitudes(problem)[name];
  theirs?.forEach((value, i) => {
    const exact = itemAt(ours[name], i);
    const limit = 16 * ulp(itemAt(magnitudes, i), dtype);
    assert.ok(Math.abs(value - exact) <= limit, `${name} ${i}: torch ${value}, exactly ${exact}`);
  });
}

function toProblem({ shape, x, dout, gamma, beta, eps, train, dtype, runningMean, runningVar }: Case): Problem {
  const vector = (values: readonly number[] | null): Tensor | undefined =>
    values === null ? undefined : toTensor(values, [values.length], dtype);
  const problem = createProblem({
    x: toTensor(x, shape, dtype),
    dout: toTensor(dout, shape, dtype),
    gamma: vector(gamma),
    beta: vector(beta),
    eps,
    mode: train ? "train" : "eval",
    runningMean: vector(runningMean),
    runningVar: vector(runningVar),
  });
  assert.ok(problem.ok);
  return problem.value;
}

/** out within 16 ulp of |gamma xhat| + |beta|; torch folds mean and beta into one offset, so the mean's share counts too. */
function holdOut(problem: Problem, ours: Gradients, theirs: readonly number[], dtype: "float32" | "float64"): void {
  const { layout, gamma, beta, eps } = problem;
  ours.out.forEach((expected, i) => {
    const k = Math.floor(i / layout.inner) % layout.channels;
    const r = 1 / Math.sqrt(itemAt(ours.variance, k) + eps);
    const folded = itemAt(gamma, k) * itemAt(ours.mean, k) * r;
    const magnitude = Math.abs(expected) + 2 * Math.abs(itemAt(beta, k)) + Math.abs(folded);
    const limit = 16 * ulp(magnitude, dtype);
    const value = itemAt(theirs, i);
    assert.ok(Math.abs(value - expected) <= limit, `out ${i}: torch ${value}, exactly ${expected}`);
  });
}

/** Training moves the running statistics by the "pytorch" convention; evaluation leaves them alone. */
function holdRunning(given: Case, problem: Problem, ours: Gradients, theirs: Result): void {
  const before = { mean: Float64Array.from(given.runningMean), variance: Float64Array.from(given.runningVar) };
  const batch = { mean: ours.mean, variance: ours.variance, rows: problem.layout.rows };
  const after = given.train
    ? updateRunning(before, batch, given.momentum, "pytorch")
    : { ok: true as const, value: before };
  assert.ok(after.ok);
  for (const [name, expected, got] of [
    ["mean", after.value.mean, theirs.runningMean],
    ["variance", after.value.variance, theirs.runningVar],
  ] as const) {
    expected.forEach((value, k) => {
      const limit = 16 * ulp(Math.abs(value) + Math.abs(itemAt(before.mean, k)), given.dtype);
      const moved = itemAt(got, k);
      assert.ok(Math.abs(moved - value) <= limit, `running ${name} ${k}: torch ${moved}, ours ${value}`);
    });
  }
}
