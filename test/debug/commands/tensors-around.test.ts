import assert from "node:assert/strict";
import { namedParts } from "../../../src/debug/commands/named-parts";
import { tensorsAround } from "../../../src/debug/commands/tensors-around";
import { matchByName } from "../../../src/debug/commands/usual-names";
import { createJavaScriptReader } from "../../../src/debug/readers/javascript/javascript-reader";
import { createPythonReader } from "../../../src/debug/readers/python/python-reader";
import { framesOf } from "../../../src/debug/session/stack-frames";
import { readFromFrame } from "../../../src/debug/source/read-problem";
import type { UsedExpressions } from "../../../src/debug/source/used-expressions";
import type { DapClient } from "../dap-client";
import { stoppedPython } from "../stopped-python";
import { must, options, program } from "../support";
import { V8Client } from "../v8-client";
import { namesOf } from "./described";

const path = program("callers.py");
const reader = createPythonReader(null);

describe("Parts of a JavaScript backward around its frame", () => {
  let client: V8Client;
  before(async () => {
    client = await V8Client.launch(program("callers.mjs"));
  });
  after(() => {
    client.stop();
  });

  it("are found in the function around it and in its caller; what is the module's is marked as such, once", async () => {
    const [frame] = must(await framesOf(client, 1));
    assert.ok(frame);
    const list = must(await tensorsAround(createJavaScriptReader(null), client, frame, options()));
    assert.deepEqual(namesOf(matchByName(list)), {
      x: "x in step",
      gamma: "gamma",
      dout: "dout",
      eps: "eps in step",
      "candidate.dx": "dx",
    });
    const ofModule = list.flatMap(({ expression, isOfModule }) => (isOfModule ? [expression] : []));
    assert.deepEqual(ofModule, ["table", "held.gamma"]);
  });
});

describe("Parts of a backward around its frame", () => {
  let client: DapClient;
  before(async () => {
    client = await stoppedPython(path);
  });
  after(() => client.stop());

  it("are found in the function around it and in its caller, and read there", async () => {
    const [frame] = must(await framesOf(client, client.threadId));
    assert.ok(frame);
    const list = must(await tensorsAround(reader, client, frame, options()));
    const { x, ...found } = matchByName(list);
    const parts = { gamma: "gamma", dout: "dout", eps: "eps in step", "candidate.dx": "dx" };
    assert.deepEqual(namesOf(found), parts);
    assert.ok(list.some((entry) => entry.expression === "dout" && entry.frame?.name === "step"));
    assert.ok(x?.frame?.name === "step");
    const session = { dap: client, threadId: client.threadId };
    const roles = { dout: "dout", eps: "eps", "candidate.dx": "dx" };
    const within = { name: "backward", file: "callers.py" };
    const used = { roles, elsewhere: { "candidate.dx": within } };
    const read = must(await readFromFrame(reader, { session, frame: x.frame, expression: "x", used }, options()));
    assert.equal(read.input.eps, 1e-3);
    assert.deepEqual([read.input.dout?.values[0], read.input.candidate?.dx?.values[0]], [1, 2]);
    assert.match(read.details.join("\n"), /dx = dx in backward$/m);
    const gone = { roles, elsewhere: { dout: { name: "other", file: "callers.py" } } };
    const failed = await readFromFrame(reader, { session, frame: x.frame, expression: "x", used: gone }, options());
    assert.match(
      failed.ok ? "" : failed.fault.text,
      /dout = dout cannot be read at this stop \(other is not on the stack\)/,
    );
  });

  it("are offered beside an x where the panel would assume them, those of its own frame that fit", async () => {
    const [, step] = must(await framesOf(client, client.threadId));
    assert.ok(step);
    const at = { session: { dap: client, threadId: client.threadId }, frame: step, expression: "x" };
    const named = (used: UsedExpressions, shape = [4, 3]) => namedParts(reader, { ...at, used }, shape, options());
    const dout = { role: "dout", title: "dout" };
    assert.deepEqual(await named({ roles: {} }), [{ role: "eps", title: "eps" }, dout]);
    assert.deepEqual(await named({ roles: {}, layer: "bn" }), [dout]);
    assert.deepEqual(await named({ roles: { eps: "eps" } }, [5, 3]), []);
  });
});
