/** A panel on a stopped program in which the user gives expressions of the program to roles: the newest word counts. */
import assert from "node:assert/strict";
import type { ProblemInput } from "../../src/core/problem";
import { failure, success, type Result } from "../../src/core/fault";
import { readMemento } from "../../src/panel/memento";
import type { Reading } from "../../src/panel/source";
import { readingOf } from "./interleavings/values";
import { SteeredPanel } from "./steered-panel";

const tensor = (shape: readonly number[], first: number) => ({
  shape,
  values: Float64Array.from({ length: shape.reduce((a, b) => a * b) }, (_, i) => first + i ** 2),
  dtype: "float64" as const,
});
/** A stop at which the program holds these beside x. */
const stop = (beside: Partial<ProblemInput> = {}): Result<Reading> => {
  const read = readingOf({ id: 1, kind: "good", stop: 1 });
  if (!read.ok) throw new Error(read.fault.text);
  const input = { x: tensor([3, 2], 1), ...beside };
  return success({ ...read.value, source: { kind: "input", input }, transfer: [] });
};

describe("an expression of the program that is given to a role", () => {
  let panel: SteeredPanel;
  beforeEach(async () => {
    panel = new SteeredPanel(stop());
    await panel.model.reload();
    await panel.atRest();
  });
  afterEach(() => {
    panel.dispose();
  });
  const turns = async (): Promise<void> => {
    for (let turn = 0; turn < 20; turn++) {
      await new Promise((resolve) => setImmediate(resolve));
      panel.clock.pass(50);
    }
  };
  const gamma = tensor([2], 5);
  const dout = tensor([3, 2], 7);

  it("takes the place of what was typed or picked there, and no picture shows the one without the other", async () => {
    await panel.model.setParameter("gamma", "3");
    await panel.model.setParameter("eps", "0.25");
    panel.reading.shut();
    panel.events.length = 0;
    panel.use(stop({ gamma }), "gamma");
    await turns();
    panel.reading.open();
    const { analysis } = await panel.atRest();
    assert.deepEqual(analysis?.parameters.gamma, { from: "given", text: "[5, 6]" });
    assert.equal(analysis.eps, 0.25, "what was said of other things stays");
    const seen = panel.events.flatMap((event) =>
      event.event === "state" && event.state.analysis ? [event.state.analysis.parameters.gamma.text] : [],
    );
    assert.deepEqual([...new Set(seen)], ["3", "[5, 6]"]);
  });

  it("takes the place of a seed when it is a dout", async () => {
    await panel.model.setParameter("seed", "7");
    panel.use(stop({ dout }), "dout");
    const { analysis } = await panel.atRest();
    assert.equal(analysis?.parameters.dout.from, "given");
    assert.equal(analysis.summaries.dout?.max, 32);
  });

  it("is taken back with what it took the place of", async () => {
    await panel.model.setParameter("gamma", "3");
    panel.use(stop({ gamma }), "gamma");
    await panel.atRest();
    await panel.model.undo();
    const { analysis } = await panel.atRest();
    assert.deepEqual(analysis?.parameters.gamma, { from: "typed", text: "3" });
    await panel.model.undo();
    assert.equal((await panel.atRest()).analysis?.parameters.gamma.from, "default");
  });

  it("is taken back with all that was given with it, by one job and without a picture of the one without the other", async () => {
    await panel.model.setParameter("gamma", "3");
    panel.use(stop({ gamma, dout }), "gamma", "dout");
    await panel.atRest();
    assert.deepEqual(panel.model.state.undo, ["gamma", "dout"]);
    const asked = panel.threads.map((thread) => thread.asked.length);
    panel.reading.shut();
    panel.events.length = 0;
    void panel.model.undo();
    await panel.reading.someone();
    await turns();
    panel.reading.open();
    const { analysis } = await panel.atRest();
    assert.deepEqual([analysis?.parameters.gamma.text, analysis?.parameters.dout.from], ["3", "default"]);
    const jobs = panel.threads.flatMap((thread, i) => thread.asked.slice(asked[i]));
    assert.deepEqual(
      jobs.filter((job) => job === "load" || job === "configure"),
      ["load"],
    );
    const seen = panel.events.flatMap((event) =>
      event.event === "state" && event.state.analysis
        ? [[event.state.analysis.parameters.gamma.from, event.state.analysis.parameters.dout.from].join(", ")]
        : [],
    );
    assert.deepEqual([...new Set(seen)], ["given, given", "typed, default"]);
  });

  it("takes the place of a candidate that was picked, of the gradients that it is given for", async () => {
    await panel.model.use("candidate.dx", { title: "dx.npy", value: tensor([3, 2], 1) });
    await panel.model.use("candidate.dgamma", { title: "dgamma.npy", value: tensor([2], 1) });
    const own = tensor([3, 2], 9);
    panel.use(stop({ candidate: { dx: own } }), "candidate.dx");
    const { analysis } = await panel.atRest();
    const cell = await panel.model.query("cell", analysis?.generation ?? 0, { row: 2, column: 1 });
    assert.equal(cell.ok && cell.value.values.candidate, own.values[5]);
    assert.deepEqual(
      readMemento(panel.model.state.memento).settings.picked,
      { candidate: "dgamma.npy" },
      "its dgamma stays",
    );
  });

  it("ends a probe that stands in for it, and keeps one that does not", async () => {
    await panel.model.useSeparatingProbe();
    const isProbe = (): boolean => panel.model.state.isProbed ?? false;
    panel.use(stop({ runningMean: tensor([2], 0) }), "runningMean");
    await panel.atRest();
    assert.ok(isProbe());
    panel.use(stop({ gamma }), "gamma");
    const { analysis } = await panel.atRest();
    assert.ok(!isProbe());
    assert.deepEqual(analysis?.parameters.gamma, { from: "given", text: "[5, 6]" });
    await panel.model.useSeparatingProbe();
    assert.ok(isProbe(), "the probe is the newest word again");
  });

  it("counts before anything is shown, and gives way to what is said later", async () => {
    panel.dispose();
    panel = new SteeredPanel(failure("running", "The program is running."));
    await panel.model.reload();
    await panel.model.setParameter("gamma", "3");
    panel.use(stop({ gamma }), "gamma");
    assert.equal((await panel.atRest()).analysis?.parameters.gamma.from, "given");
    await panel.model.setParameter("gamma", "4");
    assert.deepEqual(panel.model.state.analysis?.parameters.gamma, { from: "typed", text: "4" });
    await panel.model.setParameter("gamma", "");
    assert.equal(panel.model.state.analysis?.parameters.gamma.from, "given", "taken back, the program's counts");
  });

  it("is tried with the last picture when it cannot be read, and the fault is said", async () => {
    await panel.model.setParameter("gamma", "3");
    panel.use(failure("unreadable-role", "gamma = w cannot be read."), "gamma");
    const { analysis, fault } = await panel.atRest();
    assert.equal(fault?.code, "unreadable-role");
    assert.equal(analysis?.parameters.gamma.from, "default");
  });
});
