import { ok } from "node:assert/strict";
import { gaussianCounts } from "../../../webview/plots/gaussian";
import { itemAt } from "../../../src/core/item-at";

describe("counts of the unit Gaussian", () => {
  it("are shares of the total, however wide the bins", () => {
    // P(|x| < 1), P(|x| < 1.2), P(0 < x < 2.4) and P(x > 3), to 7 digits.
    const known: readonly [number, number, number][] = [
      [-1, 1, 0.6826895],
      [-1.2, 1.2, 0.7698607],
      [0, 2.4, 0.4918025],
      [3, 1e308, 0.0013499],
      [-1e308, 1e308, 1],
    ] as const;
    for (const [from, to, share] of known) {
      const got = itemAt(gaussianCounts([from, to], 20_000), 0);
      ok(Math.abs(got / 20_000 - share) < 2e-7, `between ${from} and ${to}: ${got / 20_000}, expected ${share}`);
    }
  });
});
