import assert from "node:assert/strict";
import { batchnormForward, batchnormGradients, terms } from "../../../src/core/batchnorm/batchnorm";
import { ACTIVATIONS } from "../../../src/core/conventions";
import { compareCandidate } from "../../../src/core/diagnosis";
import { offsetOf } from "../../../src/core/layout";
import { createProblem, type Candidate, type Problem } from "../../../src/core/problem";
import type { Comparison, GradientName } from "../../../src/core/verdict";
import { layerInput, problemOfLayer } from "../layer-problems";

const NEW = ACTIVATIONS.filter((name) => !["none", "relu", "leaky-relu"].includes(name));
const LAYERS = [
  { keys: { norm: "batch" }, shape: [13, 5], entries: [5] },
  { keys: { norm: "layer" }, shape: [5, 7], entries: [7] },
  { keys: { norm: "group", groups: 2 }, shape: [3, 4, 5], entries: [4] },
] as const;

/** Problems of every new activation behind some layers; the source says all of it. */
const PROBLEMS = NEW.flatMap((activation, i) =>
  LAYERS.map(({ keys, shape, entries }, j): { name: string; problem: Problem } => {
    const input = layerInput(40 + 10 * i + j, shape, entries, { ...keys, activation, eps: 1e-3 }, { gammaScale: 1.5 });
    return { name: `${activation} behind ${keys.norm} norm`, problem: problemOfLayer(input) };
  }),
);

function candidateOf(
  problem: Problem,
  all: Partial<Record<GradientName, Float64Array>>,
  dtype: "float32" | "float64",
): Candidate {
  return Object.fromEntries(
    Object.entries(all).map(([key, values]) => {
      const shape = key === "dx" ? problem.layout.shape : [values.length];
      return [key, { shape, dtype, values: dtype === "float64" ? values : Float32Array.from(values) }];
    }),
  );
}

function judged(
  problem: Problem,
  all: Partial<Record<GradientName, Float64Array>>,
  dtype: "float32" | "float64",
): Comparison {
  return compareCandidate(problem, batchnormGradients(problem, "exact"), candidateOf(problem, all, dtype));
}

/** dx of two of its three terms, and dx of a dout that passed the activation whole. */
function wrongOnes(problem: Problem): Readonly<Record<"noVariancePath" | "noSlope", Float64Array>> {
  const { layout } = problem;
  const { cache } = batchnormForward(problem);
  const noVariancePath = new Float64Array(problem.x.length);
  for (let k = 0; k < layout.channels; k++) {
    for (let i = 0; i < layout.rows; i++) {
      const [direct, mean] = terms(problem, cache, i, k);
      noVariancePath[offsetOf(layout, i, k)] = direct + mean;
    }
  }
  return { noVariancePath, noSlope: batchnormGradients({ ...problem, activation: "none" }, "standard").dx };
}

describe("a candidate behind an activation", () => {
  for (const { name, problem } of PROBLEMS) {
    it(`${name}: right gradients are right in both dtypes, wrong ones are wrong and named`, () => {
      const { dx, dgamma, dbeta } = batchnormGradients(problem, "standard");
      for (const dtype of ["float64", "float32"] as const) {
        const { verdict, reason } = judged(problem, { dx, dgamma, dbeta }, dtype);
        assert.equal(verdict, "correct", `${dtype}: ${reason}`);
        const { noVariancePath, noSlope } = wrongOnes(problem);
        const named = judged(problem, { dx: noVariancePath }, dtype);
        assert.equal(named.verdict, "wrong", named.reason);
        assert.equal(named.diagnoses[0]?.id, "variance-path-omitted", `${dtype}: ${named.reason}`);
        assert.equal(judged(problem, { dx: noSlope }, dtype).verdict, "wrong", dtype);
      }
    });
  }
});

describe("a forward behind an activation", () => {
  it("is told by its outs", () => {
    for (const { name, problem } of PROBLEMS.filter(({ problem: { activation } }) => activation !== "relu6")) {
      const { norm, layout, groups, activation, gamma, beta, dtype, dout, x } = problem;
      const { out, dx } = batchnormGradients(problem, "standard");
      const made = createProblem({
        norm,
        ...(norm === "group" && { groups }),
        x: { shape: layout.shape, values: x, dtype },
        dout: { shape: layout.shape, values: dout, dtype },
        gamma: { shape: [gamma.length], values: gamma, dtype },
        beta: { shape: [beta.length], values: beta, dtype },
        eps: problem.eps,
        forward: { out: { shape: layout.shape, values: out, dtype } },
        candidate: { dx: { shape: layout.shape, values: dx, dtype } },
      });
      assert.ok(made.ok);
      const { candidate = {} } = made.value;
      const { forward } = compareCandidate(made.value, batchnormGradients(made.value, "exact"), candidate);
      assert.equal(forward?.followed, "other", name);
      assert.ok(forward.said.includes(`activation ${activation}`), `${name}: ${forward.said}`);
    }
  });
});
