/** What cannot be used never becomes another value in silence: the last good picture stays, or there is none. */
import assert from "node:assert/strict";
import { success, type Result } from "../../src/core/fault";
import { readMemento } from "../../src/panel/memento";
import type { Reading } from "../../src/panel/source";
import type { PanelState } from "../../src/protocol/panel-state";
import { SteeredPanel } from "./steered-panel";
import { PLAIN } from "./steered-source";

const reading = (content: string): Result<Reading> =>
  success({ source: { kind: "text", content, name: "x.json" }, provenance: PLAIN });
const X = reading("[[1, 2], [3, 5], [4, 4]]");
const WIDE = reading("[[1, 2, 7], [3, 5, 1], [4, 4, 2]]");

describe("A value that cannot be used", () => {
  let panel: SteeredPanel;
  afterEach(() => {
    panel.dispose();
  });
  const open = async (first = X, kept?: unknown): Promise<PanelState> => {
    panel = new SteeredPanel(first, kept === undefined ? undefined : readMemento({ settings: kept }).settings);
    await panel.model.reload();
    return panel.atRest();
  };
  const type = async (name: "gamma" | "eps" | "axis" | "beta", text: string): Promise<PanelState> => {
    await panel.model.setParameter(name, text);
    return panel.atRest();
  };
  const dxOf = ({ analysis }: PanelState): unknown => analysis?.summaries.dx;

  for (const [name, text, why] of [
    ["gamma", "abc", /abc/],
    ["gamma", "[1, 2, 3]", /gamma has 3 values, expected 2/],
    ["eps", "-1", /eps is -1, expected a finite number/],
  ] as const) {
    it(`keeps the last good one, marked stale, when it is typed: ${name} ${text}`, async () => {
      const before = await open();
      const { analysis, stale, ...rest } = await type(name, text);
      assert.match(analysis?.parameters[name].fault?.text ?? "", why);
      assert.equal(stale, `${name} cannot be used as it was given; this is the picture of the last good value.`);
      assert.deepEqual(dxOf({ analysis, stale, ...rest }), dxOf(before));
      const mended = await type(name, "2");
      assert.deepEqual([mended.stale, mended.analysis?.parameters[name].fault], [null, undefined]);
    });
  }

  it("leaves the picture of before when x becomes another one, and says why", async () => {
    const before = await open();
    await type("gamma", "abc");
    panel.change(WIDE);
    const { analysis, fault, stale } = await panel.atRest();
    assert.deepEqual([analysis?.shape, analysis?.summaries.dx], [[3, 2], dxOf(before)]);
    assert.match(fault?.text ?? "", /abc/);
    assert.match(stale ?? "", /last good picture/);
    const mended = await type("gamma", "");
    assert.deepEqual([mended.analysis?.shape, mended.fault, mended.stale], [[3, 3], null, null]);
  });

  it("is one that has become so by another x or axis, too", async () => {
    await open();
    const before = await type("gamma", "[1, 3]");
    panel.change(WIDE);
    const wide = await panel.atRest();
    assert.match(wide.fault?.text ?? "", /gamma has 2 values, expected 3/);
    assert.deepEqual([wide.analysis?.shape, dxOf(wide)], [[3, 2], dxOf(before)]);
    panel.change(X);
    assert.deepEqual([(await panel.atRest()).fault, (await panel.atRest()).stale], [null, null]);
    const turned = await type("axis", "0");
    assert.match(turned.fault?.text ?? "", /gamma has 2 values, expected 3/);
    assert.deepEqual([turned.analysis?.axis, dxOf(turned)], [1, dxOf(before)]);
    assert.match(turned.stale ?? "", /last good picture/);
    assert.equal(turned.analysis?.parameters.axis.text, "0", "what was typed stands in its box");
  });

  it("gives way to an older one that somebody gave, and says so", async () => {
    await open();
    await type("beta", "1");
    await type("beta", "[1, 2, 3, 4]");
    panel.change(WIDE);
    const { analysis, fault, stale } = await panel.atRest();
    assert.deepEqual([analysis?.shape, fault], [[3, 3], null]);
    assert.match(stale ?? "", /^beta cannot be used as it was given/);
  });

  it("is a fault without a verdict where nothing good was there yet", async () => {
    const state = await open(X, { typed: {}, refused: { gamma: "abc" }, picked: {} });
    assert.deepEqual([state.analysis, state.said], [null, { gamma: { from: "typed", text: "abc" } }]);
    assert.match(state.fault?.text ?? "", /abc/);
    const mended = await type("gamma", "[1, 2]");
    assert.deepEqual(
      [mended.fault, mended.stale, mended.analysis?.shape, mended.said],
      [null, null, [3, 2], undefined],
    );
  });

  for (const [what, said, why] of [
    ["a gamma that is no number", '"gamma": "abc"', /gamma/],
    ["a gamma of a wrong length", '"gamma": [1, 2, 3]', /gamma has 3 values, expected 2/],
    ["a negative eps", '"eps": -1', /eps/],
  ] as const) {
    it(`keeps the last good picture when it comes by an edit of the problem file: ${what}`, async () => {
      const file = (more: string): Result<Reading> => reading(`{"x": [[1, 2], [3, 5], [4, 4]], ${more}}`);
      const before = await open(file('"gamma": [2, 3]'));
      panel.change(file(said));
      const { analysis, fault, stale } = await panel.atRest();
      assert.match(fault?.text ?? "", why);
      assert.match(stale ?? "", /^The newest input could not be used/);
      assert.deepEqual(analysis?.summaries.dx, dxOf(before));
    });
  }
});
