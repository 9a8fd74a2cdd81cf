import assert from "node:assert/strict";
import type { WorkerThread } from "../../src/compute/worker/client";
import { spawnNode } from "../../src/compute/worker/node/spawn-thread";
import { failure, success, type Result } from "../../src/core/fault";
import { readMemento, type SettingsMemento } from "../../src/panel/memento";
import { PanelModel, type ModelHost } from "../../src/panel/model";
import type { PanelSource, Reading, ReportProgress } from "../../src/panel/source";
import type { PanelEvent } from "../../src/protocol/events";
import type { PanelState } from "../../src/protocol/panel-state";
import { workerFile } from "../compute/worker/opened-worker";
import { Gate } from "./steered-panel";

/** Events as vscode makes them, for a model that runs without it. */
class Emitter<T> {
  private readonly listeners: ((value: T) => void)[] = [];
  readonly event = (listener: (value: T) => void): { dispose: () => void } => {
    this.listeners.push(listener);
    return { dispose: () => undefined };
  };
  fire(value: T): void {
    for (const listener of this.listeners) listener(value);
  }
}

/** A source whose text the test sets. */
class TextSource implements PanelSource {
  readonly title = "x.json";
  readonly memento = { kind: "test" };
  readonly changed = new Emitter<void>();
  readonly stale = new Emitter<string>();
  readonly cursor = new Emitter<readonly number[]>();
  readonly onDidChange = this.changed.event;
  readonly onDidBecomeStale = this.stale.event;
  readonly onDidMoveCursor = this.cursor.event;
  reads = 0;
  /** Readings begin before it and end behind it. */
  readonly reading = new Gate();
  endless = false;
  cancelled = false;
  disposed = false;

  constructor(public text: string | Error) {}

  async read(cancel: AbortSignal, progress?: ReportProgress): Promise<Result<Reading>> {
    this.reads++;
    const { text } = this;
    if (this.endless) {
      progress?.("Reading x.json: 5 MiB of 16 MiB", 0.3125);
      await new Promise((resolve) => cancel.addEventListener("abort", resolve));
      this.cancelled = true;
      return failure("cancelled", "Reading was cancelled.");
    }
    await this.reading.pass();
    if (text instanceof Error) return failure("no-matrix", text.message);
    return success({
      source: { kind: "text", content: text, name: this.title },
      provenance: {
        kind: "editor",
        title: this.title,
        details: [],
        dtype: "",
        shape: [],
        how: "text",
        whole: true,
        canReveal: true,
      },
    });
  }
  set(text: string | Error): void {
    this.text = text;
    this.changed.fire();
  }
  dispose(): void {
    this.disposed = true;
  }
}

describe("the panel's model", () => {
  let file: string;
  let events: PanelEvent[];
  let waiting: { wanted: (state: PanelState) => boolean; resolve: (state: PanelState) => void }[];
  let model: PanelModel;
  let source: TextSource;
  let thread: WorkerThread | undefined;
  let onSpawn: () => void;
  before(async () => {
    file = await workerFile();
  });
  /** A panel on a fresh source, as it opens, or as it comes back with what was kept. */
  const start = (kept?: SettingsMemento): void => {
    events = [];
    waiting = [];
    onSpawn = () => undefined;
    source = new TextSource("[[1, 2], [3, 5], [4, 4]]");
    const host: ModelHost = {
      spawn: () => {
        thread = spawnNode(file)();
        onSpawn();
        return thread;
      },
      memoryLimit: () => 2 ** 32,
      log: () => undefined,
      strings: {},
      emit: (event) => {
        events.push(event);
        if (event.event !== "state") return;
        for (const entry of waiting.splice(0)) {
          if (entry.wanted(event.state)) entry.resolve(event.state);
          else waiting.push(entry);
        }
      },
    };
    model = new PanelModel(source, host, kept);
  };
  /** What happens when the window is loaded again: the page's state is JSON. */
  const reopen = async (wanted = checked): Promise<PanelState> => {
    const { source: found, settings } = readMemento(JSON.parse(JSON.stringify(model.state.memento)));
    assert.deepEqual(found, source.memento);
    model.dispose();
    const { text } = source;
    start(settings);
    if (typeof text === "string") source.text = text;
    await model.reload();
    return until(wanted);
  };
  beforeEach(() => {
    start();
  });
  afterEach(() => {
    model.dispose();
  });
  const until = (wanted: (state: PanelState) => boolean): Promise<PanelState> =>
    wanted(model.state) ? Promise.resolve(model.state) : new Promise((resolve) => waiting.push({ wanted, resolve }));
  const checked = (state: PanelState): boolean => state.busy === null && state.analysis?.check?.status === "done";

  it("reads, analyses and checks its source", async () => {
    await model.reload();
    const state = await until(checked);
    assert.deepEqual(state.analysis?.shape, [3, 2]);
    assert.deepEqual(state.provenance?.shape, [3, 2]);
    assert.deepEqual([state.stale, state.fault], [null, null]);
  });

  it("keeps the last good picture, marked stale, when the input goes bad, and recovers", async () => {
    await model.reload();
    await until(checked);
    source.set("[[1, 2], [3]]");
    const bad = await until((state) => state.fault !== null);
    assert.deepEqual(bad.analysis?.shape, [3, 2]);
    assert.match(bad.stale ?? "", /last good picture/);
    assert.match(bad.fault?.text ?? "", /expected 2/);
    source.set(new Error("There is no matrix at line 1."));
    await until((state) => state.fault?.code === "no-matrix");
    source.set("[[1, 2], [3, 6]]");
    const good = await until((state) => state.fault === null && checked(state));
    assert.deepEqual([good.analysis?.shape, good.stale], [[2, 2], null]);
  });

  it("shows only the newest of several quick changes", async () => {
    await model.reload();
    source.reading.shut();
    for (let rows = 2; rows < 8; rows++)
      source.set(JSON.stringify(Array.from({ length: rows }, (_, i) => [i * i, i + 1])));
    source.reading.open();
    const state = await until((candidate) => checked(candidate) && candidate.analysis?.rows === 7);
    assert.equal(state.analysis?.generation, model.currentGeneration);
    const shown = events.flatMap((event) =>
      event.event === "state" && event.state.analysis ? [event.state.analysis.rows] : [],
    );
    assert.deepEqual([...new Set(shown)], [3, 7]);
  });

  it("says how far a long reading is, and ends it when it is cancelled", async () => {
    await model.reload();
    await until(checked);
    source.endless = true;
    source.changed.fire();
    const reading = await until(({ progress }) => progress !== undefined);
    assert.deepEqual([reading.busy, reading.progress], ["Reading x.json: 5 MiB of 16 MiB", 0.3125]);
    model.cancelReading();
    assert.ok(source.cancelled || (await until(({ busy }) => busy === null)));
    const { fault, progress, analysis } = await until((state) => state.fault !== null);
    assert.deepEqual([fault?.code, progress, analysis?.shape], ["cancelled", undefined, [3, 2]]);
    source.endless = false;
    await model.reload();
    assert.equal((await until(checked)).fault, null);
    model.cancelReading();
    assert.equal(model.state.fault, null, "nothing was being read");
  });

  it("says at its box what evaluation is missing, does without it until then, and takes it back", async () => {
    await model.reload();
    await until(checked);
    await model.setParameter("mode", "eval");
    const { fault, stale, analysis } = model.state;
    assert.deepEqual([fault, analysis?.mode, analysis?.shape], [null, "train", [3, 2]]);
    assert.equal(stale, "mode cannot be used as it was given; this is the picture of the last good value.");
    assert.deepEqual(analysis?.parameters.mode, {
      from: "typed",
      text: "eval",
      fault: {
        code: "running-missing",
        text: "Evaluation mode needs runningMean and runningVar (2 values each), got neither.",
        place: undefined,
      },
    });
    await model.setParameter("runningMean", "[1, 2]");
    assert.match(model.state.analysis?.parameters.mode.fault?.text ?? "", /got no runningVar/);
    await model.setParameter("runningVar", "[1, 4]");
    const good = model.state;
    assert.deepEqual([good.analysis?.parameters.mode.fault, good.analysis?.mode], [undefined, "eval"]);
    await model.setParameter("mode", "");
    assert.equal(model.state.analysis?.mode, "train");
  });

  it("is marked stale when the source says so", async () => {
    await model.reload();
    source.stale.fire("The document was closed.");
    const state = await until((candidate) => candidate.stale !== null);
    assert.equal(state.stale, "The document was closed.");
  });

  it("keeps typed parameters when the source changes", async () => {
    await model.reload();
    await model.setParameter("eps", "0.25");
    source.set("[[1, 2], [3, 6]]");
    const state = await until((candidate) => checked(candidate) && candidate.analysis?.rows === 2);
    assert.equal(state.analysis?.eps, 0.25);
    await model.setParameter("eps", "");
    assert.equal(model.state.analysis?.eps, 1e-5);
  });

  it("keeps what was typed, and the precision, through a reload of the window", async () => {
    await model.reload();
    await model.setParameter("beta", "0.5"); // the last good one
    const typed = {
      gamma: "[2, -3]",
      beta: "[1, 2, 3]", // faulty: it comes back as it was typed, with its fault
      eps: "0.25",
      seed: "7",
      mode: "eval",
      activation: "relu",
      runningMean: "[1, 2]",
      runningVar: "[1, 4]",
    } as const;
    for (const [name, text] of Object.entries(typed)) await model.setParameter(name as keyof typeof typed, text);
    await model.setPrecision("exact");
    const { analysis: before } = await until(checked);
    assert.ok(before?.parameters.beta.fault);
    const { analysis: after } = await reopen();
    assert.deepEqual(after?.parameters, before.parameters);
    assert.deepEqual([after?.mode, after?.doutSeed, after?.precision], ["eval", 7, "exact"]);
  });

  it("keeps them while the source cannot be read", async () => {
    await model.reload();
    await model.setParameter("eps", "0.25");
    const { settings } = readMemento(model.state.memento);
    model.dispose();
    start(settings);
    source.text = new Error("The program has not stopped yet.");
    await model.reload();
    assert.equal(model.state.analysis, null);
    assert.equal((await reopen()).analysis?.eps, 0.25);
  });

  it("shows no picture without typed parameters that cannot be used after a reload, and lets them be mended", async () => {
    source.text = "[[1, 2], [3, 2], [4, 2]]";
    await model.reload();
    await model.setParameter("eps", "0"); // column 1 is constant
    assert.equal(model.state.fault?.code, "zero-variance");
    const { fault, said, analysis } = await reopen((state) => state.fault !== null && state.busy === null);
    assert.equal(fault?.code, "zero-variance");
    assert.deepEqual([analysis, said], [null, { eps: { from: "typed", text: "0" } }]);
    await model.setParameter("eps", "");
    assert.equal(model.state.analysis?.eps, 1e-5);
    assert.deepEqual([model.state.fault, model.state.stale], [null, null]);
  });

  it("keeps a separating probe through a reload of the window", async () => {
    await model.reload();
    await model.useSeparatingProbe();
    const before = model.state.analysis?.parameters;
    assert.deepEqual((await reopen()).analysis?.parameters, before);
  });

  it("takes back two probes at once, and has again what was said before them", async () => {
    await model.reload();
    const value = { shape: [3, 2], values: Float64Array.of(1, 2, 3, 4, 5, 6), dtype: "float64" as const };
    await model.setParameter("gamma", "[3, 4]");
    await model.setParameter("eps", "0.25");
    await model.setParameter("beta", "[1, 2, 3]"); // does not fit: it stands in its box with its fault
    await model.use("dout", { title: "train.py: dout", value });
    await model.use("candidate.dx", { title: "dx.npy", value });
    const { analysis: before, memento } = model.state;
    await model.useSeparatingProbe();
    await model.useSeparatingProbe();
    await model.setParameter("gamma", "7");
    assert.equal(model.state.isProbed, true);
    assert.equal(model.state.analysis?.comparison, null);
    await model.endProbe();
    const { analysis, isProbed } = model.state;
    assert.equal(isProbed, undefined);
    assert.deepEqual(analysis?.parameters, before?.parameters);
    assert.deepEqual(analysis?.comparison?.tensors, before?.comparison?.tensors);
    assert.deepEqual(model.state.memento, memento);
  });

  it("takes back step by step what was typed, picked, taken from the source and put away", async () => {
    await model.reload();
    const value = { shape: [3, 2], values: Float64Array.of(1, 2, 3, 4, 5, 6), dtype: "float64" as const };
    const steps: readonly (readonly [changed: readonly string[], act: () => Promise<unknown>])[] = [
      [["gamma"], () => model.setParameter("gamma", "[3, 4]")],
      [["gamma"], () => model.setParameter("gamma", "[3, 4, 5]")], // does not fit: it stands in its box with its fault
      [["candidate"], () => model.use("candidate.dx", { title: "dx.npy", value })],
      [["candidate"], () => model.use("candidate.dx", { title: "dx2.npy", value })],
      [["dout"], () => model.use("dout", { title: "train.py: dout", value })],
      [["gamma", "beta", "eps", "dout", "candidate"], () => model.useSeparatingProbe()],
      [["gamma", "beta", "eps", "dout", "candidate"], () => model.endProbe()],
      [["candidate"], () => model.clearCandidate()],
      [["dout"], () => model.reload(["dout"])],
    ];
    const seen = (): unknown => {
      const { analysis, isProbed = false, memento } = model.state;
      return { parameters: analysis?.parameters, title: analysis?.comparison?.title, isProbed, memento };
    };
    const before: unknown[] = [];
    for (const [changed, act] of steps) {
      before.push(seen());
      await act();
      assert.deepEqual(model.state.undo, changed);
    }
    await model.setParameter("eps", ""); // which it was: there is nothing to be taken back
    for (const state of before.reverse()) {
      await model.undo();
      assert.deepEqual(seen(), state);
    }
    assert.equal(model.state.undo, undefined);
  });

  it("says what must be picked again after a reload of the window, until it is", async () => {
    await model.reload();
    const value = { shape: [3, 2], values: new Float64Array(6), dtype: "float64" as const };
    await model.use("dout", { title: "train.py: dout", value });
    await model.use("candidate.dx", { title: "dx.npy", value });
    const lost = (state: PanelState): readonly string[] =>
      state.analysis?.notes.filter((note) => note.includes("pick it once more")) ?? [];
    assert.deepEqual(lost(model.state), []);
    const notes = [
      "The dout picked from train.py: dout was lost when the window was loaded again; pick it once more.",
      "Your gradient picked from dx.npy was lost when the window was loaded again; pick it once more.",
    ];
    assert.deepEqual(lost(await reopen()), notes);
    assert.deepEqual(lost(await reopen()), notes);
    await model.use("candidate.dx", { title: "dx.npy", value });
    assert.deepEqual(lost(model.state), [notes[0]]);
    await model.setParameter("seed", "2");
    assert.deepEqual(lost(model.state), []);
  });

  it("takes a candidate that fits, names its mistake, and refuses one that does not", async () => {
    await model.reload();
    const good = await until(checked);
    const refused = await model.use("candidate.dx", {
      title: "y",
      value: { shape: [2, 2], values: new Float64Array(4), dtype: "float64" },
    });
    assert.ok(!refused.ok);
    assert.match(refused.fault.text, /shape 2 x 2, expected 3 x 2/);
    assert.equal(model.state.analysis?.comparison, null);
    // Without dout and gamma nobody is accused: the candidate may have been made with others.
    await model.setParameter("dout", "[[1, -2], [0.5, 3], [-1.5, 0.25]]");
    await model.setParameter("gamma", "[2, 3]");
    const used = await model.use("candidate.dx", {
      title: "another's",
      value: { shape: [3, 2], values: Float64Array.of(3, -1, 4, 1, -5, 9), dtype: "float64" },
    });
    assert.ok(used.ok);
    const { comparison } = model.state.analysis ?? {};
    assert.equal(comparison?.verdict, "wrong");
    assert.ok((model.state.analysis?.generation ?? 0) > (good.analysis?.generation ?? 0));
    await model.clearCandidate();
    assert.equal(model.state.analysis?.comparison, null);
  });

  it("moves the panel's cursor with the source's", async () => {
    await model.reload();
    await until(checked);
    source.cursor.fire([2, 1]);
    assert.deepEqual(events.at(-1), { event: "cursor", row: 2, column: 1 });
  });

  it("makes the analysis again when the worker dies, and says so", async () => {
    await model.reload();
    const before = await until(checked);
    thread?.terminate();
    const stale = await until((state) => state.stale !== null);
    assert.match(stale.stale ?? "", /being made again/);
    assert.deepEqual(stale.analysis?.shape, [3, 2]);
    const state = await until((candidate) => candidate.stale === null && checked(candidate));
    assert.ok((state.analysis?.generation ?? 0) > (before.analysis?.generation ?? 0));
    assert.equal(source.reads, 2);
  });

  it("stops trying when the worker dies twice in a row, and keeps the picture", async () => {
    await model.reload();
    await until(checked);
    const reads = source.reads;
    const second = new Promise<void>((resolve) => (onSpawn = resolve));
    thread?.terminate();
    await until((state) => state.stale !== null);
    await second;
    thread?.terminate(); // before it has answered
    const state = await until((candidate) => candidate.fault?.code === "worker-died");
    assert.deepEqual(state.analysis?.shape, [3, 2]);
    assert.equal(source.reads, reads + 1);
    source.set("[[1, 2], [3, 6]]");
    await until((candidate) => candidate.fault === null && checked(candidate) && candidate.analysis?.rows === 2);
  });

  it("passes questions on and drops those of an older analysis", async () => {
    await model.reload();
    const { generation } = model.state.analysis ?? { generation: 0 };
    const cell = await model.query("cell", generation, { row: 1, column: 1 });
    assert.ok(cell.ok);
    assert.equal(cell.value.values.x, 5);
    await model.setParameter("seed", "5");
    const late = await model.query("cell", generation, { row: 1, column: 1 });
    assert.ok(!late.ok);
    assert.equal(late.fault.code, "superseded");
  });

  it("refuses everything once it is closed", async () => {
    await model.reload();
    model.dispose();
    assert.ok(source.disposed);
    const late = await model.query("cell", 1, { row: 0, column: 0 });
    assert.ok(!late.ok);
    assert.equal(late.fault.code, "closed");
  });
});
