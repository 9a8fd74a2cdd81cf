import assert from "node:assert/strict";
import { readMemento } from "../../src/panel/memento";

describe("what the page has kept of a panel", () => {
  const nothing = { typed: {}, picked: {}, precision: "standard", probeSeed: null };

  it("is left out where it cannot be used", () => {
    for (const rubbish of [undefined, null, 3, "text", [], {}, { settings: "all" }, { settings: { typed: [1] } }])
      assert.deepEqual(readMemento(rubbish).settings, nothing);
    const typed = { gamma: "2", beta: 3, eps: null, evil: "1", seed: "5", __proto__: { dout: 4 } };
    const settings = { typed, picked: { candidate: "a", dx: "b", dout: {} }, precision: "some", probeSeed: 1.5 };
    assert.deepEqual(readMemento({ source: { kind: "test" }, settings }), {
      source: { kind: "test" },
      settings: { ...nothing, typed: { gamma: "2", seed: "5" }, picked: { candidate: "a" } },
    });
  });
});
