import assert from "node:assert/strict";
import { DEFAULT_SETTINGS } from "../../src/compute/worker/messages";
import { startRun, type Job, type RunState, type Shown } from "../../src/panel/run-state";
import { busyOf, LOST, seen } from "../../src/panel/run-view";
import { analyse } from "./interleavings/expected";
import type { Value } from "./interleavings/values";
import { PLAIN } from "./steered-source";

const value: Value = { id: 1, kind: "good", stop: null };
const START = startRun("x", DEFAULT_SETTINGS);
const JOB: Job = {
  what: "load",
  generation: 2,
  worker: 1,
  settings: DEFAULT_SETTINGS,
  reading: 2,
  stop: null,
  provenance: { ...PLAIN, title: "new.json", shape: [3, 2] },
  isLong: false,
};
const fault = { code: "ragged-row", text: "Row 2 has 1 value." };

describe("What a page shows of a run", () => {
  let shown: Shown;
  before(() => {
    const made = analyse(value, DEFAULT_SETTINGS);
    assert.ok(made.ok);
    const { generation, settings, stop } = JOB;
    const provenance = { ...PLAIN, title: "old.json" };
    shown = { generation, settings, stop, provenance, reading: 1, analysis: made.value.state, worker: 1 };
  });
  const view = (change: Partial<RunState>): ReturnType<typeof seen> => seen({ ...START, ...change });

  it("is nothing before the first good input, whatever is under way or wrong", () => {
    const state = view({ inputFault: { fault, reading: 1, tried: null }, stale: { reason: "closed", reading: 0 } });
    assert.deepEqual([state.provenance, state.analysis, state.stale, state.fault], [null, null, null, fault]);
  });

  it("is of the picture that stands while another one is made", () => {
    const state = view({ shown, job: JOB });
    assert.equal(state.provenance?.title, "old.json");
    assert.equal(state.analysis, shown.analysis);
    assert.equal(state.busy, "Computing the gradients of new.json 3 x 2 ...");
  });

  it("says by a first sentence what a picture is when the newest words could not be used", () => {
    const inputFault = { fault, reading: 2, tried: null };
    assert.match(view({ shown, inputFault }).stale ?? "", /^The newest input .* last good picture/);
    assert.match(view({ shown, settingsFault: fault }).stale ?? "", /^The newest settings .* last good picture/);
    const both = view({ shown, inputFault, settingsFault: { code: "eps", text: "eps" } });
    assert.deepEqual([both.fault, both.stale?.includes("input")], [fault, true], "the input's fault goes first");
  });

  it("says that the numbers are lost, or being made again", () => {
    const lost = { ...shown, worker: null };
    assert.equal(view({ shown: lost }).stale, LOST);
    assert.match(view({ shown: lost, job: JOB }).stale ?? "", /being made again/);
  });

  it("is stale by what was said after these numbers were read, not before", () => {
    assert.equal(view({ shown, stale: { reason: "The document was closed.", reading: 1 } }).stale, "The document was closed."); // prettier-ignore
    assert.equal(view({ shown, stale: { reason: "The document was closed.", reading: 0 } }).stale, null);
  });

  it("tells how far a reading is, and of two jobs the newer one", () => {
    assert.equal(view({ readingNow: { text: "Reading x ...", part: 0.25 } }).progress, 0.25);
    assert.ok(!("progress" in view({ readingNow: { text: "Reading x ..." } })));
    const rival = { ...JOB, provenance: { ...PLAIN, title: "newest.json" } };
    assert.equal(busyOf({ ...START, job: JOB, rival }), "Computing the gradients of newest.json ...");
    assert.equal(busyOf({ ...START, job: JOB, readingNow: { text: "Reading x ..." } }), "Reading x ...");
    assert.equal(busyOf({ ...START, job: { ...JOB, what: "showStop", stop: 3 } }), "Reading stop 3 again ...");
    const configure = { ...JOB, what: "configure" } as const;
    assert.equal(busyOf({ ...START, job: configure }), null, "settings are no work that one sees");
    assert.equal(busyOf({ ...START, job: { ...configure, isLong: true } }), "Computing with the new settings ...");
  });

  it("is an earlier stop where that is shown, and null for the newest", () => {
    const history = [1, 2].map((stop) => ({ stop, title: `stop ${stop}` }));
    assert.equal(view({ shown: { ...shown, stop: 1 }, history }).historyShown, 1);
    assert.equal(view({ shown: { ...shown, stop: 2 }, history }).historyShown, null);
    assert.equal(view({ shown, history: [] }).historyShown, null);
  });
});
