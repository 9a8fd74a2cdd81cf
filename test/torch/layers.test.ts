import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { batchnormGradients } from "../../src/core/batchnorm/batchnorm";
import { compareCandidate } from "../../src/core/diagnosis";
import type { Norm } from "../../src/core/normalization-layer";
import type { Candidate, ProblemInput } from "../../src/core/problem";
import { Random } from "../../src/core/arithmetic/random";
import type { Tensor } from "../../src/core/tensor";
import { ulp } from "../../src/core/ulp";
import { itemAt } from "../../src/core/item-at";
import { layerReference } from "../core/layer-reference";
import { problemOfLayer } from "../core/layer-problems";
import { PYTHON } from "../debug/dap-client";

const SCRIPT = "test/torch/layers.py";

interface Case {
  readonly norm: Exclude<Norm, "batch">;
  readonly shape: readonly number[];
  readonly entries: readonly number[]; // the shape of gamma
  readonly groups: number;
  readonly x: readonly number[];
  readonly dout: readonly number[];
  readonly gamma: readonly number[] | null;
  readonly beta: readonly number[] | null;
  readonly eps: number;
  readonly dtype: "float32" | "float64";
}

type Result = Readonly<Record<"out" | "dx", number[]>> & Readonly<Record<"dgamma" | "dbeta", number[] | null>>;

const LAYERS: readonly (readonly [Case["norm"], readonly number[], readonly number[], number])[] = [
  ["layer", [7, 5], [5], 1],
  ["layer", [3, 5, 11], [11], 1],
  ["layer", [2, 3, 5, 4], [5, 4], 1],
  ["layer", [2, 3, 2, 3, 5], [2, 3, 5], 1],
  ["rms", [7, 5], [5], 1],
  ["rms", [3, 5, 11], [11], 1],
  ["rms", [2, 3, 5, 4], [5, 4], 1],
  ["rms", [2, 3, 2, 3, 5], [5], 1],
  ["group", [5, 12], [12], 3],
  ["group", [3, 6, 11], [6], 2],
  ["group", [3, 4, 5, 2], [4], 2],
  ["group", [2, 6, 2, 3, 5], [6], 3],
  ["instance", [3, 4, 7], [4], 1],
  ["instance", [3, 4, 5, 2], [4], 1],
  ["instance", [2, 3, 2, 3, 5], [3], 1],
];

/** Every layer, type and affine setting; awkward shapes; eps varies. */
function cases(): Case[] {
  return LAYERS.flatMap(([norm, shape, entries, groups], at) =>
    (["float64", "float32"] as const).flatMap((dtype) =>
      [true, false].map((affine): Case => {
        const random = new Random(2000 + 4 * at + (affine ? 1 : 0) + (dtype === "float32" ? 2 : 0));
        const rounded = (value: number): number => (dtype === "float32" ? Math.fround(value) : value);
        const size = (of: readonly number[]): number => of.reduce((product, extent) => product * extent, 1);
        const draw = (length: number, mean: number, sd: number): number[] =>
          Array.from({ length }, () => rounded(mean + sd * random.normal()));
        return {
          ...{ norm, shape, entries, groups, dtype },
          x: draw(size(shape), 0.7, 2),
          dout: draw(size(shape), 0.1, 1),
          gamma: affine ? draw(size(entries), 0.5, 1.5) : null,
          beta: affine && norm !== "rms" ? draw(size(entries), 0, 1) : null,
          eps: at % 2 === 0 ? 1e-5 : 1e-3,
        };
      }),
    ),
  );
}

describe("parity of every layer with torch", () => {
  const all = cases();
  let results: Result[] = [];

  before(() => {
    const run = spawnSync(PYTHON, [SCRIPT], { input: JSON.stringify(all), encoding: "utf8", maxBuffer: 2 ** 28 });
    assert.equal(run.status, 0, run.stderr);
    results = JSON.parse(run.stdout) as Result[]; // the script is the other end of this wire
    assert.equal(results.length, all.length);
  });

  all.forEach((given, at) => {
    it(`${given.norm} ${given.shape.join("x")} ${given.dtype} ${given.gamma ? "affine" : "plain"}`, () => {
      const result = itemAt(results, at);
      const input = toInput(given);
      const exact = layerReference(input);
      for (const name of ["out", "dx", "dgamma", "dbeta"] as const) {
        // torch folds the mean into an offset and rounds both means: what cancels there is as large as the largest terms.
        const most = Math.max(...exact[name].map(({ magnitude }) => Number(magnitude)));
        const limit = 16 * ulp(most, given.dtype);
        result[name]?.forEach((value, i) => {
          const { value: right } = itemAt(exact[name], i);
          const off = Math.abs(value - Number(right));
          assert.ok(off <= limit, `${name} ${i}: torch ${value}, exactly ${Number(right)}`);
        });
      }
      assert.equal(result.dgamma === null, given.gamma === null);
      const problem = problemOfLayer(input);
      const candidate = toCandidate(given, result);
      const { verdict, reason } = compareCandidate(problem, batchnormGradients(problem, "exact"), candidate);
      assert.equal(verdict, "correct", reason);
    });
  });

  it("sees a wrong gradient among torch's", () => {
    const [given, result] = [itemAt(all, 6), itemAt(results, 6)];
    const problem = problemOfLayer(toInput(given));
    const dx = result.dx.map((value, i) => (i === 4 ? value * 1.001 : value));
    const candidate = toCandidate(given, { ...result, dx });
    const { verdict, tensors } = compareCandidate(problem, batchnormGradients(problem, "exact"), candidate);
    assert.deepEqual([verdict, tensors.dx?.wrong, tensors.dx?.worst], ["wrong", 1, [0, 0, 4]]);
  });
});

function toTensor(values: readonly number[], shape: readonly number[], dtype: "float32" | "float64"): Tensor {
  return { shape, dtype, values: dtype === "float32" ? Float32Array.from(values) : Float64Array.from(values) };
}

function toInput({ norm, shape, entries, groups, x, dout, gamma, beta, eps, dtype }: Case): ProblemInput {
  const size = entries.reduce((product, extent) => product * extent, 1);
  const filled = (values: readonly number[] | null, standard: number): Tensor =>
    toTensor(values ?? new Array<number>(size).fill(standard), entries, dtype);
  return {
    norm,
    ...(norm === "group" && { groups }),
    ...((norm === "layer" || norm === "rms") && { normalizedShape: entries }),
    x: toTensor(x, shape, dtype),
    dout: toTensor(dout, shape, dtype),
    gamma: filled(gamma, 1),
    beta: filled(beta, 0),
    eps,
  };
}

function toCandidate({ shape, entries, dtype }: Case, { dx, dgamma, dbeta }: Result): Candidate {
  return {
    dx: toTensor(dx, shape, dtype),
    ...(dgamma && { dgamma: toTensor(dgamma, entries, dtype) }),
    ...(dbeta && { dbeta: toTensor(dbeta, entries, dtype) }),
  };
}
