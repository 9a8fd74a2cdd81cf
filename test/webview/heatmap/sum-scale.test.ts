import assert from "node:assert/strict";
import { fullSum, isRoundOff } from "../../../webview/heatmap/sum-scale";

describe("the scale of sums at a picture's edges", () => {
  it("takes for round-off what rounding its terms can leave, and nothing larger", () => {
    assert.ok(isRoundOff(3e-15, 40, 64));
    assert.ok(!isRoundOff(1e-9, 40, 64));
    assert.ok(!isRoundOff(0, 40, 64)); // 0 is 0
    assert.ok(!isRoundOff(NaN, NaN, 64));
    assert.ok(!isRoundOff(5e-324, 5e-324, 1)); // the smallest number there is, alone
  });

  it("is set by the largest sum, but where all sums cancel", () => {
    const sizes = Float64Array.of(40, 64, 16);
    assert.equal(fullSum(Float64Array.of(-30, 2, 1), sizes, 64), 30);
    assert.equal(fullSum(Float64Array.of(1e-3, 2e-3, NaN), sizes, 64), 8);
    assert.equal(fullSum(Float64Array.of(0), Float64Array.of(0), 1), 0);
  });
});
