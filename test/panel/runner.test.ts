import assert from "node:assert/strict";
import { DEFAULT_SETTINGS } from "../../src/compute/worker/messages";
import type { Result } from "../../src/core/fault";
import { startRun, type RunEvent, type RunState } from "../../src/panel/run-state";
import { Runner } from "../../src/panel/runner";
import type { Reading, ReportProgress } from "../../src/panel/source";
import { Clock } from "./interleavings/clock";
import { InThreadWorker } from "./interleavings/in-thread-worker";
import { readingOf } from "./interleavings/values";
import { Gate } from "./steered-panel";

/** A runner with a worker in this thread, and everything that it tells. */
class Started {
  readonly toWorker = new Gate();
  readonly threads: InThreadWorker[] = [];
  readonly events: RunEvent[] = [];
  readonly logged: string[] = [];
  read: (cancel: AbortSignal, progress?: ReportProgress) => Promise<Result<Reading>> = () =>
    Promise.resolve(readingOf({ id: 1, kind: "good", stop: null }));
  readonly runner: Runner;

  constructor() {
    let last = startRun("x", DEFAULT_SETTINGS);
    this.runner = new Runner(last, {
      source: { title: "x", read: (cancel, progress) => this.read(cancel, progress) },
      spawn: () => {
        const thread = new InThreadWorker((way) =>
          way === "to the worker" ? this.toWorker.pass() : new Promise((resolve) => setImmediate(resolve)),
        );
        this.threads.push(thread);
        return thread;
      },
      memoryLimit: () => 2 ** 32,
      log: (text) => this.logged.push(text),
      onChange: (before, after, event) => {
        assert.deepEqual([before === last, after === this.runner.state], [true, true], "no state is left out");
        last = after;
        this.events.push(event);
      },
      onWorkerEvent: () => undefined,
    });
  }

  get told(): string[] {
    return this.events.map(({ on }) => on);
  }
}

const isShown = ({ shown }: RunState): boolean => shown !== null;

describe("the runner of a panel", () => {
  let clock: Clock;
  let started: Started;
  let runner: Runner;
  beforeEach(() => {
    clock = new Clock();
    clock.install();
    started = new Started();
    runner = started.runner;
  });
  afterEach(() => {
    runner.dispose();
    clock.uninstall();
  });

  it("reads and loads, and looks at the clock only while something is made", async () => {
    runner.happened({ on: "reload" });
    await runner.until(isShown);
    assert.deepEqual([started.told, clock.pending], [["reload", "read", "made"], 0]);
    const { generation } = runner.state;
    const cell = await runner.ask(runner.state.worker, "cell", generation, { row: 0, column: 0 });
    assert.equal(cell.ok && cell.value.values.x, 1);
  });

  it("says that a job is long when its patience is over", async () => {
    started.toWorker.shut();
    runner.happened({ on: "reload" });
    await started.toWorker.someone();
    clock.pass(249);
    assert.deepEqual([started.told, runner.state.job?.isLong], [["reload", "read"], false]);
    clock.pass(1);
    assert.deepEqual([started.told.at(-1), runner.state.job?.isLong], ["patience", true]);
    started.toWorker.open();
    await runner.until(isShown);
  });

  it("passes progress on, and hears nothing more of a reading that was given up", async () => {
    let report: ReportProgress | undefined;
    let answer = (): void => undefined;
    const signals: AbortSignal[] = [];
    started.read = (cancel, progress) => {
      signals.push(cancel);
      report ??= progress;
      return new Promise((resolve) => {
        answer = () => {
          resolve(readingOf({ id: signals.length, kind: "good", stop: null }));
        };
      });
    };
    runner.happened({ on: "reload" });
    report?.("half of it", 0.5);
    assert.equal(runner.state.readingNow?.part, 0.5);
    const late = answer;
    runner.happened({ on: "reload" });
    assert.deepEqual(
      signals.map(({ aborted }) => aborted),
      [true, false],
    );
    report?.("more of the first", 0.75);
    late();
    answer();
    await runner.until(isShown);
    assert.deepEqual(started.told, ["reload", "progress", "reload", "read", "made"]);
    assert.equal(runner.state.shown?.provenance.title, "v2");
  });

  it("turns a source that throws into a fault with the source's name", async () => {
    started.read = () => Promise.reject(new Error("the disk is gone"));
    runner.happened({ on: "reload" });
    await runner.until(({ inputFault }) => inputFault !== null);
    assert.equal(runner.state.inputFault?.fault.text, "x could not be read: the disk is gone.");
  });

  it("logs why a worker stopped, and reads again", async () => {
    runner.happened({ on: "reload" });
    await runner.until(isShown);
    started.threads[0]?.die();
    assert.deepEqual(started.logged, ["The compute worker stopped: it ended (exit code 1)"]);
    await runner.until(({ shown }) => shown?.worker === runner.state.worker);
    assert.deepEqual(started.told, ["reload", "read", "made", "crash", "read", "made"]);
    assert.equal(started.threads.length, 2);
  });

  it("lets everybody go who waits, and ends timers and workers, when it is disposed of", async () => {
    started.toWorker.shut();
    runner.happened({ on: "reload" });
    await started.toWorker.someone();
    const waiting = runner.until(isShown);
    assert.equal(clock.pending, 1);
    runner.dispose();
    await waiting;
    await runner.until(isShown);
    assert.deepEqual([clock.pending, started.threads[0]?.isAlive, runner.state.shown], [0, false, null]);
  });
});
