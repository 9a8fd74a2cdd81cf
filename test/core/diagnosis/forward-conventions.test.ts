/** What out tells of a layer is what its gradients are judged by: every convention, in every layer that has it. */
import assert from "node:assert/strict";
import { batchnormForward, batchnormGradients } from "../../../src/core/batchnorm/batchnorm";
import { compareCandidate } from "../../../src/core/diagnosis";
import type { ProblemInput } from "../../../src/core/problem";
import type { Tensor } from "../../../src/core/tensor";
import type { Comparison } from "../../../src/core/verdict";
import { layerInput, problemOfLayer } from "../layer-problems";

type Convention = Pick<ProblemInput, "axis" | "normalizedShape" | "eps" | "variance" | "epsPlacement" | "gammaOffset">;

const SHAPE = [4, 6, 5, 6];
const LAYERS = [
  [{ norm: "batch" }, "batch norm"],
  [{ norm: "layer" }, "layer norm over the last axis (6)"],
  [{ norm: "rms" }, "RMS norm over the last axis (6)"],
  [{ norm: "group", groups: 3 }, "group norm, 3 groups"],
  [{ norm: "instance" }, "instance norm"],
] as const;

/** What the forward followed beside what is said, what it is called, and what the source leaves open of it. */
function followedBy(norm: string, layer: string): (readonly [Convention, called: string, open: string])[] {
  const isOverAxes = norm === "layer" || norm === "rms";
  return [
    [{ eps: 0.0037 }, `${layer} with eps 0.0037`, "eps is not given"],
    [{ variance: "unbiased" }, `${layer} with the unbiased variance`, "variance is not given"],
    [{ epsPlacement: "outside" }, `${layer} with eps outside the root`, "epsPlacement is not given"],
    [
      { epsPlacement: "outside", eps: 0.02 },
      `${layer} with eps 0.02 and eps outside the root`,
      "eps and epsPlacement are not given",
    ],
    ...(norm === "batch"
      ? []
      : [[{ gammaOffset: 1 }, `${layer} with gammaOffset 1`, "gammaOffset is not given"] as const]),
    isOverAxes
      ? [{ normalizedShape: [6, 5, 6] }, `${layer.split(" over")[0] ?? ""} over 6 x 5 x 6`, "normalizedShape is not given"] // prettier-ignore
      : [{ axis: 3 }, `${layer}, channels on axis 3`, "axis is not given"],
  ];
}

/** What is said of the gradients and the forward of one layer beside the problem of another. */
function judged(said: Partial<ProblemInput>, followed: Partial<ProblemInput>): Comparison {
  const input = (keys: Partial<ProblemInput>): ProblemInput => {
    const drawn = layerInput(31, SHAPE, [6], keys);
    // gamma of another normalized shape has another one itself.
    return followed.normalizedShape ? { ...drawn, gamma: 1, beta: 0 } : drawn;
  };
  const made = problemOfLayer(input({ ...said, ...followed }));
  const { dx, dgamma, dbeta } = batchnormGradients(made, "exact");
  const of = (values: Float64Array, shape: readonly number[]): Tensor => ({ shape, values, dtype: "float64" });
  const affine = followed.normalizedShape ? {} : { dgamma: of(dgamma, [6]), dbeta: of(dbeta, [6]) };
  const candidate = { dx: of(dx, SHAPE), ...affine };
  const forward = { out: of(batchnormForward(made).out, SHAPE) };
  const problem = problemOfLayer({ ...input(said), forward, candidate });
  return compareCandidate(problem, batchnormGradients(problem, "exact"), candidate);
}

describe("gradients beside the forward of another convention", () => {
  for (const [layer, name] of LAYERS) {
    for (const [followed, called, open] of followedBy(layer.norm, name)) {
      it(`are right by it: ${called}`, () => {
        const names = followed.normalizedShape ? "dx is" : "dx, dgamma and dbeta are";
        const right = `out is right for ${called}, and ${names} right for that forward`;
        const { verdict, reason, diagnoses } = judged(layer, followed);
        assert.equal(reason, `doubtful: ${right}; ${open}`);
        assert.deepEqual([verdict, diagnoses], ["doubtful", []]);
      });
    }
  }
});
