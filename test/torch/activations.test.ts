import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { Random } from "../../src/core/arithmetic/random";
import { batchnormGradients } from "../../src/core/batchnorm/batchnorm";
import { ACTIVATIONS } from "../../src/core/conventions";
import { compareCandidate } from "../../src/core/diagnosis";
import { itemAt } from "../../src/core/item-at";
import type { Candidate, ProblemInput } from "../../src/core/problem";
import { problemOfLayer, tensor } from "../core/layer-problems";
import { PYTHON } from "../debug/dap-client";

const SCRIPT = "test/torch/activations.py";
const GRADIENTS = ["dx", "dgamma", "dbeta"] as const;
type Left = Readonly<Record<"out" | (typeof GRADIENTS)[number], readonly number[]>>;

/** What each is of, and along which axis gamma lies. */
const LAYERS = {
  batch: { shape: [11, 5], axis: 1 },
  layer: { shape: [3, 4, 7], axis: 2 },
  rms: { shape: [3, 4, 7], axis: 2 },
  group: { shape: [3, 6, 5], axis: 1 },
  instance: { shape: [2, 3, 4, 5], axis: 1 },
} as const;
const NORMS = Object.keys(LAYERS) as (keyof typeof LAYERS)[];
const GROUPS = 2;

/** Of another offset and width each; gamma of 3 carries ReLU6 over both of its kinks. */
function inputOf(seed: number, norm: keyof typeof LAYERS, dtype: "float32" | "float64"): ProblemInput {
  const random = new Random(seed);
  const { shape, axis } = LAYERS[norm];
  const entries = [itemAt(shape, axis)];
  const drawn = (extents: readonly number[], of: () => number) => {
    const given = tensor(extents, of);
    return dtype === "float64" ? given : { ...given, dtype, values: Float32Array.from(given.values) };
  };
  return {
    norm,
    ...(norm === "group" && { groups: GROUPS }),
    eps: 0.01,
    x: drawn(shape, () => 20 + 2 * random.normal()),
    dout: drawn(shape, () => 0.3 + random.normal()),
    gamma: drawn(entries, () => 3 * (0.4 + random.uniform())),
    beta: drawn(entries, () => random.normal()),
  };
}

const flat = (given: ProblemInput["gamma"]): number[] => (typeof given === "object" ? Array.from(given.values) : []);

describe("activations of torch", () => {
  it("agree with all that there are, behind every layer, in both dtypes; and torch's gradients are right", () => {
    const cases = ACTIVATIONS.flatMap((activation, at) =>
      NORMS.flatMap((norm) =>
        (["float32", "float64"] as const).map((dtype) => {
          const input = { ...inputOf(700 + at, norm, dtype), activation, slope: 0.2 };
          return { name: `${activation} behind ${norm} norm, ${dtype}`, dtype, input };
        }),
      ),
    );
    const sent = cases.map(({ input, dtype }) => {
      const { norm, groups, activation, slope, eps, x, dout, gamma, beta } = input;
      const numbers = { x: flat(x), dout: flat(dout), gamma: flat(gamma), beta: flat(beta) };
      return { norm, groups, activation, slope, eps, dtype, shape: x.shape, ...numbers };
    });
    const run = spawnSync(PYTHON, [SCRIPT], { input: JSON.stringify(sent), encoding: "utf8" });
    assert.equal(run.status, 0, run.stderr);
    const results = JSON.parse(run.stdout) as Left[]; // the script is the other end of this wire
    cases.forEach(({ name, dtype, input }, i) => {
      const problem = problemOfLayer(input);
      const left = itemAt(results, i);
      const exact = batchnormGradients(problem, "exact");
      const close = dtype === "float64" ? 1e-12 : 2e-4; // of float32, whose mean is an offset of ten sd
      for (const key of ["out", ...GRADIENTS] as const) {
        const reach = exact[key].reduce((most, value) => Math.max(most, Math.abs(value)), 1e-3);
        exact[key].forEach((value, at) => {
          const given = itemAt(left[key], at);
          assert.ok(Math.abs(given - value) <= close * reach, `${name}: ${key} ${at} is ${given}, expected ${value}`);
        });
      }
      const candidate: Candidate = Object.fromEntries(
        GRADIENTS.map((key) => {
          const shape = key === "dx" ? input.x.shape : [left[key].length];
          const values = dtype === "float32" ? Float32Array.from(left[key]) : Float64Array.from(left[key]);
          return [key, { shape, dtype, values }];
        }),
      );
      const stated = { ...problem, stated: [...problem.stated, "gamma", "beta", "dout", "eps", "activation"] };
      const { verdict, reason } = compareCandidate(stated, exact, candidate);
      assert.equal(verdict, "correct", `${name}: ${reason}`);
    });
  });
});
