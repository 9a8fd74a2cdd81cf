import assert from "node:assert/strict";
import { DEFAULT_SETTINGS } from "../../src/compute/worker/messages";
import { advance, endRival } from "../../src/panel/run-next";
import { startRun, type Job, type Next, type RunState, type Shown } from "../../src/panel/run-state";
import { analyse } from "./interleavings/expected";
import { readingOf, type Value } from "./interleavings/values";

const value = (id: number, stop: number | null = null): Value => ({ id, kind: "good", stop });

function nextOf(of: Value, reading: number): Next {
  const read = readingOf(of);
  assert.ok(read.ok);
  return { reading, value: read.value };
}

/** What a load of a value is, under way in a worker. */
function jobOf(of: Value, generation: number, worker: number, isLong: boolean): Job {
  const { reading, value: read } = nextOf(of, generation);
  const { provenance } = read;
  const settings = DEFAULT_SETTINGS;
  return { what: "load", generation, worker, settings, reading, stop: of.stop, provenance, isLong };
}

function shownOf(of: Value, generation: number, worker: number | null): Shown {
  const made = analyse(of, DEFAULT_SETTINGS);
  assert.ok(made.ok);
  const { what, isLong, ...job } = jobOf(of, generation, 1, false);
  assert.deepEqual([what, isLong], ["load", false]);
  return { ...job, worker, analysis: made.value.state };
}

/** A run in which one value is shown and nothing is under way. */
const RESTING: RunState = {
  ...startRun("x", DEFAULT_SETTINGS),
  generation: 1,
  reading: 1,
  shown: shownOf(value(1), 1, 1),
  answered: DEFAULT_SETTINGS,
};

describe("what a worker is given next", () => {
  it("is nothing while nothing waits, and nothing at all once the panel is closed", () => {
    assert.deepEqual(advance(RESTING), [RESTING, []]);
    const closed = { ...RESTING, next: nextOf(value(2), 2), isClosed: true };
    assert.deepEqual(advance(closed), [closed, []]);
  });

  it("is the newest input before a stop that was asked for and before new settings", () => {
    const settings = { ...DEFAULT_SETTINGS, precision: "exact" as const };
    const waiting = { ...RESTING, settings, nextStop: 1, next: nextOf(value(2), 2) };
    const [state, effects] = advance(waiting);
    assert.deepEqual(
      effects.map((effect) => effect.do),
      ["load"],
    );
    assert.deepEqual([state.next, state.nextStop, state.generation], [null, 1, 2]);
    assert.deepEqual([state.job?.reading, state.job?.provenance.title, state.job?.worker], [2, "v2", 1]);
    assert.equal(state.job?.settings, settings, "the settings are taken when the request is built");
  });

  it("waits behind a job that has not run for long", () => {
    const busy = { ...RESTING, job: jobOf(value(2), 2, 1, false), generation: 2, next: nextOf(value(3), 3) };
    assert.deepEqual(advance(busy), [busy, []]);
    const settings = { ...DEFAULT_SETTINGS };
    const set = { ...busy, next: null, settings };
    assert.deepEqual(advance(set), [set, []], "one job at a time");
  });

  it("is a stop that is kept, and a fault where it is not kept any more", () => {
    const { provenance } = nextOf(value(7, 7), 1).value;
    const kept = { ...RESTING, nextStop: 7, stops: new Map([[7, provenance]]) };
    const [state, [effect]] = advance(kept);
    assert.ok(effect?.do === "showStop");
    assert.deepEqual([effect.stop, effect.job.stop, effect.job.provenance.title], [7, 7, "v7"]);
    assert.deepEqual([state.nextStop, state.job], [null, effect.job]);
    const [lost, none] = advance({ ...kept, stops: new Map() });
    assert.deepEqual([lost.nextStop, lost.job, none], [null, null, []]);
    assert.equal(lost.stopFault?.text, "Stop 7 is no longer kept.");
  });

  it("is the new settings on the numbers that it holds, once", () => {
    const settings = { ...DEFAULT_SETTINGS };
    const [state, [effect]] = advance({ ...RESTING, settings });
    assert.ok(effect?.do === "configure");
    assert.deepEqual([effect.job.settings, effect.job.reading, effect.job.generation], [settings, 1, 2]);
    assert.deepEqual(advance({ ...state, job: null, answered: settings })[1], []);
    const lost = { ...RESTING, settings, shown: shownOf(value(1), 1, null) };
    assert.deepEqual(advance(lost), [lost, []], "numbers that are lost cannot be asked");
  });

  it("ends a rival with its worker, and does nothing where there is none", () => {
    const rival = jobOf(value(3), 3, 2, false);
    const [state, effects] = endRival({ ...RESTING, rival });
    assert.deepEqual([state.rival, effects], [null, [{ do: "endWorker", worker: 2 }]]);
    assert.deepEqual(endRival(RESTING), [RESTING, []]);
  });
});
