import assert from "node:assert/strict";
import type { DebugProtocol } from "@vscode/debugprotocol";
import * as vscode from "vscode";
import { DebugSessions } from "../../src/debug/session/session-tracker";
import { framesOf } from "../../src/debug/session/stack-frames";
import type { TrackedSession } from "../../src/debug/session/tracked-session";
import { FollowedFrame } from "../../src/debug/source/followed-frame";
import { RereadAtStop } from "../../src/debug/source/reread-at-stop";
import { CONFIGURATIONS, endDebugging, nextStop, program, stopAt } from "./debugging";
import { closeAll, panels, until, workspaceFile } from "./support";
import { must } from "../debug/support";
import { itemAt } from "../../src/core/item-at";

const PROGRAM = `import numpy as np
x = np.arange(24.0).reshape(6, 4) ** 2
step = 0  # here
step = 1
step = 2
step = 3
step = 4
step = 5
`;

/** Waits after each stop of a program as a panel does, by the product's own code; it reads nothing. */
class Settling {
  private readonly sessions = new DebugSessions();
  private readonly over = new vscode.EventEmitter<void>();
  private followed: { readonly tracked: TrackedSession; readonly rereading: RereadAtStop } | undefined;

  /** Follows the frame that is selected. */
  async follow(): Promise<void> {
    const { tracked, frame } = must(await this.sessions.selectedFrame());
    const { name: sessionName, type: debugType } = tracked.dap;
    const followed = new FollowedFrame({ tracked, sessionName, debugType, frame, expression: "x" });
    const rereading = new RereadAtStop(this.sessions, followed, {
      title: "x",
      reread: () => "always",
      readsAllSessions: () => false,
      readAgain: () => {
        this.over.fire();
      },
      warning: () => undefined,
      becomeStale: () => undefined,
    });
    this.followed = { tracked, rereading };
  }

  /** Resolves when a panel that is to be read at the next stop has begun to. Ask before the step. */
  next(): Promise<void> {
    return new Promise((resolve) => {
      const listener = this.over.event(() => {
        listener.dispose();
        resolve();
      });
    });
  }

  /**
   * Goes the way of a reading, the frames and then a value, twice over. The program answers one question after the other:
   * whatever a panel has begun to read before has asked by then.
   */
  async isAsked(): Promise<void> {
    const { tracked } = this.followed ?? {};
    assert.ok(tracked, "expected a program that is followed");
    for (let time = 0; time < 2; time++) {
      await new Promise((resolve) => setImmediate(resolve));
      const [frame] = must(await framesOf(tracked.dap, tracked.threadId));
      assert.ok(frame);
      await tracked.dap.customRequest("evaluate", { expression: "1", frameId: frame.frameId, context: "watch" });
    }
  }

  dispose(): void {
    this.followed?.rereading.dispose();
    this.sessions.dispose();
    this.over.dispose();
  }
}

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

  dispose(): void {
    this.tracker.dispose();
    this.changed.dispose();
  }
}

describe("What a panel costs the program at a stop", () => {
  let readings: Readings;
  let settling: Settling;
  let sessionId: string;
  const setting = (value: string | undefined): Thenable<void> =>
    vscode.workspace.getConfiguration("gradientLens.debug").update("reread", value, vscode.ConfigurationTarget.Global);

  beforeEach(async () => {
    readings = new Readings();
    settling = new Settling();
    const file = program("steps.py", PROGRAM);
    const { session } = await stopAt(CONFIGURATIONS.python(file), file, "# here");
    sessionId = session.id;
    await settling.follow();
    await show();
  });
  afterEach(async () => {
    await setting(undefined);
    await endDebugging();
    await closeAll();
    readings.dispose();
    settling.dispose();
  });

  /** What a reading asks: x, and which variables of the frame are called as what the panel would assume. */
  const READING = 2;

  /** Shows x, and waits until nothing more is asked. */
  async function show(): Promise<void> {
    const before = readings.count;
    await vscode.commands.executeCommand("gradientLens.showVariable", {
      sessionId,
      variable: { name: "x", evaluateName: "x", value: "", type: "ndarray", variablesReference: 0 },
    });
    // It is described, and then read.
    await readings.after(before + READING);
    await until(() => panels().length === 1, "a panel");
  }

  /** Steps, and waits until a panel that is to be read has begun to. */
  async function step(): Promise<void> {
    const settled = settling.next();
    const stopped = nextStop();
    await vscode.commands.executeCommand("workbench.action.debug.stepOver");
    await stopped;
    await settled;
  }

  /** So many readings have been asked, and no more are on their way. */
  async function asked(count: number, what: string): Promise<void> {
    await settling.isAsked();
    assert.equal(readings.count, count, what);
  }

  /** Covers the panel with a document in its group. */
  async function hide(): Promise<void> {
    const { group } = itemAt(panels(), 0);
    const document = await vscode.workspace.openTextDocument(workspaceFile("activations.json"));
    await vscode.window.showTextDocument(document, { viewColumn: group.viewColumn, preview: false });
    await until(() => panels().every(({ isActive }) => !isActive), "a covered panel");
  }

  /** Closes what covers the panel, in its group. */
  async function uncover(): Promise<void> {
    const { group } = itemAt(panels(), 0);
    await vscode.window.tabGroups.close(group.tabs.filter(({ input }) => !(input instanceof vscode.TabInputWebview)));
  }

  it("is one reading when the panel is seen", async () => {
    const before = readings.count;
    await step();
    await readings.after(before + READING - 1);
    await asked(before + READING, "one reading for one stop");
  });

  it("is nothing while the panel is hidden; it reads once when it is shown", async () => {
    await hide();
    const before = readings.count;
    await step();
    await asked(before, "asked while hidden");
    await step();
    await asked(before, "asked while hidden, at the second stop");
    await uncover();
    await readings.after(before + READING - 1);
    await asked(before + READING, "one reading for what was missed");
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
    await asked(before, "asked though the setting says never");
    await show();
  });
});
