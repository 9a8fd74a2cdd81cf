/** What is said before the first x is there is judged when x is: then it counts for as much as if it were said now. */
import assert from "node:assert/strict";
import { failure, success, type Result } from "../../src/core/fault";
import type { PanelModel } from "../../src/panel/model";
import type { Picked, Reading } from "../../src/panel/source";
import type { PanelState } from "../../src/protocol/panel-state";
import { SteeredPanel } from "./steered-panel";
import { PLAIN } from "./steered-source";

const X: Result<Reading> = success({
  // It states what a candidate is right under, so that little is tried.
  source: { kind: "text", content: '{"x": [[1, 2], [3, 5], [4, 4]], "mode": "train", "eps": 0.1}', name: "x.json" },
  provenance: PLAIN,
});
const NOTHING: Result<Reading> = failure("no-matrix", "There is no matrix.");

const numbers = (...shape: number[]): Picked => {
  const values = Float64Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => 1 + i / 4);
  return { title: `${shape.join(" x ")} numbers`, value: { shape, values, dtype: "float64" } };
};
const text = (content: string): Picked => ({
  title: "picked.json",
  value: { kind: "text", content, name: "picked.json" },
});

type Say = (model: PanelModel) => Promise<unknown>;

/** Each list of words ends with one that does not fit two columns of three rows. */
const WORDS: Readonly<Record<string, { readonly say: readonly Say[]; readonly note?: string }>> = {
  "a typed gamma of too many numbers": {
    say: [(model) => model.setParameter("gamma", "2"), (model) => model.setParameter("gamma", "[1, 2, 3]")],
  },
  "a picked gamma of too many numbers": {
    say: [(model) => model.setParameter("gamma", "2"), (model) => model.use("gamma", numbers(3))],
    note: "The gamma picked from 3 numbers is not used: gamma has 3 values, expected 2 (one for each column of x).",
  },
  "a gamma of too many numbers, picked as a text": {
    say: [(model) => model.setParameter("gamma", "2"), (model) => model.use("gamma", text("[1, 2, 3]"))],
    note: "The gamma picked from picked.json is not used: gamma has 3 values, expected 2 (one for each column of x).",
  },
  "a candidate of another shape": {
    say: [(model) => model.use("candidate.dx", numbers(3, 2)), (model) => model.use("candidate.dx", numbers(2, 2))],
    note: "Your gradient picked from 2 x 2 numbers is not used: Your dx has shape 2 x 2, expected 3 x 2.",
  },
  "an axis that x does not have, after one that it has": {
    say: [
      (model) => model.setParameter("gamma", "[1, 2]"),
      (model) => model.setParameter("axis", "1"),
      (model) => model.setParameter("axis", "2"),
    ],
  },
};

/** Words that do not fit, with nothing below them that anybody gave. */
const ALONE: Readonly<Record<string, { readonly say: Say; readonly fault: RegExp }>> = {
  "a typed gamma": {
    say: (model) => model.setParameter("gamma", "[1, 2, 3]"),
    fault: /^gamma has 3 values, expected 2 /,
  },
  "a typed gamma that is no number": { say: (model) => model.setParameter("gamma", "abc"), fault: /abc/ },
  "a picked gamma": { say: (model) => model.use("gamma", numbers(3)), fault: /^gamma has 3 values, expected 2 / },
  "a gamma picked as a text": {
    say: (model) => model.use("gamma", text("[1, 2, 3]")),
    fault: /^gamma has 3 values, expected 2 /,
  },
  "a typed axis": { say: (model) => model.setParameter("axis", "2"), fault: /^axis is 2, expected / },
};

describe("What is said before the first x is there", () => {
  let panel: SteeredPanel;
  afterEach(() => {
    panel.dispose();
  });

  const saidOf = ({ memento, analysis }: PanelState): unknown => [
    memento,
    analysis?.parameters,
    analysis?.summaries,
    analysis?.comparison,
  ];

  for (const [what, { say, note }] of Object.entries(WORDS)) {
    it(`does not count where it does not fit, and what was said before does: ${what}`, async () => {
      panel = new SteeredPanel(X);
      await panel.model.reload();
      for (const one of say) await one(panel.model);
      const late = saidOf(await panel.atRest());
      panel.dispose();

      panel = new SteeredPanel(X);
      panel.reading.shut();
      void panel.model.reload();
      for (const one of say) void one(panel.model);
      panel.reading.open();
      const state = await panel.atRest();
      assert.deepEqual(saidOf(state), late);
      assert.deepEqual(
        state.analysis?.notes.filter((one) => one.includes("is not used")),
        note ? [note] : [],
      );
    });
  }

  for (const [what, { say, fault }] of Object.entries(ALONE)) {
    it(`is a fault and no verdict where nobody gave anything else, and is mended: ${what}`, async () => {
      panel = new SteeredPanel(X);
      panel.reading.shut();
      void panel.model.reload();
      void say(panel.model);
      panel.reading.open();
      const state = await panel.atRest();
      assert.equal(state.analysis, null);
      assert.match(state.fault?.text ?? "", fault);
      const [name = ""] = Object.keys(state.said ?? {});
      await panel.model.setParameter(name as "gamma" | "axis", "");
      const mended = await panel.atRest();
      assert.deepEqual([mended.fault, mended.said, mended.analysis?.shape], [null, undefined, [3, 2]]);
      assert.ok(!mended.analysis?.notes.some((note) => note.includes("is not used")));
    });
  }

  it("counts where it fits, by the axis that was said last, and nothing is made twice", async () => {
    panel = new SteeredPanel(X);
    panel.reading.shut();
    void panel.model.reload();
    const picked = [panel.model.use("gamma", numbers(3)), panel.model.use("dout", text("[[1, 0], [0, 1], [1, 1]]"))];
    void panel.model.setParameter("axis", "0");
    panel.reading.open();
    const { analysis } = await panel.atRest();
    assert.deepEqual(
      (await Promise.all(picked)).map(({ ok }) => ok),
      [true, true],
    );
    assert.equal(analysis?.axis, 0);
    assert.deepEqual(
      [analysis.parameters.gamma, analysis.parameters.dout],
      [
        { from: "picked", text: "3 numbers" },
        { from: "picked", text: "picked.json" },
      ],
    );
    assert.deepEqual(
      panel.threads.flatMap(({ asked }) => asked).filter((name) => name !== "judge"),
      ["load"],
    );
  });

  it("is judged by the source's own axis where the axis box was emptied again", async () => {
    for (const isShown of [false, true]) {
      panel = new SteeredPanel(X);
      panel.reading.shut();
      void panel.model.reload();
      void panel.model.setParameter("axis", "0");
      panel.reading.open();
      // The analysis under axis 0 is under way, or shown: no picture says yet that the box is empty.
      if (isShown) await panel.atRest();
      void panel.model.setParameter("axis", "");
      void panel.model.setParameter("gamma", "[1, 2]");
      const { analysis, memento } = await panel.atRest();
      assert.deepEqual([analysis?.axis, analysis?.parameters.gamma], [1, { from: "typed", text: "[1, 2]" }]);
      assert.deepEqual((memento as { settings: { typed: unknown } }).settings.typed, { gamma: "[1, 2]" });
      panel.dispose();
    }
  });

  it("is judged by the first x that can be shown, however late it comes", async () => {
    panel = new SteeredPanel(NOTHING);
    await panel.model.reload();
    await panel.model.setParameter("gamma", "2");
    assert.ok((await panel.model.use("gamma", numbers(3))).ok);
    assert.equal((await panel.atRest()).analysis, null);
    panel.change(X);
    const { memento, analysis } = await panel.atRest();
    assert.deepEqual((memento as { settings: { typed: unknown } }).settings.typed, { gamma: "2" });
    assert.match(analysis?.notes.join() ?? "", /The gamma picked from 3 numbers is not used/);
    await panel.model.setParameter("gamma", "3");
    const { analysis: next } = await panel.atRest();
    assert.deepEqual(
      next?.notes.filter((one) => one.includes("is not used")),
      [],
      "it was said, and is over",
    );
  });
});
