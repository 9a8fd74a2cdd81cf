import assert from "node:assert/strict";
import type { DebugProtocol } from "@vscode/debugprotocol";
import * as vscode from "vscode";
import { createReaders } from "../../src/debug/readers/debuggers";
import { DebugSessions } from "../../src/debug/session/session-tracker";
import { must } from "../debug/support";
import { CONFIGURATIONS, endDebugging, program, stopAt } from "./debugging";

const ROWS = 512;
const COLUMNS = 1024;
const BYTES = ROWS * COLUMNS * 4;

const PROGRAMS = {
  python: `import numpy as np\nx = np.arange(${ROWS * COLUMNS}, dtype="f4").reshape(${ROWS}, ${COLUMNS})\nprint(x)  # here\n`,
  javascript: `const x = { shape: [${ROWS}, ${COLUMNS}], data: Float32Array.from({ length: ${ROWS * COLUMNS} }, (_, i) => i) };\nconsole.log(x); // here\n`,
};

/** Characters of the longest answer to an evaluation that goes on to the window. */
function watchAnswers(): vscode.Disposable & { longest: number } {
  const tracker = vscode.debug.registerDebugAdapterTrackerFactory("*", {
    createDebugAdapterTracker: () => ({
      onDidSendMessage: (message: DebugProtocol.EvaluateResponse) => {
        if (message.type !== "response" || message.command !== "evaluate") return;
        // VS Code's own trackers of this message have been called: it goes on in this form.
        watch.longest = Math.max(watch.longest, message.body?.result?.length ?? 0);
      },
    }),
  });
  const watch = { longest: 0, dispose: () => void tracker.dispose() };
  return watch;
}

/** Reads x through a debugger's protocol alone, and compares every value. */
async function readX(sessions: DebugSessions): Promise<void> {
  const selected = must(await sessions.selectedFrame());
  const { dap } = selected.tracked;
  const read = await createReaders(null)(dap.type).read(
    { session: dap, frameId: selected.frame.frameId, expression: "x" },
    { signal: new AbortController().signal, transfer: "protocolOnly" },
  );
  assert.ok(read.ok, read.ok ? "" : read.fault.text);
  assert.equal(read.value.how, "debug protocol, 2 chunks");
  const { values } = read.value.tensor;
  assert.equal(values.length, ROWS * COLUMNS);
  assert.ok(
    values.every((value, i) => value === i),
    "expected every value in its place",
  );
}

describe("A tensor that comes by the debug protocol inside VS Code", () => {
  afterEach(endDebugging);

  for (const language of ["python", "javascript"] as const) {
    const name = language === "python" ? "stop.py" : "stop.mjs";
    const marker = language === "python" ? "# here" : "// here";

    it(`of ${language}: is whole, and its bytes do not go to the window and back`, async () => {
      const sessions = new DebugSessions();
      const watch = watchAnswers();
      try {
        const file = program(name, PROGRAMS[language]);
        await stopAt(CONFIGURATIONS[language](file), file, marker);
        await readX(sessions);
        assert.ok(watch.longest < 10_000, `an answer of ${watch.longest} characters goes to the window`);
      } finally {
        watch.dispose();
        sessions.dispose();
      }
    });

    it(`of ${language}: is whole when the session began before anybody listened`, async () => {
      const watch = watchAnswers();
      let sessions: DebugSessions | undefined;
      try {
        const file = program(name, PROGRAMS[language]);
        await stopAt(CONFIGURATIONS[language](file), file, marker);
        sessions = new DebugSessions();
        await readX(sessions);
        assert.ok(watch.longest > BYTES / 2, `expected the chunks on VS Code's way, got ${watch.longest} characters`);
      } finally {
        watch.dispose();
        sessions?.dispose();
      }
    });
  }
});
