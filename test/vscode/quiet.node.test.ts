/** What runs of the product where nobody has asked for anything: counted in the host that it runs in. */
import assert from "node:assert/strict";
import type { DebugProtocol } from "@vscode/debugprotocol";
import * as vscode from "vscode";
import { MatrixLenses } from "../../src/editor/codelens";
import { followDocuments } from "../../src/editor/follow-documents";
import { TextSearch } from "../../src/editor/text-search";
import { CONFIGURATIONS, endDebugging, nextStop, program, stopAt } from "./debugging";
import { closeAll, open } from "./support";
import { WatchedWorker } from "./watched-worker";

/** A document, and how often its text is looked at. */
function counted(document: vscode.TextDocument): {
  readonly document: vscode.TextDocument;
  readonly reads: () => number;
} {
  let reads = 0;
  const looks: readonly (string | symbol)[] = ["getText", "lineAt", "lineCount"];
  const proxy = new Proxy(document, {
    get: (target, key) => {
      if (looks.includes(key)) reads++;
      return Reflect.get(target, key, target) as unknown;
    },
  });
  return { document: proxy, reads: () => reads };
}

describe("Where nobody has asked for anything", () => {
  afterEach(closeAll);

  it("no document is read for a lens, no document is listened to, and no thread is started", async () => {
    let threads = 0;
    const { spawn } = new WatchedWorker();
    const search = new TextSearch(() => {
      threads++;
      return spawn();
    });
    let holds = 0;
    const following = followDocuments(search);
    const { onHolds } = search;
    search.onHolds = (isHolding) => {
      holds += Number(isHolding);
      onHolds(isHolding);
    };
    const lenses = new MatrixLenses(search);
    const cancel = new vscode.CancellationTokenSource().token;
    const { document, reads } = counted((await open("[[1, 2], [3, 4]]")).document);
    assert.deepEqual(await lenses.provideCodeLenses(document, cancel), []);
    assert.deepEqual([reads(), holds, threads], [0, 0, 0]);
    lenses.asked();
    assert.equal((await lenses.provideCodeLenses(document, cancel))?.length, 1);
    assert.ok(reads() > 0);
    vscode.Disposable.from(lenses.settings, following, search).dispose();
  });

  it("an ordinary program is asked nothing at its stops", async () => {
    const asked: string[] = [];
    const tracker = vscode.debug.registerDebugAdapterTrackerFactory("debugpy", {
      createDebugAdapterTracker: () => ({
        onWillReceiveMessage: ({ command, type }: DebugProtocol.Request) => {
          if (type === "request") asked.push(command);
        },
      }),
    });
    try {
      const file = program("plain.py", "a = 1\nb = a + 1  # stop here\nc = b + 1\nprint(c)\n");
      const { session, frame } = await stopAt(CONFIGURATIONS.python(file), file, "# stop here");
      const stopped = nextStop();
      await session.customRequest("next", { threadId: frame.threadId });
      await stopped;
      assert.deepEqual(
        asked.filter((command) => ["evaluate", "readMemory", "setVariable", "setExpression"].includes(command)),
        [],
      );
    } finally {
      tracker.dispose();
      await endDebugging();
    }
  });
});
