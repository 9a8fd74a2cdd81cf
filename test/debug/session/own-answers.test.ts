import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { DebugProtocol } from "@vscode/debugprotocol";
import { createPythonReader } from "../../../src/debug/readers/python/python-reader";
import type { DapSession } from "../../../src/debug/session/dap-session";
import { OwnAnswers } from "../../../src/debug/session/own-answers";
import type { DapClient } from "../dap-client";
import { stoppedPython } from "../stopped-python";
import { options, program } from "../support";

describe("What an adapter says about our questions", () => {
  const path = program("plain.py");
  const folder = mkdtempSync(join(tmpdir(), "gradient-lens-test-"));
  let client: DapClient;

  before(async () => {
    client = await stoppedPython(path);
  });
  after(async () => {
    await client.stop();
    rmSync(folder, { recursive: true });
  });

  it("is a sentence in the debug console, where debugpy prints the source of one that is slow", async () => {
    const answers = new OwnAnswers();
    let seq = 0;
    // As VS Code passes a question on: the trackers see it on its way to the adapter, and everything on its way back.
    const session: DapSession = {
      ...{ id: client.id, type: client.type, name: client.name, capabilities: client.capabilities },
      customRequest: (command, args) => {
        const { expression } = args as DebugProtocol.EvaluateArguments;
        return answers.evaluate(expression, () => {
          answers.onRequest({ type: "request", seq: ++seq, command, arguments: args });
          return client.customRequest(command, args);
        });
      },
    };
    const since = client.events.length;
    // The program answers when the debugger has complained.
    const said = join(folder, "said");
    const isSaid = `__import__("os").path.exists(${JSON.stringify(said)})`;
    const slow = `next(n for n in iter(lambda: __import__("time").sleep(0.02) or ${isSaid}, None) if n)`;
    const target = { session, frameId: client.frameId, expression: slow };
    const described = createPythonReader(null).describe(target, options());
    const event = (await client.event("output", since)) as DebugProtocol.OutputEvent;
    writeFileSync(said, "");
    assert.match(event.body.output, /did not finish after 3\.00 seconds/);
    assert.match(event.body.output, /def list_plan/);
    answers.onOutput(event);
    assert.equal(event.body.category, "console");
    assert.match(event.body.output, /^The program has not answered Gradient Lens for 3 s; .*\n$/);
    await described;
  });

  it("is left as it is where it is about something else", () => {
    const event = { type: "event", seq: 1, event: "output", body: { category: "stdout", output: "3 of 4\n" } };
    new OwnAnswers().onOutput(event);
    assert.deepEqual(event.body, { category: "stdout", output: "3 of 4\n" });
  });
});
