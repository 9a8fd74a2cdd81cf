import assert from "node:assert/strict";
import { selectEngine } from "../../src/compute/engine/select-engine";
import type { Engine } from "../../src/compute/engine/engine";
import { isCovered } from "../../src/compute/engine/kernel-gradients";
import { createEngine } from "../../src/compute/engine/wasm-engine";
import { batchnormGradients } from "../../src/core/batchnorm/batchnorm";
import type { Problem } from "../../src/core/problem";
import { Random } from "../../src/core/arithmetic/random";
import { hardProblems } from "../core/datasets";
import { distance } from "./distance";
import { randomProblem } from "./random-problem";
import { itemAt } from "../../src/core/item-at";

const NAMES = ["out", "dx", "dgamma", "dbeta", "mean", "variance"] as const;

function evaluation(problem: Problem, seed: number): Problem {
  const random = new Random(seed);
  const D = problem.layout.channels;
  const draw = (value: () => number): Float64Array => Float64Array.from({ length: D }, value);
  const running = { mean: draw(() => 2 * random.normal()), variance: draw(() => random.uniform() + 0.1) };
  return { ...problem, mode: "eval", running };
}

describe("engine in WebAssembly", () => {
  let engine: Engine;
  before(async () => {
    ({ engine } = await createEngine());
  });
  const run = (problem: Problem): ReturnType<Engine["gradients"]> =>
    engine.gradients(engine.adopt(problem), "standard");

  it("keeps the accuracy contract on hard data", () => {
    for (const { name, problem } of hardProblems()) {
      const got = run(problem);
      if (!isCovered(problem)) {
        assert.deepEqual(got.dx, batchnormGradients(problem, "standard").dx, `${name}: left to core`);
        continue;
      }
      if (got.variance.every(Number.isFinite)) {
        const { ulp, text } = distance(problem, got);
        assert.ok(ulp <= 4, `${name}: ${text}`);
      } else {
        // Squares leave the range of doubles: core's own work, which its tests measure.
        assert.deepEqual(got.dx, batchnormGradients(problem, "standard").dx, name);
      }
    }
  });

  for (const shape of [
    [9, 5],
    [64, 33],
    [3, 4, 7],
  ]) {
    it(`evaluates with running statistics, ${shape.join(" x ")}`, () => {
      const problem = evaluation(randomProblem(shape, 4, false), 9);
      const { ulp, text } = distance(problem, run(problem));
      assert.ok(ulp <= 4, text);
    });
  }

  it("leaves to core what the kernels do not compute, and no more: channels lie on any axis", () => {
    const covered = hardProblems().flatMap(({ name, problem }) => (isCovered(problem) ? [name] : []));
    for (const name of ["channels last", "features first"]) assert.ok(covered.includes(name), name);
    for (const name of [
      "unbiased variance",
      "eps outside of the root",
      "a mask",
      "a split of 5, 1 and 6",
      "leaky ReLU",
    ]) {
      assert.ok(!covered.some((one) => one.includes(name)), name);
    }
  });

  it("hands columns far from 1 in magnitude, or not finite, to core and leaves their neighbours alone", () => {
    const problem = randomProblem([20, 9], 8, false);
    const x = Float64Array.from(problem.x);
    const column = (k: number, change: (value: number, row: number) => number): void => {
      for (let row = 0; row < 20; row++) x[row * 9 + k] = change(itemAt(x, row * 9 + k), row);
    };
    column(1, (value) => value * 1e-150);
    column(3, (value) => value * 1e150);
    column(4, (value, row) => (row === 7 ? NaN : value));
    column(6, (value, row) => (row === 2 ? Infinity : value));
    column(8, () => 0.1);
    const hard = { ...problem, x };
    const got = run(hard);
    const want = batchnormGradients(hard, "standard");
    for (const name of NAMES) {
      got[name].forEach((value, i) => {
        const expected = itemAt(want[name], i);
        const close = Math.abs(value - expected) <= 1e-12 * Math.max(1, Math.abs(expected));
        assert.ok(close || Object.is(value, expected), `${name}[${i}]: got ${value}, expected ${expected}`);
      });
    }
  });

  it("gives core's numbers, bit for bit, through ReLU and in exact precision", () => {
    const problem = randomProblem([12, 5], 2, false);
    const home = engine.adopt(problem);
    const relu = { ...home, activation: "relu" as const };
    for (const [variant, precision] of [
      [relu, "standard"],
      [home, "exact"],
    ] as const) {
      const got = engine.gradients(variant, precision);
      const want = batchnormGradients({ ...problem, activation: variant.activation }, precision);
      for (const name of NAMES) assert.deepEqual(got[name], want[name], name);
    }
    engine.dispose(home);
  });

  it("takes float32 x with a float64 dout", () => {
    const problem = randomProblem([14, 6], 6, true);
    const mixed = { ...problem, dout: Float64Array.from(problem.dout, (value) => value + 1e-12) };
    const { ulp, text } = distance(mixed, run(mixed));
    assert.ok(ulp <= 4, text);
  });

  it("reads parameters anew at each call, and arrays it has not adopted", () => {
    const problem = randomProblem([11, 4], 3, false);
    const home = engine.adopt(problem);
    const first = Float64Array.from(engine.gradients(home, "standard").out);
    const moved = { ...home, beta: home.beta.map((value) => value + 1), eps: 0.5 };
    const second = engine.gradients(moved, "standard");
    assert.ok(distance(moved, second).ulp <= 4, distance(moved, second).text);
    assert.notDeepEqual(Float64Array.from(second.out), first);
    assert.ok(distance(problem, engine.gradients(problem, "standard")).ulp <= 4);
  });

  it("counts the bytes it holds and lets go of them", async () => {
    const { engine: own } = await createEngine();
    assert.equal(own.bytes, 0);
    const problem = randomProblem([256, 64], 3, false);
    const home = own.adopt(problem);
    assert.ok(own.bytes >= 4 * 8 * 256 * 64, `got ${own.bytes}`);
    assert.ok(own.bytes <= 4 * 8 * 256 * 64 + 4 * 65536, `got ${own.bytes}`);
    own.dispose(home);
    assert.equal(own.bytes, 0);
  });

  it("refuses what 4 GB cannot hold, with figures", () => {
    const problem = randomProblem([2, 2], 1, false);
    const huge = { ...problem, layout: { ...problem.layout, outer: 2 ** 27, rows: 2 ** 27 } };
    assert.throws(() => engine.adopt(huge), /at most 4 GB.*got 8 GB|at most 4 GB.*got 9 GB/);
  });
});

describe("choice of an engine", () => {
  it("is WebAssembly where it is allowed, and says so", async () => {
    const { engine, log } = await selectEngine();
    assert.equal(engine.name, "wasm-simd");
    assert.match(log, /WebAssembly with SIMD/);
  });

  it("falls back to TypeScript where it is not, and says why", async () => {
    const host = globalThis as { WebAssembly?: object };
    const saved = host.WebAssembly;
    try {
      host.WebAssembly = { compile: () => Promise.reject(new Error("disallowed by the embedder")) };
      const { engine, log } = await selectEngine();
      assert.equal(engine.name, "typescript");
      assert.match(log, /TypeScript.*disallowed by the embedder/);
      const problem = randomProblem([6, 3], 1, false);
      assert.ok(distance(problem, engine.gradients(engine.adopt(problem), "standard")).ulp <= 4);
      host.WebAssembly = undefined;
      assert.match((await selectEngine()).log, /no WebAssembly/);
    } finally {
      host.WebAssembly = saved;
    }
  });
});
