import assert from "node:assert/strict";
import { batchnormForward, batchnormGradients, terms } from "../../../src/core/batchnorm/batchnorm";
import { cellsOf } from "../../../src/core/normalization-layer";
import { affineShapeOf, layoutOn } from "../../../src/core/layout";
import { itemAt } from "../../../src/core/item-at";
import type { Problem } from "../../../src/core/problem";
import { normalProblem } from "../datasets";
import { isSmooth } from "../exact-activation";
import {
  activatedLayerCases,
  hardLayerCases,
  maskedLayerCases,
  layerCases,
  layerInput,
  problemOfLayer,
  type LayerCase,
} from "../layer-problems";
import { layerReference } from "../layer-reference";
import { largestUlp } from "../reference";

const TENSORS = ["out", "dx", "dgamma", "dbeta"] as const;

/** Every cell within 4 ulp of its terms, and within 1 in exact precision; behind a smooth activation within 8 and 1. */
function holds({ input }: LayerCase): void {
  const most = isSmooth(input.activation) ? 8 : 4;
  const problem = problemOfLayer(input);
  const exact = layerReference(input);
  const standard = batchnormGradients(problem, "standard");
  const precise = batchnormGradients(problem, "exact");
  for (const name of TENSORS) {
    assert.equal(standard[name].length, exact[name].length, name);
    const { ulp, at } = largestUlp(standard[name], exact[name], "magnitude");
    assert.ok(ulp <= most, `standard ${name}[${at}]: ${ulp} ulp of its terms, expected at most ${most}`);
    const scaled = largestUlp(precise[name], exact[name], "magnitude");
    assert.ok(scaled.ulp <= 1, `exact ${name}[${scaled.at}]: ${scaled.ulp} ulp of its terms, expected at most 1`);
  }
}

describe("every layer against decimals from its definition", () => {
  for (const each of [...layerCases(), ...activatedLayerCases(), ...maskedLayerCases(), ...hardLayerCases()]) {
    it(each.name, () => {
      holds(each);
    });
  }
});

describe("layers and batch norm", () => {
  it("are one: batch norm by the cells of its axes is batch norm by the layout's closed form, to the bit", () => {
    for (const [shape, axis] of [
      [[9, 4], 1],
      [[3, 5, 2, 7], 1],
      [[3, 5, 4], 2],
      [[4, 7], 0],
    ] as const) {
      const problem = normalProblem(3, shape, 5, 2, 1e-5, { axis });
      const axes = shape.map((extent, at) => ({ extent, inSet: at !== axis, inAffine: at === axis }));
      const byCells: Problem = { ...problem, layout: { ...layoutOn(axis, shape), cells: cellsOf(axes) } };
      assert.deepEqual(affineShapeOf(byCells.layout), [shape[axis]]);
      for (const precision of ["standard", "exact"] as const) {
        const [closed, general] = [batchnormGradients(problem, precision), batchnormGradients(byCells, precision)];
        for (const name of TENSORS) assert.deepEqual(general[name], closed[name], `${name} of ${shape.join("x")}`);
      }
    }
  });

  it("agree where they are the same layer", () => {
    const layers = [{ norm: "group", groups: 4 }, { norm: "instance" }] as const;
    const [group, instance] = layers
      .map((keys) => layerInput(1, [3, 4, 5], [4], keys))
      .map((input) => batchnormGradients(problemOfLayer(input), "standard"));
    for (const name of TENSORS) assert.deepEqual(group?.[name], instance?.[name]);
  });

  it("have three terms that add up to dx, RMS norm without the mean path", () => {
    for (const norm of ["layer", "rms"] as const) {
      const problem = problemOfLayer(layerInput(2, [5, 7], [7], { norm }));
      const { cache } = batchnormForward(problem);
      const { dx } = batchnormGradients(problem, "standard");
      for (let k = 0; k < 5; k++) {
        for (let i = 0; i < 7; i++) {
          const [direct, mean, variance] = terms(problem, cache, i, k);
          assert.ok(Math.abs(direct + mean + variance - itemAt(dx, k * 7 + i)) < 1e-14);
          assert.equal(mean === 0, norm === "rms");
        }
      }
    }
  });
});
