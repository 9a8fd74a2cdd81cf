import assert from "node:assert/strict";
import { DEFAULT_SETTINGS } from "../../src/compute/settings/settings";
import { isAtRest, startRun, type Job, type RunState } from "../../src/panel/run-state";
import { readingOf } from "./interleavings/values";
import { PLAIN } from "./steered-source";

const START = startRun("x.json", DEFAULT_SETTINGS);

function job(what: Job["what"]): Job {
  const of = { reading: 1, stop: null, provenance: PLAIN };
  return { what, generation: 1, worker: 1, settings: DEFAULT_SETTINGS, ...of, isLong: false };
}

describe("The state of a run", () => {
  it("begins with its settings and nothing else: nothing is read, shown or wrong", () => {
    assert.equal(START.settings, DEFAULT_SETTINGS);
    assert.equal(START.title, "x.json");
    assert.deepEqual([START.shown, START.inputFault, START.settingsFault, START.stopFault], [null, null, null, null]);
    assert.deepEqual([START.history, START.stops.size, START.crashes, START.isClosed], [[], 0, 0, false]);
    assert.ok(isAtRest(START));
  });

  it("is at rest when nothing is read, waits, or is in a worker", () => {
    const value = readingOf({ id: 1, kind: "good", stop: null });
    assert.ok(value.ok);
    const busy: Readonly<Record<string, Partial<RunState>>> = {
      "a reading": { readingNow: { text: "Reading x.json ..." } },
      "numbers that wait": { next: { reading: 1, value: value.value } },
      "a stop that waits": { nextStop: 0 }, // the first stop of a program has a number too
      "a load": { job: job("load") },
      "settings on their way": { job: job("configure") },
      "a rival": { rival: job("load") },
    };
    for (const [what, change] of Object.entries(busy)) assert.equal(isAtRest({ ...START, ...change }), false, what);
  });
});
