import assert from "node:assert/strict";
import { layerApart } from "../../../src/debug/commands/layer-apart";

describe("A layer where the function that held x has returned", () => {
  const none = { gamma: null, beta: null, runningMean: null, runningVar: null, gammaGrad: null, betaGrad: null };
  const why = "bn cannot be used at this stop, where x is not on the stack";

  it("says what of it can be used all the same", () => {
    const says = { norm: "batch" } as const;
    const tensors = { ...none, gamma: "bn.weight", beta: "bn.bias", runningVar: "bn.running_var" };
    assert.equal(
      layerApart("bn", { ...tensors, says, eps: 1e-3, training: true }),
      `${why}: use bn.weight as gamma, bn.bias as beta, bn.running_var as runningVar; type 0.001 for eps.`,
    );
    assert.equal(layerApart("bn", { ...none, says, eps: 1e-5, training: true }), `${why}: type 0.00001 for eps.`);
  });

  it("asks for a stop with x where it is another layer, or has nothing of its own", () => {
    const layer = { ...none, gamma: "bn.weight", eps: 1e-5, training: null, says: { norm: "layer" } } as const;
    assert.equal(layerApart("bn", layer), `${why}: go on to a stop where it is.`);
    assert.equal(
      layerApart("bn", { ...none, says: {}, eps: null, training: true }),
      `${why}: go on to a stop where it is.`,
    );
  });
});
