import assert from "node:assert/strict";
import { roundTicks } from "../../../webview/plots/round-ticks";

describe("round ticks of a chart", () => {
  it("are the shortest decimals of their values, ends among them", () => {
    assert.deepEqual(roundTicks(0, 1, 4), [0, 0.2, 0.4, 0.6, 0.8, 1]);
    assert.deepEqual(roundTicks(-0.3, 0.3, 4), [-0.2, 0, 0.2]);
    assert.deepEqual(roundTicks(0, 7, 4), [0, 2, 4, 6]);
    assert.deepEqual(roundTicks(-1e-7, 3.1e-7, 4), [-1e-7, 0, 1e-7, 2e-7, 3e-7]);
    assert.deepEqual(roundTicks(1e12, 3e12, 4), [1e12, 1.5e12, 2e12, 2.5e12, 3e12]);
  });

  it("are the one value of an empty domain", () => {
    assert.deepEqual(roundTicks(3, 3, 4), [3]);
  });

  it("end where neighbours are not apart", () => {
    assert.ok(roundTicks(1e17, 1e17 + 16, 4).length <= 8);
  });

  it("lie in the domain and number two to eight, whatever its bounds", () => {
    for (let power = -290; power <= 290; power += 7)
      for (const [from, to] of [
        [0, 1],
        [-3, 8.5],
        [41, 43],
      ] as const) {
        const [low, high] = [from * 10 ** power, to * 10 ** power];
        const ticks = roundTicks(low, high, 4);
        assert.ok(ticks.length >= 2 && ticks.length <= 8, `${low} to ${high}: ${ticks.join(", ")}`);
        assert.ok(
          ticks.every((tick) => tick >= low && tick <= high),
          `${low} to ${high}: ${ticks.join(", ")}`,
        );
      }
  });
});
