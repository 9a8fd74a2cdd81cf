import assert from "node:assert/strict";
import type { FramePlace } from "../../../src/debug/session/stack-frames";
import { elsewhereOf, withEarlier, withLayer, without, withRoles } from "../../../src/debug/source/used-expressions";

const at = (name: string): FramePlace => ({ threadId: 1, frameId: 7, name, file: "train.py", line: 1 });

describe("expressions that are given back", () => {
  const earlier = withRoles({ roles: {} }, { gamma: "w", dout: "g" }, elsewhereOf(["gamma"], at("outer"), at("inner")));
  const given = withRoles(earlier, { gamma: "scale", beta: "b" });

  it("are those of the slots alone: what was given for others since stays", () => {
    const since = withLayer(without(given, ["dout"]), "bn", elsewhereOf(["layer"], at("outer"), at("inner")));
    assert.deepEqual(withEarlier(since, earlier, ["gamma"]), {
      roles: { gamma: "w", beta: "b" },
      layer: "bn",
      elsewhere: { gamma: { name: "outer", file: "train.py" }, layer: { name: "outer", file: "train.py" } },
    });
    assert.deepEqual(withEarlier(since, earlier, ["gamma", "beta", "dout"]).roles, earlier.roles);
  });

  it("are all gradients of one's own where their slot is", () => {
    const both = withRoles(earlier, { "candidate.dx": "dx", "candidate.dgamma": "dw" });
    assert.deepEqual(withEarlier(earlier, both, ["candidate"]).roles, both.roles);
    assert.deepEqual(withEarlier(both, earlier, ["candidate"]), earlier);
  });

  it("are the very same where they stand there", () => {
    assert.equal(withEarlier(given, earlier, ["dout", "eps"]), given);
  });
});
