import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createPythonReader } from "../../../../src/debug/readers/python/python-reader";
import { framesOf } from "../../../../src/debug/session/stack-frames";
import { readFromFrame } from "../../../../src/debug/source/read-problem";
import { elsewhereOf } from "../../../../src/debug/source/used-expressions";
import type { DapClient } from "../../dap-client";
import { stoppedPython } from "../../stopped-python";
import { must, options, program } from "../../support";

describe("Tensors are listed and read", () => {
  const path = program("moments.py");
  const reader = createPythonReader(null);
  let client: DapClient;
  before(async () => {
    client = await stoppedPython(path);
    const lines = readFileSync(path, "utf8").split("\n");
    const breakpoints = lines.flatMap((text, at) => (text.includes("# stop in") ? [{ line: at + 1 }] : []));
    await client.customRequest("setBreakpoints", { source: { path }, breakpoints });
  });
  after(() => client.stop());

  /** At the next stop: the sizes of what is listed as x there, and its first number. */
  const next = async (): Promise<string> => {
    const before = client.events.length;
    await client.customRequest("continue", { threadId: client.threadId });
    await client.stopped(before);
    const listed = must(await reader.listTensors(client, client.frameId, options()));
    const shape = listed.find(({ expression }) => expression === "x")?.description.shape;
    const { tensor } = must(
      await reader.read({ session: client, frameId: client.frameId, expression: "x" }, options()),
    );
    return `${shape?.join(" x ")} from ${tensor.values[0]}`;
  };

  it("in two threads, of which each has its own", async () => {
    assert.deepEqual([await next(), await next()].sort(), ["4 x 3 from 1", "4 x 3 from 2"]);
  });

  it("in a generator, a coroutine and a closure", async () => {
    assert.deepEqual([await next(), await next()], ["4 x 3 from 10", "4 x 3 from 11"]);
    assert.equal(await next(), "4 x 3 from 20");
    assert.equal(await next(), "4 x 3 from 30");
  });

  it("beside a layer that a caller holds", async () => {
    assert.equal(await next(), "4 x 3 from 35");
    const [frame, caller] = must(await framesOf(client, client.threadId));
    assert.ok(frame && caller);
    const used = { roles: {}, layer: "bn", elsewhere: elsewhereOf(["layer"], caller, frame) };
    const ask = { session: { dap: client, threadId: client.threadId }, frame, expression: "x", used };
    const { input, details } = must(await readFromFrame(reader, ask, options()));
    assert.equal(input.eps, 1e-3);
    assert.deepEqual([...(typeof input.gamma === "object" ? input.gamma.values : [])], [5, 5, 5]);
    assert.ok(details.includes("layer = bn in holding_a_layer"), details.join());
    assert.ok(details.includes("gamma = bn.weight in holding_a_layer"), details.join());
    const gone = { ...used, elsewhere: { layer: { name: "other", file: "moments.py" } } };
    const failed = await readFromFrame(reader, { ...ask, used: gone }, options());
    assert.match(failed.ok ? "" : failed.fault.text, /^layer = bn cannot be read at this stop \(other is not on the/);
  });

  it("in a hook of autograd, whose gradient is what it was", async () => {
    assert.equal(await next(), "4 x 3 from 40");
  });

  it("where an exception is raised under autocast, which the program then handles", async () => {
    await client.customRequest("setExceptionBreakpoints", { filters: ["raised"] });
    assert.equal(await next(), "4 x 2 from 1");
    await client.customRequest("setExceptionBreakpoints", { filters: [] });
    const before = client.events.length;
    await client.customRequest("continue", { threadId: client.threadId });
    await client.event("terminated", before);
    const said = client.events.flatMap(({ event, body }) =>
      event === "output" ? [(body as { output: string }).output] : [],
    );
    assert.match(said.join(""), /caught 120\.0/);
  });
});
