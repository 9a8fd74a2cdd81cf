import assert from "node:assert/strict";
import { batchnormGradients } from "../../../src/core/batchnorm/batchnorm";
import { checkGradients } from "../../../src/core/gradcheck/gradcheck";
import { affineShapeOf } from "../../../src/core/layout";
import { itemAt } from "../../../src/core/item-at";
import { sizeOf } from "../../../src/core/tensor";
import {
  activatedLayerCases,
  hardLayerCases,
  maskedLayerCases,
  layerCases,
  layerInput,
  problemOfLayer,
} from "../layer-problems";

const PRECISIONS = ["standard", "exact"] as const;

describe("gradient check of every layer", () => {
  for (const { name, input } of [
    ...layerCases(),
    ...activatedLayerCases(),
    ...maskedLayerCases(),
    ...hardLayerCases(),
  ]) {
    it(`has no false alarm on ${name}`, () => {
      const problem = problemOfLayer(input);
      for (const precision of PRECISIONS) {
        const { verdict, reason } = checkGradients(problem, batchnormGradients(problem, precision), precision);
        assert.equal(verdict, "correct", `${precision}: ${reason}`);
      }
    });
  }

  it("looks at every cell of dx, dgamma and dbeta, and names a wrong one in its own shape", () => {
    for (const { name, input } of [...layerCases(), ...activatedLayerCases()]) {
      const problem = problemOfLayer(input);
      const gradients = batchnormGradients(problem, "standard");
      const entries = sizeOf(affineShapeOf(problem.layout));
      for (const tensor of ["dx", "dgamma", "dbeta"] as const) {
        const largest = Math.max(...gradients[tensor].map(Math.abs)); // behind a flat activation others are nothing
        const at = gradients[tensor].findIndex((value) => Math.abs(value) === largest);
        const changed = gradients[tensor].map((value, i) => (i === at ? value * 1.001 : value));
        const { verdict, tensors } = checkGradients(problem, { ...gradients, [tensor]: changed });
        assert.deepEqual([verdict, tensors[tensor].wrong], ["wrong", 1], `${tensor} of ${name}`);
        assert.equal(tensors[tensor].worst.length, tensor === "dx" ? input.x.shape.length : input.gamma.shape.length);
        assert.deepEqual([tensors.dx.cells, tensors.dgamma.cells], [problem.x.length, entries]);
      }
    }
  });

  it("sees the formulas of other layers", () => {
    const input = layerInput(5, [6, 7], [7], {});
    const [layer, rms] = (["layer", "rms"] as const).map((norm) => problemOfLayer({ ...input, norm }));
    assert.ok(layer && rms);
    assert.equal(checkGradients(layer, batchnormGradients(rms, "standard")).verdict, "wrong");
    assert.equal(checkGradients(rms, batchnormGradients(layer, "standard")).verdict, "wrong");
  });

  it("says that a set holds nothing to compare where x is not finite", () => {
    const input = layerInput(6, [4, 5], [5], { norm: "layer" });
    input.x.values[7] = NaN;
    const problem = problemOfLayer(input);
    const { verdict, reason, tensors } = checkGradients(problem, batchnormGradients(problem, "standard"));
    assert.equal(verdict, "doubtful");
    assert.match(reason, /NaN or infinity in their set/);
    assert.deepEqual(tensors.dx.doubts?.notFinite, 5);
    assert.equal(itemAt(tensors.dx.worst, 0), 1);
  });

  it("takes sums that long sets share, without a mean too", () => {
    for (const norm of ["layer", "rms"] as const) {
      const problem = problemOfLayer(layerInput(7, [2, 5000], [5000], { norm }, { offset: 3 }));
      const { verdict, reason, method } = checkGradients(problem, batchnormGradients(problem, "standard"));
      assert.equal(verdict, "correct", reason);
      assert.match(method, /^central differences of order 4 in double-double, sums shared/);
    }
  });
});
