import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { DEFAULT_SETTINGS } from "../../src/compute/settings/settings";
import { isDebugMemento } from "../../src/debug/source/debug-memento";
import { lostNotes, readMemento, settingsOf, writeMemento } from "../../src/panel/memento";
import type { Role } from "../../src/protocol/parameters";
import { readingOf } from "./interleavings/values";
import { SteeredPanel } from "./steered-panel";

const FIXTURES = "test/panel/fixtures/mementos-0.1.0";

describe("what the page has kept of a panel", () => {
  const nothing = { typed: {}, refused: {}, picked: {}, precision: "standard", probeSeed: null };

  it("is left out where it cannot be used", () => {
    for (const rubbish of [undefined, null, 3, "text", [], {}, { settings: "all" }, { settings: { typed: [1] } }])
      assert.deepEqual(readMemento(rubbish).settings, nothing);
    const typed = { gamma: "2", beta: 3, eps: null, evil: "1", seed: "5", __proto__: { dout: 4 } };
    const refused = { gamma: "two", x: "1", eps: 3 };
    const settings = {
      typed,
      refused,
      picked: { candidate: "a", dx: "b", dout: {} },
      precision: "some",
      probeSeed: 1.5,
    };
    assert.deepEqual(readMemento({ source: { kind: "test" }, settings }), {
      source: { kind: "test" },
      settings: { ...nothing, typed: { gamma: "2", seed: "5" }, refused: { gamma: "two" }, picked: { candidate: "a" } },
    });
  });

  it("comes back as it was written", () => {
    const settings = {
      ...DEFAULT_SETTINGS,
      parameters: { gamma: { from: "typed" as const, text: "2" } },
      refused: { gamma: "two", eps: "-1" },
      precision: "exact" as const,
      probeSeed: 4,
    };
    const kept = readMemento(JSON.parse(JSON.stringify(writeMemento({ kind: "test" }, settings, { dout: "a.npy" }))));
    assert.deepEqual(settingsOf(kept.settings), settings);
    assert.deepEqual(kept.settings.picked, { dout: "a.npy" });
  });

  for (const file of readdirSync(FIXTURES)) {
    it(`is read as 0.1.0 kept it: ${file}`, async () => {
      const json = JSON.parse(readFileSync(`${FIXTURES}/${file}`, "utf8")) as { source: object; settings: object };
      const { source, settings } = readMemento(json);
      assert.deepEqual({ source, settings }, { source: json.source, settings: { ...json.settings, refused: {} } });
      assert.equal("kind" in json.source && json.source.kind === "debug", isDebugMemento(source));
      const panel = new SteeredPanel(readingOf({ id: 1, kind: "good", stop: null }), settings);
      try {
        await panel.model.reload();
        const first = await panel.atRest();
        assert.deepEqual((first.memento as { settings: object }).settings, settings, "it is kept on as it came");
        const boxes = { ...first.said, ...first.analysis?.parameters };
        for (const [name, text] of Object.entries(settings.typed)) {
          if (name !== "seed" && name !== "mode") assert.equal(boxes[name as "gamma"]?.text, text);
        }
        // Its beta does not fit: nothing is computed from one that nobody gave, and its box mends it.
        assert.equal(first.fault?.code, file === "typed.json" ? "beta-length" : undefined);
        if (first.fault) await panel.model.setParameter("beta", "[1, 2]");
        const { analysis } = await panel.atRest();
        assert.ok(analysis, "there is a picture");
        for (const note of lostNotes(settings.picked)) assert.ok(analysis.notes.includes(note), note);
        for (const role of Object.keys(settings.picked) as Role[]) {
          const value = {
            shape: role === "runningVar" ? [2] : [3, 2],
            values: new Float64Array(role === "runningVar" ? 2 : 6),
            dtype: "float64" as const,
          };
          assert.ok((await panel.model.use(role, { title: "again", value })).ok, role);
        }
        assert.ok(panel.model.state.analysis?.notes.every((note) => !note.includes("pick it once more")));
      } finally {
        panel.dispose();
      }
    });
  }
});
