/** The way back from what the user has done, where that was judged late or the source changed meanwhile. */
import assert from "node:assert/strict";
import { success, type Result } from "../../src/core/fault";
import type { Reading } from "../../src/panel/source";
import { SteeredPanel } from "./steered-panel";
import { PLAIN } from "./steered-source";

const xOf = (content: string): Result<Reading> =>
  success({ source: { kind: "text", content, name: "x.json" }, provenance: PLAIN });
const X = xOf("[[1, 2], [3, 5], [4, 4]]");
const CHANGED = xOf("[[1, 2], [3, 5], [4, 9]]");
const PROBED = ["gamma", "beta", "eps", "dout", "candidate"];

describe("the way back", () => {
  let panel: SteeredPanel;
  beforeEach(async () => {
    panel = new SteeredPanel(X);
    await panel.model.reload();
    await panel.atRest();
  });
  afterEach(() => {
    panel.dispose();
  });
  /** A dout that was picked, and is on its way to be judged. */
  const pickLate = async (content: string): Promise<Promise<Result<null>>[]> => {
    panel.toWorker.shut();
    const picked = panel.model.use("dout", { title: "dout.json", value: { kind: "text", content, name: "dout.json" } });
    await panel.toWorker.someone();
    return [picked]; // in a list, so that it is not waited for
  };
  const FITTING = "[[1, 0], [2, 1], [0, 3]]";

  it("from a probe keeps what was said while a pick before it was judged", async () => {
    const picked = await pickLate(FITTING);
    void panel.model.setParameter("eps", "0.25");
    void panel.model.useSeparatingProbe();
    panel.toWorker.open();
    await Promise.all(picked);
    await panel.atRest();
    await panel.model.endProbe();
    assert.equal((await panel.atRest()).analysis?.eps, 0.25);
  });

  it("from a pick that a newer probe has replaced is that from the probe", async () => {
    await panel.model.setParameter("eps", "0.25");
    const picked = await pickLate(FITTING);
    void panel.model.useSeparatingProbe();
    panel.toWorker.open();
    await Promise.all(picked);
    assert.deepEqual((await panel.atRest()).undo, PROBED);
    await panel.model.undo();
    const { analysis, isProbed = false, undo } = await panel.atRest();
    assert.deepEqual([analysis?.eps, isProbed, undo], [0.25, false, ["eps"]]);
  });

  it("from a probe that was brought back leads to before that probe", async () => {
    const { model } = panel;
    await model.useSeparatingProbe();
    await model.endProbe();
    await model.setParameter("eps", "0.25");
    await model.useSeparatingProbe();
    for (const isProbed of [false, false, true]) {
      await model.undo();
      assert.equal(model.state.isProbed ?? false, isProbed);
    }
    await model.endProbe();
    const { analysis, isProbed = false } = await panel.atRest();
    assert.deepEqual([analysis?.parameters.eps.from, isProbed], ["default", false]);
  });

  it("from a pick leaves the source as it has become while the pick was judged", async () => {
    const picked = await pickLate(FITTING);
    panel.change(CHANGED);
    panel.toWorker.open();
    await Promise.all(picked);
    await panel.atRest();
    await panel.model.undo();
    const { analysis } = await panel.atRest();
    assert.deepEqual([analysis?.parameters.dout.from, analysis?.summaries.x?.max], ["default", 9]);
  });

  it("does not begin with a pick that was refused after the source had changed", async () => {
    const picked = await pickLate("[[1, 2]]");
    panel.change(CHANGED);
    panel.toWorker.open();
    const [refused] = await Promise.all(picked);
    assert.equal(refused?.ok, false);
    assert.equal((await panel.atRest()).undo, undefined);
  });

  it("does not count a refused pick where its slot was said anew meanwhile", async () => {
    const picked = await pickLate("[[1, 2]]");
    void panel.model.setParameter("seed", "7");
    panel.toWorker.open();
    await Promise.all(picked);
    await panel.atRest();
    await panel.model.undo();
    const { analysis, undo } = await panel.atRest();
    assert.deepEqual([analysis?.parameters.dout.from, undo], ["default", undefined]);
  });
});
