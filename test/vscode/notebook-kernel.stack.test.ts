import assert from "node:assert/strict";
import * as vscode from "vscode";
import { createReaders } from "../../src/debug/readers/debuggers";
import { DebugSessions } from "../../src/debug/session/session-tracker";
import { must, options } from "../debug/support";
import { CELL, CELL_LINE, KERNEL_TYPE as TYPE, SQUARES } from "../stack/notebook-cell";
import { endDebugging, nextStop } from "./debugging";
import { closeAll, panels, until } from "./support";

/** Until the debug adapter of the kernel has said that it takes breakpoints. */
function started(): Promise<vscode.DebugSession> {
  return new Promise((resolve) => {
    const listener = vscode.debug.onDidStartDebugSession((session) => {
      if (session.type !== TYPE) return;
      listener.dispose();
      resolve(session);
    });
  });
}

describe("A cell of a notebook that stopped, inside VS Code", () => {
  let sessions: DebugSessions;
  let session: vscode.DebugSession;

  before(async function () {
    this.timeout(300_000); // a kernel takes long to start where everything else runs too
    sessions = new DebugSessions();
    const starting = started();
    const configuration = { type: TYPE, request: "attach", name: "cell", python: process.env.GRADIENT_LENS_PYTHON };
    assert.ok(await vscode.debug.startDebugging(undefined, configuration));
    session = await starting;
    const { sourcePath } = (await session.customRequest("dumpCell", { code: CELL })) as { sourcePath: string };
    const line = new vscode.Location(vscode.Uri.file(sourcePath), new vscode.Position(CELL_LINE - 1, 0));
    vscode.debug.addBreakpoints([new vscode.SourceBreakpoint(line)]);
    const stopped = nextStop();
    await session.customRequest("execute", { code: CELL });
    await stopped;
  });
  after(async () => {
    sessions.dispose();
    await endDebugging();
    await closeAll();
  });

  it("has its tensors listed and read through the session", async () => {
    const { tracked, frame } = must(await sessions.selectedFrame());
    assert.equal(tracked.dap.type, TYPE);
    const reader = createReaders(null)(tracked.dap.type);
    const list = must(await reader.listTensors(tracked.dap, frame.frameId, options()));
    assert.deepEqual(
      list.map(({ expression }) => expression),
      ["x", "gamma", "xhat", "batch"],
    );
    const target = { session: tracked.dap, frameId: frame.frameId, expression: "x" };
    const got = must(await reader.read(target, { ...options(), transfer: "protocolOnly" }));
    assert.deepEqual([got.shape, Array.from(got.tensor.values)], [[4, 3], SQUARES]);
  });

  it("has a variable of it shown in a panel by the command of the Variables view", async () => {
    await vscode.commands.executeCommand("gradientLens.showVariable", {
      sessionId: session.id,
      variable: { name: "x", evaluateName: "x", value: "", type: "ndarray", variablesReference: 0 },
    });
    await until(() => panels().some(({ label }) => /\bx\b/.test(label)), "a panel of x");
  });
});
