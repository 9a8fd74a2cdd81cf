import assert from "node:assert/strict";
import { DEFAULT_SETTINGS } from "../../../src/compute/settings/settings";
import { settle } from "../../../src/compute/settings/settle";
import { canBeTaken, takeFit } from "../../../src/compute/settings/take-fit";
import { batchnormGradients } from "../../../src/core/batchnorm/batchnorm";
import { fittingLayer } from "../../../src/core/diagnosis/layer/other-layers";
import type { ProblemInput } from "../../../src/core/problem";
import { layerInput, problemOfLayer } from "../../core/layer-problems";

describe("a fit of a layer", () => {
  for (const [name, shape, keys] of [
    ["layer norm over the last axis", [6, 7], { norm: "layer" }],
    ["layer norm over the last axes", [3, 4, 5], { norm: "layer", normalizedShape: [4, 5] }],
    ["RMS norm over an axis between others", [3, 4, 5], { norm: "rms", axes: [1] }],
    ["group norm", [3, 4, 5], { norm: "group", groups: 2 }],
  ] as const) {
    it(`of ${name} can be taken over, and is what counts then`, () => {
      const { x, dout } = layerInput(4, shape, [1], {});
      const input: ProblemInput = { x, ...(dout && { dout }) };
      const made = problemOfLayer({ ...input, ...keys });
      const dx = { shape, values: batchnormGradients(made, "exact").dx, dtype: "float64" } as const;
      const problem = problemOfLayer(input);
      const found = fittingLayer(problem, { dx });
      assert.ok(found && canBeTaken(found.fit));
      const taken = takeFit(DEFAULT_SETTINGS, found.fit, problem.layout);
      assert.ok(taken.ok);
      const { norm, groups, normalizedAxes } = problemOfLayer(settle(input, taken.value, null).input);
      assert.deepEqual([norm, groups, normalizedAxes], [made.norm, made.groups, made.normalizedAxes]);
    });
  }
});
