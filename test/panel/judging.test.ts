import assert from "node:assert/strict";
import { success, type Result } from "../../src/core/fault";
import type { Picked, Reading } from "../../src/panel/source";
import { SteeredPanel } from "./steered-panel";
import { PLAIN } from "./steered-source";

const X: Result<Reading> = success({
  source: { kind: "text", content: "[[1, 2], [3, 5], [4, 4]]", name: "x.json" },
  provenance: PLAIN,
});
const ROWS = `[${"[1, 0], ".repeat(2)}[0, 1]]`;
/** As many numbers as a model may have columns: a text that takes its time. */
const LONG = `[${"1, ".repeat(2000)}1]`;

describe("What the user says is parsed", () => {
  let panel: SteeredPanel;
  beforeEach(async () => {
    panel = new SteeredPanel(X);
    await panel.model.reload();
    await panel.atRest();
  });
  afterEach(() => {
    panel.dispose();
  });
  const judged = (): number => panel.threads.flatMap(({ asked }) => asked).filter((name) => name === "judge").length;
  const pick = (value: Picked["value"]): Promise<Result<null>> =>
    panel.model.use("dout", { title: "dout.json", value });

  it("by the worker, where it is a text that was picked, and takes its place there", async () => {
    assert.ok((await pick({ kind: "text", content: ROWS, name: "dout.json" })).ok);
    assert.equal(judged(), 1);
    const { analysis } = await panel.atRest();
    assert.deepEqual(analysis?.parameters.dout, { from: "picked", text: "dout.json" });
  });

  it("by the worker, where it is a picked text that does not fit: the worker's fault is told", async () => {
    const refused = await pick({ kind: "text", content: "[[1, 2]]", name: "dout.json" });
    assert.equal(refused.ok ? "taken" : refused.fault.code, "dout-length");
    assert.equal(judged(), 1);
  });

  it("by the worker, where a long text was typed", async () => {
    await panel.model.setParameter("gamma", LONG);
    assert.equal(judged(), 1);
  });

  it("at once, where a short text was typed, and where what was picked has been read already", async () => {
    await panel.model.setParameter("gamma", "[2, 3]");
    assert.ok((await pick({ shape: [3, 2], values: new Float64Array(6).fill(1), dtype: "float64" })).ok);
    assert.equal(judged(), 0);
  });
});
