import assert from "node:assert/strict";
import { createPythonReader } from "../../../src/debug/readers/python/python-reader";
import { readCollected, type StoppedSession } from "../../../src/debug/source/collect-sessions";
import { framesOf, type FramePlace } from "../../../src/debug/session/stack-frames";
import type { UsedExpressions } from "../../../src/debug/source/used-expressions";
import { DapClient, debugpy, PYTHON } from "../dap-client";
import { lineOf, must, options, program } from "../support";
import { itemAt } from "../../../src/core/item-at";

const path = program("ranks.py");

describe("A tensor of several ranks", () => {
  const clients: DapClient[] = [];
  const reader = createPythonReader(null);
  const stopped: StoppedSession[] = [];
  let frame: FramePlace;
  before(async () => {
    for (const rank of [1, 0]) {
      const client = await DapClient.start(debugpy);
      clients.push(client);
      const launch = { python: PYTHON, console: "internalConsole", program: path, env: { RANK: String(rank) } };
      await client.launchTo(path, lineOf(path, "# stop here"), launch);
    }
    stopped.push(...clients.map((dap) => ({ dap, threadId: dap.threadId })));
    const client = itemAt(clients, 0);
    frame = itemAt(must(await framesOf(client, client.threadId)), 0);
  });
  after(async () => {
    for (const client of clients) await client.stop();
  });

  const collect = (roles: UsedExpressions["roles"], layer?: string) => {
    const used = { roles, ...(layer !== undefined && { layer }) };
    return readCollected(
      { stopped, readerFor: () => reader, own: itemAt(stopped, 0), frame, expression: "x", used },
      options(),
    );
  };

  it("is joined in the order of the ranks", async () => {
    const { input, from } = must(await collect({}));
    assert.deepEqual(input.x.shape, [9, 3]);
    assert.deepEqual(
      from.map((name) => name.slice(0, 6)),
      ["rank 0", "rank 1"],
    );
  });

  it("keeps its layer: gamma, eps, mode and running statistics", async () => {
    const { input } = must(await collect({}, "bn"));
    assert.deepEqual(typeof input.gamma === "object" && [...input.gamma.values], [3, 3, 3]);
    assert.equal(input.eps, 1e-3);
    assert.equal(input.mode, "eval");
    assert.deepEqual([...(input.runningVar?.values ?? [])], [2, 2, 2]);
  });

  it("and what the user has chosen wins over the layer", async () => {
    const { input } = must(await collect({ gamma: "scale", eps: "eps" }, "bn"));
    assert.deepEqual(typeof input.gamma === "object" && [...input.gamma.values], [5, 5, 5]);
    assert.equal(input.eps, 0.25);
    assert.equal(input.mode, "eval");
  });

  it("says which rank holds another layer, and whose it takes", async () => {
    const { input, notes } = must(await collect({}, "drifted"));
    assert.deepEqual(typeof input.gamma === "object" && [...input.gamma.values], [1, 1, 1]);
    const [note = ""] = notes;
    const text = /^rank 1 \(debugpy \d+\) holds other values of gamma, eps: those of rank 0 \(debugpy \d+\) are used$/;
    assert.match(note, text);
    assert.equal(notes.length, 1);
    assert.deepEqual(must(await collect({ eps: "eps" }, "bn")).notes, [], "all ranks hold the same");
    // What is given for eps hides the layer's, and counts alone.
    assert.match(must(await collect({ eps: "eps" }, "drifted")).notes.join(), /holds other values of gamma: those/);
    assert.match(must(await collect({ eps: "rank" })).notes.join(), /holds other values of eps: those/);
  });

  it("says where a parameter could not be compared", async () => {
    const { notes } = must(await collect({ gamma: "only_in_rank_0" }));
    assert.match(notes.join(), /^rank 1 \(debugpy \d+\) was not compared with rank 0 .*only_in_rank_0 cannot be read/);
  });

  it("says in which session a role cannot be read, and that it can be taken back", async () => {
    const collected = await collect({ dout: "nowhere" });
    assert.ok(!collected.ok);
    assert.match(collected.fault.text, /^dout = nowhere cannot be read at this stop \(debugpy \d+: NameError/);
    assert.equal(collected.fault.code, "unreadable-role");
  });
});
