import assert from "node:assert/strict";
import { smoothOf } from "../../../src/core/activation/smooth";
import { batchnormGradients } from "../../../src/core/batchnorm/batchnorm";
import { problemOfLayer, tensor } from "../layer-problems";

describe("an activation of numbers that overflow", () => {
  it("lets dout pass where out is infinite, in both precisions", () => {
    const x = tensor([3, 2], (i) => [0, 1000, 1000, -3000, 5000, 4000][i] ?? 0);
    const dout = tensor([3, 2], (i) => 2 ** i);
    for (const [keys, expected] of [
      [{ activation: "relu" }, [16, 34]],
      [{ activation: "leaky-relu", slope: 0.5 }, [16 + 5 / 2, 34 + 8 / 2]],
    ] as const) {
      const problem = problemOfLayer({ x, dout, gamma: 1.7e308, beta: 0, ...keys });
      for (const precision of ["standard", "exact"] as const) {
        assert.deepEqual([...batchnormGradients(problem, precision).dbeta], expected, precision);
      }
    }
  });

  it("bends nowhere that far from 0", () => {
    for (const activation of ["silu", "gelu", "gelu-tanh", "tanh", "sigmoid"] as const) {
      for (const y of [1e160, -1e160, Infinity]) assert.equal(smoothOf({ activation })?.bend(y), 0, activation);
    }
  });
});
