import assert from "node:assert/strict";
import { elementAt, layerAxes, offsetOfElement } from "../../src/core/layer-axes";
import { offsetOf } from "../../src/core/layout";
import { LAYER_SHAPES, layerCases, layerInput, problemOfLayer } from "./layer-problems";

describe("the axes of a layer", () => {
  const cases = layerCases();
  const each = cases.filter((_, at) => at % (cases.length / LAYER_SHAPES) === 0); // conventions move no element
  const batch = [[5, 3], [2, 3, 4, 5], [7, 1]].map((shape) => ({ name: `batch of ${shape.join("x")}`, input: layerInput(1, shape, [Number(shape[1])], {}) })); // prettier-ignore
  const last = { name: "batch, channels last", input: layerInput(2, [2, 5, 3], [3], { axis: -1 }) };
  for (const { name, input } of [...each, ...batch, last]) {
    it(`find the element and the set of every offset, and the offset of these: ${name}`, () => {
      const { layout, norm, groups, normalizedAxes } = problemOfLayer(input);
      const axes = layerAxes(layout.shape, { norm, axis: layout.axis, groups, normalizedAxes });
      for (let set = 0; set < layout.channels; set++) {
        for (let element = 0; element < layout.rows; element++) {
          const offset = offsetOf(layout, element, set);
          assert.deepEqual(elementAt(axes, offset), { element, set }, `offset ${offset}`);
          assert.equal(offsetOfElement(axes, { element, set }), offset);
        }
      }
    });
  }
});
