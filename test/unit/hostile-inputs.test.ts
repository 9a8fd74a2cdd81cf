import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { spawnNode } from "../../src/compute/worker/node/spawn-thread";
import { success } from "../../src/core/fault";
import { readProblem } from "../../src/input/read";
import { matricesIn } from "../../src/input/search/locate-matrices";
import { inSight } from "../../src/panel/in-sight";
import { PanelModel } from "../../src/panel/model";
import { plainSentence } from "../../src/panel/plain-text";
import type { PanelState } from "../../src/protocol/panel-state";
import { workerFile } from "../compute/worker/opened-worker";
import { BundledCli } from "./bundled-cli";
import { HOSTILE_INPUTS } from "./hostile-inputs";

/** What no message may hold. */
// eslint-disable-next-line no-control-regex -- the codes are what is looked for
const RAW = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/;
const LINK = /\[[^\]]+\]\((?:https?:\/\/|command:|file:)/i;
/** On a slow machine, with room: what hangs takes minutes. */
const LONGEST = 10_000;

/** The state of a panel when it has read a file, or refused it. */
async function inPanel(file: string, name: string, content: string | Uint8Array): Promise<PanelState> {
  const never = (): { dispose: () => void } => ({ dispose: () => undefined });
  const provenance = {
    kind: "file",
    title: name,
    details: [name],
    dtype: "",
    shape: [],
    how: "",
    whole: true,
    canReveal: false,
  } as const;
  let done: (state: PanelState) => void = () => undefined;
  const state = new Promise<PanelState>((resolve) => (done = resolve));
  const model = new PanelModel(
    {
      title: name,
      memento: { kind: "test" },
      read: () => Promise.resolve(success({ source: { kind: "text", content, name }, provenance })),
      onDidChange: never,
      onDidBecomeStale: never,
      dispose: () => undefined,
    },
    {
      spawn: spawnNode(file),
      memoryLimit: () => 2 ** 32,
      log: () => undefined,
      strings: {},
      emit: (event) => {
        if (event.event === "state" && (event.state.fault ?? event.state.analysis)) done(event.state);
      },
    },
  );
  try {
    await model.reload();
    return await state;
  } finally {
    model.dispose();
  }
}

describe("hostile inputs", () => {
  let cli: BundledCli;
  let worker: string;
  before(async () => {
    cli = await BundledCli.build();
    worker = await workerFile();
  });
  after(() => {
    cli.remove();
  });

  for (const { kind, name, make, says, isRead } of HOSTILE_INPUTS) {
    describe(`${kind} (${name})`, () => {
      let source: string | Uint8Array;
      before(() => {
        source = make();
      });

      it("is answered by the reader at once, in one sentence", () => {
        const since = performance.now();
        const read = readProblem(source, { name });
        assert.ok(performance.now() - since < LONGEST);
        assert.equal(read.ok, isRead === true);
        const said = read.ok ? (read.value.notes ?? []).join("\n") : read.fault.text;
        assert.match(said, says);
        assert.doesNotMatch(said, RAW);
        if (typeof source === "string") matricesIn(source, source.length); // as the editor's lens does
        assert.ok(performance.now() - since < 2 * LONGEST);
      });

      it("is answered by the command line, with the code of a fault of the input", () => {
        writeFileSync(cli.file(name), source);
        const since = performance.now();
        const { status, stdout, stderr } = cli.run([cli.file(name)]);
        assert.ok(performance.now() - since < 2 * LONGEST);
        assert.doesNotMatch(stdout + stderr, RAW);
        if (isRead) {
          assert.equal(status, 0, stderr);
          return;
        }
        assert.equal(status, 2, stderr);
        assert.equal(stdout, "");
        assert.match(stderr, /^[^\n]+\.\n$/);
        assert.match(
          stderr
            .slice(cli.file(name).length)
            .replace(/^(?::\d+){0,2}: /, "")
            .trimEnd(),
          says,
        );
      });

      it("is answered in the panel, and nothing of it is a link in a message", async () => {
        const since = performance.now();
        const state = inSight(await inPanel(worker, name, source));
        assert.ok(performance.now() - since < 2 * LONGEST);
        assert.equal(state.fault === null, isRead === true, state.fault?.text);
        const said = state.fault ? state.fault.text : state.analysis?.notes.join("\n");
        assert.match(said ?? "", says);
        assert.doesNotMatch(JSON.stringify([state.fault, state.provenance, state.analysis?.notes]), RAW);
        assert.doesNotMatch(plainSentence(`${name}: ${said}`), LINK);
      });
    });
  }
});
