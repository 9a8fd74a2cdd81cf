import assert from "node:assert/strict";
import type { DebugProtocol } from "@vscode/debugprotocol";
import * as vscode from "vscode";
import { CONFIGURATIONS, endDebugging, nextStop, program, stopAt } from "./debugging";
import { closeAll, panels, until, workspaceFile } from "./support";

const PROGRAM = `import numpy as np
x = np.arange(24.0).reshape(6, 4) ** 2
step = 0  # here
step = 1
step = 2
step = 3
step = 4
step = 5
`;

/** Longer than a panel waits after a stop before it reads. */
const SETTLED_MILLISECONDS = 600;

/** Counts what the product asks of the stopped program. */
class Readings {
  count = 0;
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly tracker = vscode.debug.registerDebugAdapterTrackerFactory("*", {
    createDebugAdapterTracker: () => ({
      onWillReceiveMessage: (message: DebugProtocol.EvaluateRequest) => {
        if (message.command !== "evaluate" || !message.arguments.expression.includes("gradient-lens/1")) return;
        this.count++;
        this.changed.fire();
      },
    }),
  });

  /** Waits until there are more than `before`. */
  async after(before: number): Promise<void> {
    if (this.count > before) return;
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        listener.dispose();
        reject(new Error(`expected a reading after ${before} within 20 s`));
      }, 20_000);
      const listener = this.changed.event(() => {
        if (this.count <= before) return;
        clearTimeout(timer);
        listener.dispose();
        resolve();
      });
    });
  }

  /** That nothing is asked, for longer than a panel would wait. */
  async none(before: number, what: string): Promise<void> {
    await new Promise((resolve) => setTimeout(resolve, SETTLED_MILLISECONDS));
    assert.equal(this.count, before, what);
  }

  dispose(): void {
    this.tracker.dispose();
    this.changed.dispose();
  }
}

describe("What a panel costs the program at a stop", () => {
  let readings: Readings;
  let sessionId: string;
  const setting = (value: string | undefined): Thenable<void> =>
    vscode.workspace.getConfiguration("gradientLens.debug").update("reread", value, vscode.ConfigurationTarget.Global);

  beforeEach(async () => {
    readings = new Readings();
    const file = program("steps.py", PROGRAM);
    const { session } = await stopAt(CONFIGURATIONS.python(file), file, "# here");
    sessionId = session.id;
    await show();
  });
  afterEach(async () => {
    await setting(undefined);
    await endDebugging();
    await closeAll();
    readings.dispose();
  });

  /** Shows x, and waits until nothing more is asked. */
  async function show(): Promise<void> {
    const before = readings.count;
    await vscode.commands.executeCommand("gradientLens.showVariable", {
      sessionId,
      variable: { name: "x", evaluateName: "x", value: "", type: "ndarray", variablesReference: 0 },
    });
    // It is described, and then read.
    await readings.after(before + 1);
    await until(() => panels().length === 1, "a panel");
  }

  async function step(): Promise<void> {
    const stopped = nextStop();
    await vscode.commands.executeCommand("workbench.action.debug.stepOver");
    await stopped;
  }

  /** Covers the panel with a document in its group. */
  async function hide(): Promise<void> {
    const [{ group }] = panels();
    const document = await vscode.workspace.openTextDocument(workspaceFile("activations.json"));
    await vscode.window.showTextDocument(document, { viewColumn: group.viewColumn, preview: false });
    await until(() => panels().every(({ isActive }) => !isActive), "a covered panel");
  }

  /** Closes what covers the panel, in its group. */
  async function uncover(): Promise<void> {
    const [{ group }] = panels();
    await vscode.window.tabGroups.close(group.tabs.filter(({ input }) => !(input instanceof vscode.TabInputWebview)));
  }

  it("is one reading when the panel is seen", async () => {
    const before = readings.count;
    await step();
    await readings.after(before);
    await readings.none(before + 1, "one reading for one stop");
  });

  it("is nothing while the panel is hidden; it reads once when it is shown", async () => {
    await hide();
    const before = readings.count;
    await step();
    await readings.none(before, "asked while hidden");
    await step();
    await readings.none(before, "asked while hidden, at the second stop");
    await uncover();
    await readings.after(before);
    await readings.none(before + 1, "one reading for what was missed");
  });

  it("is a reading also while hidden, when the setting says always", async () => {
    await setting("always");
    await hide();
    const before = readings.count;
    await step();
    await readings.after(before);
  });

  it("is nothing when the setting says never, until the user asks", async () => {
    await setting("never");
    const before = readings.count;
    await step();
    await readings.none(before, "asked though the setting says never");
    await show();
  });
});
