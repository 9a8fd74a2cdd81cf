import assert from "node:assert/strict";
import type { DebugProtocol } from "@vscode/debugprotocol";
import * as vscode from "vscode";
import { CONFIGURATIONS, endDebugging, lineWith, nextStop, program, stopAt } from "./debugging";
import { closeAll, panels, until } from "./support";

const PROGRAM = `import numpy as np
x = np.arange(24.0).reshape(6, 4) ** 2
w = np.arange(4.0) + 1
b = np.arange(4.0)
print(x)  # here


def called():
    scale = np.ones(4)
    print(scale)  # within


called()
`;

/** The product asks about an expression as a function without arguments. */
const ASKED = /lambda:\((\w+)\n\)/;

describe("An expression of the program that is used beside x", () => {
  const asked: string[] = [];
  const frames = new Map<string, number | undefined>(); // in which a name was asked about last
  const heard = new vscode.EventEmitter<void>();
  let tracker: vscode.Disposable;
  let sessionId: string;
  let file: string;

  before(() => {
    tracker = vscode.debug.registerDebugAdapterTrackerFactory("*", {
      createDebugAdapterTracker: () => ({
        onWillReceiveMessage: (message: DebugProtocol.EvaluateRequest) => {
          const name = message.command === "evaluate" ? ASKED.exec(message.arguments.expression)?.[1] : undefined;
          if (name === undefined) return;
          asked.push(name);
          frames.set(name, message.arguments.frameId);
          heard.fire();
        },
      }),
    });
  });
  after(() => {
    vscode.Disposable.from(tracker, heard).dispose();
  });
  beforeEach(async () => {
    file = program("used.py", PROGRAM);
    ({
      session: { id: sessionId },
    } = await stopAt(CONFIGURATIONS.python(file), file, "# here"));
    await run("showVariable", "x");
    await askedOf(["x", "x"]); // described, and read
    await until(() => panels().length === 1, "a panel");
    asked.length = 0;
  });
  afterEach(async () => {
    await endDebugging();
    await closeAll();
    asked.length = 0;
  });

  const run = (command: string, name: string): Thenable<unknown> =>
    vscode.commands.executeCommand(`gradientLens.${command}`, {
      sessionId,
      variable: { name, evaluateName: name, value: "", type: "ndarray", variablesReference: 0 },
    });

  /** Waits until just these have been asked about since, in this order. */
  async function askedOf(names: readonly string[]): Promise<void> {
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => {
        listener.dispose();
        reject(new Error(`expected ${names.join(", ")} to be asked within 20 s, got ${asked.join(", ") || "nothing"}`));
      }, 20_000);
      const look = (): void => {
        if (asked.length < names.length) return;
        clearTimeout(timer);
        listener.dispose();
        resolve();
      };
      const listener = heard.event(look);
      look();
    });
    assert.deepEqual(asked, names);
  }

  it("is described, and read with x at once and from then on", async () => {
    await run("useAsGamma", "w");
    await askedOf(["w", "x", "w"]);
    await run("useAsBeta", "b");
    await askedOf(["w", "x", "w", "b", "x", "w", "b"]);
  });

  it("is read in the frame that it was chosen in, where x stands in another", async () => {
    vscode.debug.addBreakpoints([new vscode.SourceBreakpoint(lineWith(file, "# within"))]);
    const stopped = nextStop();
    await vscode.commands.executeCommand("workbench.action.debug.continue");
    const { frame } = await stopped;
    await askedOf(["x"]); // again, where x stands
    await run("useAsGamma", "scale");
    await askedOf(["x", "scale", "x", "scale"]);
    assert.equal(frames.get("scale"), frame.frameId);
    assert.notEqual(frames.get("x"), frame.frameId);
  });
});
