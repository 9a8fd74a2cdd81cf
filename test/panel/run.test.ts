import assert from "node:assert/strict";
import { BYTES_PER_CELL } from "../../src/compute/source/memory-limit";
import { DEFAULT_SETTINGS, type Made } from "../../src/compute/worker/messages";
import { Session } from "../../src/compute/worker/session";
import { failure, success, type Result } from "../../src/core/fault";
import { step } from "../../src/panel/run";
import { isAtRest, startRun, type RunEffect, type RunEvent, type RunState } from "../../src/panel/run-state";
import { busyOf, seen } from "../../src/panel/run-view";
import { analyse } from "./interleavings/expected";
import { SLOW } from "./interleavings/in-thread-worker";
import { readingOf, sourceOf, type Value } from "./interleavings/values";

const value = (id: number, stop: number | null = null): Value => ({ id, kind: "good", stop });

/** A run that a test steps by hand. */
class Steps {
  state: RunState = startRun("x", DEFAULT_SETTINGS);
  done: readonly RunEffect[] = [];

  take(event: RunEvent): this {
    [this.state, this.done] = step(this.state, event);
    return this;
  }
  read(of: Value): this {
    this.take({ on: "reload" });
    return this.take({ on: "read", reading: this.state.reading, result: readingOf(of) });
  }
  /** What the worker would answer to the newest job. */
  make(of: Value): this {
    const { generation, settings } = this.newest;
    const made = analyse(of, settings);
    const history = of.stop === null ? [] : [{ stop: of.stop, title: "" }];
    return this.answer(
      made.ok ? success({ ...made.value, state: { ...made.value.state, generation }, history }) : made,
    );
  }
  answer(result: Result<Made>): this {
    return this.take({ on: "made", generation: this.newest.generation, result });
  }
  get newest(): NonNullable<RunState["job"]> {
    const job = this.state.rival ?? this.state.job;
    assert.ok(job, "nothing is being made");
    return job;
  }
  get todo(): string[] {
    return this.done.map((effect) => effect.do);
  }
}

describe("a run", () => {
  let run: Steps;
  beforeEach(() => {
    run = new Steps();
  });

  it("goes from reading to loading to shown", () => {
    assert.deepEqual(run.take({ on: "reload" }).todo, ["read"]);
    assert.equal(busyOf(run.state), "Reading x ...");
    run.take({ on: "read", reading: 1, result: readingOf(value(1)) });
    assert.deepEqual(run.todo, ["load"]);
    assert.equal(busyOf(run.state), "Computing the gradients of v1 ...");
    run.make(value(1));
    assert.deepEqual([seen(run.state).provenance?.title, seen(run.state).busy], ["v1", null]);
    assert.ok(isAtRest(run.state));
  });

  it("takes the settings when a request is built, and asks again where they have changed since", () => {
    const second = { ...DEFAULT_SETTINGS, precision: "exact" as const };
    run.take({ on: "reload" }).take({ on: "settings", settings: second });
    run.take({ on: "read", reading: 1, result: readingOf(value(1)) });
    assert.equal(run.newest.settings, second);
    const third = { ...second, precision: "standard" as const };
    run.take({ on: "settings", settings: third });
    assert.deepEqual(run.todo, [], "one job at a time");
    run.make(value(1));
    assert.deepEqual(run.todo, ["configure"]);
    assert.equal(run.newest.settings, third);
    assert.equal(run.state.shown?.settings, second, "what is shown was made by what was in force then");
  });

  it("gives a newer input to a rival only when the worker has been busy for long, and ends whoever loses", () => {
    run.read(value(1)).make(value(1)).read(value(2));
    const { generation, worker } = run.newest;
    run.read(value(3));
    assert.equal(run.state.rival, null);
    run.take({ on: "patience", generation });
    assert.deepEqual(run.todo, ["load"]);
    assert.notEqual(run.newest.worker, worker);
    const rival = run.newest;
    const bad = new Steps();
    bad.state = run.state;
    bad.answer(failure("ragged-row", "Row 2 has 1 value, expected 2."));
    assert.deepEqual(bad.done, [{ do: "endWorker", worker: rival.worker }]);
    assert.deepEqual([bad.state.worker, bad.state.shown?.provenance.title], [worker, "v1"]);
    run.make(value(3));
    assert.deepEqual(run.done, [{ do: "endWorker", worker }]);
    assert.deepEqual([run.state.worker, run.state.shown?.provenance.title], [rival.worker, "v3"]);
    const late = run.state;
    assert.equal(
      run.take({ on: "made", generation, result: failure("closed", "") }).state,
      late,
      "nobody hears the loser",
    );
  });

  it("gives a rival the memory that the worker in use leaves, and waits for that one where it is not enough", () => {
    run.read(value(1)).make(value(1)).read(value(2));
    run.take({ on: "patience", generation: run.newest.generation }).read(value(3));
    const [load] = run.done;
    assert.equal(load?.do === "load" && load.beside, 6 * BYTES_PER_CELL, "what is shown has 6 cells");
    const { generation } = run.state.job ?? {};
    run.answer(failure("memory-limit", "It needs more."));
    assert.deepEqual(run.todo, ["endWorker", "read"]);
    assert.equal(run.state.inputFault, null, "alone it may have enough");
    run.take({ on: "read", reading: run.state.reading, result: readingOf(value(3)) });
    assert.deepEqual([run.todo, run.state.rival], [[], null]);
    assert.equal(run.newest.generation, generation);
    run.make(value(2));
    const [alone] = run.done;
    assert.deepEqual([alone?.do, alone?.do === "load" && alone.beside], ["load", 0]);
  });

  it("loads alone what had too little memory as a rival, also when the other worker is done by then", () => {
    run.read(value(1)).make(value(1)).read(value(2));
    const { generation } = run.newest;
    run.take({ on: "patience", generation }).read(value(3));
    run.take({ on: "made", generation, result: analyse(value(2), DEFAULT_SETTINGS) });
    run.answer(failure("memory-limit", "It needs more."));
    assert.deepEqual([run.todo, run.state.inputFault], [["endWorker", "read"], null]);
    run.take({ on: "read", reading: run.state.reading, result: readingOf(value(3)) }).make(value(3));
    assert.deepEqual([seen(run.state).provenance?.title, seen(run.state).fault], ["v3", null]);
  });

  it("tries settings that come with a reading on the numbers of that reading alone", () => {
    run.read(value(1)).make(value(1));
    const settings = { ...DEFAULT_SETTINGS };
    assert.deepEqual(run.take({ on: "reload", settings }).todo, ["read"]);
    assert.deepEqual(run.take({ on: "reload" }).todo, ["read"]);
    const { reading } = run.state;
    assert.deepEqual(run.take({ on: "read", reading, result: readingOf(value(2)) }).todo, ["load"]);
    assert.equal(run.newest.settings, settings);
    run.make(value(2));
    run.take({ on: "reload", settings: { ...DEFAULT_SETTINGS } });
    run.take({ on: "read", reading: run.state.reading, result: failure("unreadable-role", "It cannot be read.") });
    assert.deepEqual(run.todo, ["configure"], "no such numbers come");
  });

  it("drops numbers that wait when settings come with a newer reading", () => {
    run.read(value(1)).read(value(2));
    assert.equal(run.state.next?.value.provenance.title, "v2");
    run.take({ on: "reload", settings: { ...DEFAULT_SETTINGS } }).make(value(1));
    assert.deepEqual([run.todo, run.state.shown?.provenance.title], [[], "v1"]);
    run.take({ on: "read", reading: run.state.reading, result: readingOf(value(3)) });
    assert.deepEqual(run.todo, ["load"]);
  });

  it("waits for a long load where a rival would cost earlier stops, and then loads the newest", () => {
    run.read(value(1, 1));
    run.take({ on: "patience", generation: run.newest.generation }).read(value(2, 2));
    assert.deepEqual([run.todo, run.state.rival], [[], null]);
    run.make(value(1, 1)).make(value(2, 2));
    run.take({ on: "settings", settings: { ...DEFAULT_SETTINGS } });
    run.take({ on: "patience", generation: run.newest.generation }).read(value(3, 3)).read(value(4, 4));
    assert.deepEqual([run.todo, run.state.rival], [[], null]);
    run.make(value(2, 2));
    assert.deepEqual([run.todo, run.newest.stop], [["load"], 4]);
  });

  it("reads an input again that other settings may mend, and does not where none can", () => {
    run.read(value(1)).answer(failure("running-missing", "Evaluation mode needs runningMean."));
    assert.deepEqual(run.take({ on: "settings", settings: { ...DEFAULT_SETTINGS } }).todo, ["read"]);
    run.take({ on: "read", reading: 2, result: readingOf(value(1)) }).make(value(1));
    run.take({ on: "reload" }).take({ on: "read", reading: 3, result: failure("no-matrix", "There is none.") });
    assert.deepEqual(run.take({ on: "settings", settings: { ...DEFAULT_SETTINGS } }).todo, ["configure"]);
    assert.equal(seen(run.state).fault?.code, "no-matrix");
  });

  it("reads an input again that failed while other settings were on their way", () => {
    run.read(value(1)).take({ on: "settings", settings: { ...DEFAULT_SETTINGS } });
    run.answer(failure("running-missing", "Evaluation mode needs runningMean."));
    assert.deepEqual(run.todo, ["read"]);
    run.take({ on: "read", reading: 2, result: readingOf(value(1)) });
    run.answer(failure("running-missing", "Evaluation mode needs runningMean."));
    assert.deepEqual(run.todo, [], "the newest settings have been tried");
  });

  it("reads an input again that a rival could not load when settings come while the worker still has one before", () => {
    run.read(value(1));
    const { generation } = run.newest;
    run.take({ on: "patience", generation }).read(value(2));
    run.answer(failure("running-missing", "Evaluation mode needs runningMean."));
    assert.deepEqual(run.todo, ["endWorker"]);
    const settings = { ...DEFAULT_SETTINGS };
    assert.deepEqual(run.take({ on: "settings", settings }).todo, ["read"], "of the newest input nothing is coming");
    run.take({ on: "read", reading: 3, result: readingOf(value(2)) });
    assert.deepEqual([run.todo, run.newest.settings], [["load"], settings]);
    run.make(value(2));
    assert.deepEqual([seen(run.state).provenance?.title, seen(run.state).fault], ["v2", null]);
  });

  it("does not read again what newer numbers are about to replace", () => {
    run.read(value(1)).make(value(1)).read(value(2));
    run.answer(failure("running-missing", "Evaluation mode needs runningMean."));
    run.read(value(3)).take({ on: "settings", settings: { ...DEFAULT_SETTINGS } });
    assert.deepEqual(run.todo, []);
    run.make(value(3));
    assert.deepEqual([run.todo, run.state.inputFault], [["configure"], null]);
  });

  it("reads again once when the worker has died, and then says so", () => {
    run.read(value(1, 1)).make(value(1, 1));
    assert.deepEqual(run.take({ on: "crash", worker: 1, reason: "it ended" }).todo, ["endWorker", "read"]);
    assert.match(seen(run.state).stale ?? "", /is being made again/);
    assert.deepEqual(run.state.history, [], "its stops are gone with it");
    run.take({ on: "read", reading: 2, result: readingOf(value(1, 1)) });
    assert.deepEqual(run.take({ on: "crash", worker: 2, reason: "it ended" }).todo, ["endWorker"]);
    const { fault, stale } = seen(run.state);
    assert.match(fault?.text ?? "", /ended twice by itself \(it ended\)\. Refresh to try again/);
    assert.match(stale ?? "", /numbers of this picture were lost/);
    assert.equal(
      run.take({ on: "crash", worker: 1, reason: "late" }).done.length,
      0,
      "of a worker that is gone already",
    );
  });

  it("counts crashes anew when the source is to be read again", () => {
    run.read(value(1)).make(value(1)).take({ on: "crash", worker: 1, reason: "it ended" });
    run.take({ on: "read", reading: run.state.reading, result: readingOf(value(1)) });
    run.take({ on: "crash", worker: run.newest.worker, reason: "it ended" });
    assert.equal(seen(run.state).fault?.code, "worker-died");
    run.read(value(1)).take({ on: "crash", worker: run.newest.worker, reason: "it ended" });
    assert.deepEqual(run.todo, ["endWorker", "read"], "the first one since the user asked");
  });

  it("does not trust a worker in which something went wrong, and reads again what it held", () => {
    run
      .read(value(1))
      .make(value(1))
      .take({ on: "settings", settings: { ...DEFAULT_SETTINGS } });
    run.answer(failure("internal", "The analysis failed."));
    assert.deepEqual(run.todo, ["endWorker", "read"]);
    assert.equal(run.state.shown?.worker, null);
    assert.equal(seen(run.state).fault?.code, "internal");
    run.take({ on: "read", reading: 2, result: readingOf(value(1)) }).answer(failure("internal", "It failed again."));
    assert.deepEqual(run.todo, ["endWorker"], "what failed to load is not tried again");
    assert.deepEqual([seen(run.state).fault?.text, isAtRest(run.state)], ["It failed again.", true]);
    assert.deepEqual(run.take({ on: "settings", settings: { ...DEFAULT_SETTINGS } }).todo, ["read"]);
  });

  it("waits for the worker in use when a rival cannot be started", () => {
    run.read(value(1)).take({ on: "patience", generation: run.newest.generation }).read(value(2));
    run.answer(failure("worker-died", "The compute worker could not be started."));
    assert.deepEqual([run.todo, run.state.inputFault], [["endWorker", "read"], null]);
    run
      .take({ on: "read", reading: 3, result: readingOf(value(2)) })
      .make(value(1))
      .make(value(2));
    assert.equal(seen(run.state).provenance?.title, "v2");
  });

  it("shows no input without settings that cannot be used with it, and keeps its shape", () => {
    // Each fits x. Together they leave one row to the statistics, and nothing to divide by.
    const parameters = {
      mask: { from: "typed" as const, text: "1, 0, 0" },
      eps: { from: "typed" as const, text: "0" },
    };
    run.take({ on: "settings", settings: { ...DEFAULT_SETTINGS, parameters } });
    run.take({ on: "read", reading: run.state.reading, result: readingOf(value(1)) });
    const session = new Session(SLOW, () => undefined);
    const { generation, settings } = run.newest;
    run.answer(
      session.answer("load", generation, { generation, source: sourceOf(value(1)), settings, memoryLimit: 1e9 }),
    );
    const { fault, analysis } = seen(run.state);
    assert.deepEqual([fault?.code, analysis], ["zero-variance", null]);
    assert.deepEqual(run.state.inputFault?.x, { shape: [3, 2], axis: 1 });
  });

  it("does nothing more once it is closed", () => {
    run.read(value(1)).take({ on: "close" });
    const closed = run.state;
    for (const event of [{ on: "reload" }, { on: "showStop", stop: 1 }, { on: "stale", reason: "" }] as RunEvent[])
      assert.deepEqual([run.take(event).state, run.done], [closed, []]);
  });
});
