/** What once went wrong when several things happened to a panel at a time, each by its name. */
import assert from "node:assert/strict";
import { batchnormGradients } from "../../src/core/batchnorm/batchnorm";
import { failure, success, type Result } from "../../src/core/fault";
import { createProblem } from "../../src/core/problem";
import type { Tensor } from "../../src/core/tensor";
import { exportAnalysis, type ExportHost } from "../../src/panel/exporting";
import type { Role } from "../../src/protocol/parameters";
import { readingOf, shapeOf, titleOf, type Kind, type Value } from "./interleavings/values";
import { SteeredPanel } from "./steered-panel";
import { PLAIN } from "./steered-source";

const value = (id: number, kind: Kind = "good", stop: number | null = null): Value => ({ id, kind, stop });

describe("a panel to which several things happen at a time", () => {
  let panel: SteeredPanel;
  let saved: SavedTexts;
  const open = async (first: Value): Promise<void> => {
    panel = new SteeredPanel(readingOf(first));
    saved = new SavedTexts();
    await panel.model.reload();
    await panel.atRest();
  };
  const change = (next: Value): void => {
    panel.change(readingOf(next));
  };
  /** A change whose numbers are on their way to the worker, and stay there. */
  const load = async (next: Value): Promise<void> => {
    panel.toWorker.shut();
    change(next);
    await panel.toWorker.someone();
  };
  afterEach(() => {
    panel.dispose();
  });

  it("shows the newest input with the newest eps when eps is set while the input is being loaded", async () => {
    await open(value(1));
    await load(value(2));
    change(value(3, "wide"));
    await turns();
    void panel.model.setParameter("eps", "0.25");
    panel.toWorker.open();
    const { provenance, analysis, fault } = await panel.atRest();
    assert.deepEqual([provenance?.title, fault], ["v3", null]);
    assert.deepEqual([analysis?.shape, analysis?.eps, analysis?.check?.status], [[3, 3], 0.25, "done"]);
  });

  it("keeps the fault of a bad input when something is set right after it", async () => {
    await open(value(1));
    await load(value(2, "ragged"));
    const set = panel.model.setParameter("eps", "0.25");
    panel.toWorker.open();
    await set;
    const { fault, stale, analysis } = await panel.atRest();
    assert.match(fault?.text ?? "", /expected 2/);
    assert.match(stale ?? "", /last good picture/);
    assert.equal(analysis?.eps, 0.25, "the picture that stays has the newest settings");
  });

  it("takes a gamma that was typed while the source was being read into the picture", async () => {
    await open(value(1));
    panel.reading.shut();
    change(value(2));
    void panel.model.setParameter("gamma", "3");
    await turns();
    panel.reading.open();
    const { analysis, provenance } = await panel.atRest();
    assert.equal(provenance?.title, "v2");
    assert.deepEqual(analysis?.parameters.gamma, { from: "typed", text: "3" });
  });

  it("says of a stop that gave way to another before its turn that it did, though it is shown", async () => {
    await open(value(1, "good", 1));
    change(value(2, "good", 2));
    await panel.atRest();
    panel.toWorker.shut();
    void panel.model.setParameter("eps", "0.25");
    await panel.toWorker.someone();
    const newest = panel.model.showStop(2);
    const earlier = panel.model.showStop(1);
    panel.toWorker.open();
    const [first, second] = await Promise.all([newest, earlier]);
    assert.deepEqual([first.ok ? null : first.fault.code, second.ok], ["superseded", true]);
    assert.equal((await panel.atRest()).historyShown, 1);
  });

  it("shows the title, shape and stop of the numbers that are shown when something is set while they are loaded", async () => {
    await open(value(1, "good", 1));
    await load(value(2, "wide", 2));
    const set = panel.model.setParameter("eps", "0.25");
    panel.toWorker.open();
    await set;
    const { provenance, analysis, history } = await panel.atRest();
    assert.deepEqual([provenance?.title, provenance?.shape, provenance?.dtype], ["v2", [3, 3], "float64"]);
    assert.deepEqual([analysis?.shape, analysis?.eps], [[3, 3], 0.25]);
    assert.deepEqual(
      history.map(({ stop }) => stop),
      [1, 2],
    );
  });

  it("keeps the earlier stops when a newer one comes during a short load", async () => {
    await open(value(1, "good", 1));
    await load(value(2, "good", 2));
    change(value(3, "good", 3));
    await turns();
    panel.toWorker.open();
    await untilTitle("v3");
    const { history } = await panel.atRest();
    assert.deepEqual(
      history.map(({ stop }) => stop),
      [1, 2, 3],
    );
    await panel.model.showStop(1);
    assert.equal(panel.model.state.analysis?.summaries.x?.min, 1);
    assert.equal(panel.threads.length, 1, "the idle worker was thrown away");
  });

  it("keeps the earlier stops when a newer one comes during a long load", async () => {
    await open(value(1, "good", 1));
    change(value(2, "good", 2));
    await untilTitle("v2");
    await load(value(3, "good", 3));
    panel.clock.pass(300); // longer than a load is waited for
    change(value(4, "good", 4));
    await turns();
    panel.toWorker.open();
    await untilTitle("v4");
    const { history } = await panel.atRest();
    assert.deepEqual(
      history.map(({ stop }) => stop),
      [1, 2, 3, 4],
    );
    assert.ok((await panel.model.showStop(1)).ok);
    assert.equal(panel.model.state.provenance?.title, "v1");
  });

  it("answers about the last good picture after a long load was overtaken by a bad input", async () => {
    await open(value(1));
    await load(value(2));
    panel.clock.pass(300); // longer than a load is waited for
    change(value(3, "ragged"));
    await untilFault();
    panel.toWorker.open();
    const { analysis, provenance, stale } = await panel.atRest();
    assert.match(stale ?? "", /last good picture/);
    const cell = await panel.model.query("cell", analysis?.generation ?? 0, { row: 0, column: 0 });
    assert.ok(cell.ok, "the picture that is shown cannot be asked");
    assert.equal(`v${cell.value.values.x ?? ""}`, provenance?.title);
  });

  it("keeps what was set when a pick does not fit", async () => {
    await open(value(1));
    const { model } = panel;
    const misfit = { title: "y", value: { shape: [5], values: new Float64Array(5), dtype: "float64" as const } };
    await model.setParameter("gamma", "3");
    await model.setParameter("seed", "7");
    for (const role of ["gamma", "dout", "candidate.dx"] as Role[]) {
      const used = await model.use(role, misfit);
      assert.ok(!used.ok, role);
    }
    const { analysis } = await panel.atRest();
    assert.deepEqual(analysis?.parameters.gamma, { from: "typed", text: "3" });
    assert.equal(analysis.doutSeed, 7);
  });

  it("takes a fit over as a whole or not at all", async () => {
    const x: Tensor = { shape: [3, 2], values: Float64Array.of(1, 2, 3, 5, 4, 4), dtype: "float64" };
    const dout: Tensor = { shape: [3, 2], values: Float64Array.of(1, 0, 2, 1, 0, 3), dtype: "float64" };
    const gamma: Tensor = { shape: [2], values: Float64Array.of(2, 3), dtype: "float64" };
    const problem = createProblem({ x, dout, gamma });
    assert.ok(problem.ok);
    const { dx: values } = batchnormGradients(problem.value, "exact");
    const candidate = { dx: { shape: [3, 2], values, dtype: "float64" as const } };
    panel = new SteeredPanel(success({ source: { kind: "input", input: { x, dout, candidate } }, provenance: PLAIN }));
    await panel.model.reload();
    const { analysis, memento } = await panel.atRest();
    assert.deepEqual(analysis?.comparison?.fits[0]?.set, { gamma: [2, 3] });

    panel.toWorker.shut();
    void panel.model.setParameter("axis", "0"); // now there are three columns, and no picture of them yet
    const { memento: said } = panel.model.state;
    assert.notDeepEqual(said, memento);
    const refused = await panel.model.takeFit(0, analysis.generation);
    assert.match(refused.ok ? "taken" : refused.fault.text, /It cannot be taken over: gamma has 2 values, expected 3/);
    assert.deepEqual(panel.model.state.memento, said, "nothing of it is in a box");
    void panel.model.setParameter("axis", "");
    panel.toWorker.open();
    await panel.atRest();
    assert.ok((await panel.model.takeFit(0, panel.model.currentGeneration)).ok);
    assert.equal((await panel.atRest()).analysis?.parameters.gamma.text, "2, 3");
  });

  it("exports the picture that is shown after a run has failed", async () => {
    await open(value(1));
    change(value(2, "ragged"));
    await untilFault();
    const { model } = panel;
    const saved = await model.query("exportBytes", model.currentGeneration, { format: "csv", tensor: "x" });
    assert.ok(saved.ok, "nothing was exported");
    assert.match(new TextDecoder().decode(saved.value), /^1,/);
  });

  it("saves the picture that took the place of the one whose export had begun", async () => {
    await open(value(1));
    await load(value(2));
    panel.clock.pass(300); // longer than a load is waited for
    const saving = exportAnalysis(panel.model, saved, { format: "csv", tensor: "x", name: "x.csv" });
    change(value(3));
    await untilTitle("v3");
    panel.toWorker.open();
    assert.deepEqual(await saving, success("x.csv"));
    assert.equal(saved.texts.length, 1);
    assert.match(saved.texts[0] ?? "", /^3,/);
  });

  it("saves the picture when it has been made again after its numbers were lost", async () => {
    await open(value(1));
    panel.reading.shut();
    panel.threads[0]?.die();
    const saving = exportAnalysis(panel.model, saved, { format: "csv", tensor: "x", name: "x.csv" });
    await turns();
    panel.reading.open();
    assert.deepEqual(await saving, success("x.csv"));
    assert.match(saved.texts[0] ?? "", /^1,/);
  });

  it("shows an earlier stop under its own header", async () => {
    await open(value(1, "good", 1));
    change(value(2, "wide", 2));
    await untilTitle("v2");
    await panel.model.showStop(1);
    const { provenance, historyShown, analysis } = panel.model.state;
    assert.deepEqual([provenance?.title, provenance?.shape, historyShown], ["v1", [...shapeOf(value(1))], 1]);
    assert.deepEqual(analysis?.shape, [3, 2]);
    await panel.model.showStop(null);
    assert.deepEqual([panel.model.state.provenance?.title, panel.model.state.historyShown], ["v2", null]);
  });

  it("says what to do when the worker has ended twice", async () => {
    await open(value(1));
    panel.reading.shut();
    panel.threads.at(-1)?.die();
    panel.toWorker.open();
    panel.reading.open();
    const before = panel.threads.length;
    await until(() => panel.threads.length > before, "another worker");
    panel.threads.at(-1)?.die();
    const { fault, stale } = await untilFault();
    assert.equal(fault?.code, "worker-died");
    assert.match(fault.text, /[Rr]efresh to try again; if it ends again, show a smaller part of it/);
    assert.match(stale ?? "", /refresh to read them again/);
    const asked = await panel.model.query("cell", panel.model.currentGeneration, { row: 0, column: 0 });
    assert.ok(!asked.ok);
    assert.equal(asked.fault.code, "lost");
  });

  it("stays stale when the program ran on while its numbers were being loaded", async () => {
    await open(value(1));
    await load(value(2));
    panel.becomeStale("The program runs on.");
    panel.toWorker.open();
    await untilTitle("v2");
    assert.equal((await panel.atRest()).stale, "The program runs on.");
  });

  it("starts no thread for a check that was to be steered when the panel was closed", async () => {
    await open(value(1));
    await load(value(2));
    const steered = Promise.all([panel.model.restartCheck(), panel.model.cancelCheck()]);
    panel.model.dispose();
    panel.toWorker.open();
    await steered;
    assert.deepEqual(
      panel.threads.map(({ isAlive }) => isAlive),
      [false],
    );
  });

  const until = async (isSo: () => boolean, what: string): Promise<void> => {
    for (let turn = 0; turn < 2000 && !isSo(); turn++) {
      await turns(1);
      panel.clock.pass(10);
    }
    assert.ok(isSo(), `expected ${what}`);
  };
  const untilTitle = async (title: string): Promise<void> => {
    await until(() => panel.model.state.provenance?.title === title, `${title} to be shown`);
    assert.equal(titleOf(value(Number(title.slice(1)))), title);
  };
  const untilFault = async (): Promise<typeof panel.model.state> => {
    await until(() => panel.model.state.fault !== null, "a fault");
    return panel.atRest();
  };
});

/** What has been saved, as text. */
class SavedTexts implements ExportHost {
  readonly texts: string[] = [];

  saveFile(name: string, bytes: Uint8Array): Promise<Result<string>> {
    this.texts.push(new TextDecoder().decode(bytes));
    return Promise.resolve(success(name));
  }
  reportOf(): Promise<Result<Uint8Array>> {
    return Promise.resolve(failure("no-report", "No report was asked for."));
  }
}

async function turns(count = 20): Promise<void> {
  for (let turn = 0; turn < count; turn++) await new Promise((resolve) => setImmediate(resolve));
}
