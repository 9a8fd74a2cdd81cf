import assert from "node:assert/strict";
import { LayerTerms } from "../../../src/core/diagnosis/layer/layer-terms";
import { layerInput, problemOfLayer } from "../layer-problems";

describe("what rounding does to a layer's gradients", () => {
  it("is told of a set that has more elements than a call takes arguments", () => {
    const N = 140_000;
    const problem = problemOfLayer(layerInput(1, [1, N], [N], { norm: "rms" }));
    const { terms, inputs } = new LayerTerms(problem).of("dx", { dtype: "float64", words: "" })(N - 1);
    assert.ok(terms > 0 && inputs === 0);
  });
});
