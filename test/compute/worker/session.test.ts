import assert from "node:assert/strict";
import { DEFAULT_SETTINGS, type WorkerEvent } from "../../../src/compute/worker/messages";
import { Session } from "../../../src/compute/worker/session";
import { COMING_IN } from "../../../src/views";
import { SLOW } from "../../panel/interleavings/in-thread-worker";
import { sourceOf } from "../../panel/interleavings/values";

describe("a worker's session", () => {
  it("names with the progress of a check the views whose cells come in, by their table", () => {
    const told: WorkerEvent[] = [];
    const session = new Session(SLOW, (event) => told.push(event));
    const source = sourceOf({ id: 1, kind: "good", stop: null });
    const loaded = session.answer("load", 1, {
      generation: 1,
      source,
      settings: DEFAULT_SETTINGS,
      memoryLimit: Infinity,
    });
    assert.ok(loaded.ok);
    session.answer("cancelCheck", 1, null);
    const progress = told.filter((event) => event.event === "progress");
    assert.ok(progress.length >= 2, "while it runs, and when it is cancelled");
    // Whatever view comes in cell by cell some day is in that very list.
    for (const { tensors } of progress) assert.equal(tensors, COMING_IN);
  });

  it("loads a layer, takes it for the same x's batch norm, and back", () => {
    const session = new Session(SLOW, () => undefined);
    const load = (generation: number, norm: string): void => {
      const content = `{"norm": "${norm}", "x": [[1, 2, 4], [3, 5, -1]]}`;
      const source = { kind: "text" as const, content, name: "a.gradlens.json" };
      const settings = DEFAULT_SETTINGS;
      const loaded = session.answer("load", generation, { generation, source, settings, memoryLimit: Infinity });
      assert.ok(loaded.ok);
      assert.equal(loaded.value.state.norm, norm);
      const cell = session.answer("cell", generation, { row: 1, column: 2 });
      assert.ok(cell.ok);
      assert.equal(cell.value.values.variance, norm === "batch" ? 6.25 : 35 / 3);
    };
    load(1, "rms");
    load(2, "batch");
    load(3, "rms");
  });
});
