import assert from "node:assert/strict";
import { createTypescriptEngine } from "../../../src/compute/engine/typescript-engine";
import { DEFAULT_SETTINGS, type AnalysisSettings } from "../../../src/compute/worker/messages";
import { fromReportData, type ReportData } from "../../../src/compute/report/report-data";
import { settle } from "../../../src/compute/settings/settle";
import { Session } from "../../../src/compute/worker/session";
import { standardNormal } from "../../../src/core/arithmetic/random";
import type { ProblemInput } from "../../../src/core/problem";
import { sizeOf, type Tensor } from "../../../src/core/tensor";
import type { ExportFormat } from "../../../src/protocol/analysis-requests";

const SHAPE = [6, 3] as const;

/** A session with a problem whose dout is drawn from seed 3, as problem files and reports say it. */
function drawnSession(settings: AnalysisSettings): Session {
  const session = new Session(createTypescriptEngine(), () => undefined);
  const x = { shape: SHAPE, values: standardNormal(18, 1), dtype: "float64" as const };
  const source = { kind: "input" as const, input: { x, doutSeed: 3 } };
  const loaded = session.answer("load", 1, { generation: 1, source, settings, memoryLimit: Infinity });
  assert.ok(loaded.ok);
  return session;
}

function exported(session: Session, format: ExportFormat, generation = 1): string {
  const bytes = session.answer("exportBytes", generation, { format, tensor: "dx" });
  assert.ok(bytes.ok);
  return new TextDecoder().decode(bytes.value);
}

function douts(session: Session, generation: number): number[] {
  const plane = { kind: "matrix" as const };
  const [row1, column1] = SHAPE;
  const reply = session.answer("values", generation, { tensor: "dout", plane, row0: 0, row1, column0: 0, column1 });
  assert.ok(reply.ok);
  return [...reply.value.values];
}

describe("what was read at a stop", () => {
  const gamma = { shape: [3], values: Float64Array.of(1, 2, 3), dtype: "float64" as const };
  const x = { shape: SHAPE, values: standardNormal(18, 1), dtype: "float64" as const };
  const source = { x, gamma, beta: gamma, readAtStop: ["gamma", "beta"] };

  it("may have changed since, but for what the user says", () => {
    assert.deepEqual(settle(source, DEFAULT_SETTINGS, null).input.readAtStop, ["gamma", "beta"]);
    const typed: AnalysisSettings = { ...DEFAULT_SETTINGS, parameters: { gamma: { from: "typed", text: "1, 2, 3" } } };
    assert.deepEqual(settle(source, typed, null).input.readAtStop, ["beta"]);
  });

  it("is nothing for a file", () => {
    assert.equal(settle({ x, gamma }, DEFAULT_SETTINGS, null).input.readAtStop, undefined);
  });
});

describe("a separating probe over a source that says mode and activation", () => {
  const tensor = (shape: number[], value: number): Tensor => ({
    shape,
    values: new Float64Array(sizeOf(shape)).fill(value),
    dtype: "float64",
  });
  const source: ProblemInput = {
    x: tensor([6, 3], 1),
    gamma: 2,
    eps: 1e-5,
    mode: "eval",
    activation: "relu",
    runningMean: tensor([3], 0.5),
    runningVar: tensor([3], 2),
  };
  const probe = { gamma: tensor([3], 1.5), beta: tensor([3], 0.5), dout: tensor([6, 3], 1), eps: 0.25 };

  it("takes the place of gamma, beta, dout and eps alone", () => {
    const { input, parameters } = settle(source, { ...DEFAULT_SETTINGS, probeSeed: 1 }, probe);
    const { mode, activation, runningMean, runningVar, ...rest } = input;
    assert.deepEqual([mode, activation], ["eval", "relu"]);
    assert.deepEqual([runningMean, runningVar], [source.runningMean, source.runningVar]);
    assert.deepEqual([rest.gamma, rest.beta, rest.dout, rest.eps], [probe.gamma, probe.beta, probe.dout, 0.25]);
    assert.deepEqual(
      [parameters.mode, parameters.activation],
      [
        { from: "given", text: "eval" },
        { from: "given", text: "relu" },
      ],
    );
  });

  it("leaves what was typed of them in force", () => {
    const typed = { mode: { from: "typed", text: "train" }, activation: { from: "typed", text: "none" } } as const;
    const { input } = settle(source, { ...DEFAULT_SETTINGS, probeSeed: 1, parameters: typed }, probe);
    assert.deepEqual([input.mode, input.activation], ["train", "none"]);
  });
});

describe("a dout that is drawn", () => {
  it("is not stated by the source when it is there already", () => {
    const session = new Session(createTypescriptEngine(), () => undefined);
    const x = { shape: SHAPE, values: standardNormal(18, 1), dtype: "float64" as const };
    const candidate = { dx: { ...x, values: standardNormal(18, 2) } };
    const source = { kind: "input" as const, input: { x, candidate } };
    const loaded = session.answer("load", 1, {
      generation: 1,
      source,
      settings: DEFAULT_SETTINGS,
      memoryLimit: Infinity,
    });
    assert.ok(loaded.ok);
    assert.match(loaded.value.state.comparison?.reason ?? "", /^doubtful: .*mode and dout are not given$/);
    const settings: AnalysisSettings = { ...DEFAULT_SETTINGS, parameters: { beta: { from: "typed", text: "0.5" } } };
    const configured = session.answer("configure", 2, { generation: 2, settings });
    assert.ok(configured.ok);
    assert.match(configured.value.state.comparison?.reason ?? "", /^doubtful: .*mode and dout are not given$/);
  });
});

describe("a separating probe over a source with a seed", () => {
  const probed = { ...DEFAULT_SETTINGS, probeSeed: 1 };

  it("keeps its own dout in a report", () => {
    const session = drawnSession(probed);
    const data = fromReportData(JSON.parse(exported(session, "report")) as ReportData);
    assert.equal(data.doutSeed, undefined);
    assert.deepEqual([...(data.dout?.values ?? [])], douts(session, 1));
  });

  it("does not say in code that its dout was drawn from that seed", () => {
    assert.doesNotMatch(exported(drawnSession(probed), "numpy-code"), /seed 3/);
    assert.match(exported(drawnSession(DEFAULT_SETTINGS), "numpy-code"), /standard normal, seed 3/);
  });

  it("gives way to the seed that is typed", () => {
    const session = drawnSession(probed);
    const settings: AnalysisSettings = { ...probed, parameters: { seed: { from: "typed", text: "3" } } };
    const state = session.answer("configure", 2, { generation: 2, settings });
    assert.ok(state.ok);
    assert.equal(state.value.state.doutSeed, 3);
    assert.deepEqual(douts(session, 2), [...standardNormal(18, 3)]);
  });
});

describe("the tolerance of VS Code's settings", () => {
  const x = { shape: SHAPE, values: standardNormal(18, 1), dtype: "float64" as const };
  const toleranceOf = (settings: Partial<AnalysisSettings>, source: ProblemInput = { x }): unknown => {
    const { input, notes } = settle(source, { ...DEFAULT_SETTINGS, ...settings }, null);
    return [input.tolerance, notes];
  };

  it("counts where nobody says another, and a note says what cannot be used of it", () => {
    const usualTolerance = "float32=1e-3";
    assert.deepEqual(toleranceOf({ usualTolerance: "  " }), [undefined, []]);
    assert.deepEqual(toleranceOf({ usualTolerance }), [{ float32: 1e-3 }, []]);
    assert.deepEqual(toleranceOf({ usualTolerance }, { x, tolerance: { float64: 1e-6 } }), [{ float64: 1e-6 }, []]);
    const typed = { tolerance: { from: "typed", text: "float16=1e-2" } } as const;
    assert.deepEqual(toleranceOf({ usualTolerance, parameters: typed }), [{ float16: 1e-2 }, []]);
    const [tolerance, notes] = toleranceOf({ usualTolerance: "wide" }) as [unknown, string[]];
    assert.equal(tolerance, undefined);
    assert.match(notes.join(), /^The setting gradientLens\.tolerance is not used: The tolerance is wide, expected /);
  });
});
