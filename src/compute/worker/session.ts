import { failure, success, type Result } from "../../core/fault";
import { DEFAULT_AXIS } from "../../core/layout";
import { normalizedAxesOf, normalizesAxes } from "../../core/normalization-layer";
import { checkVariance } from "../../core/odd-columns";
import { toldByKept } from "../../core/kept/kept";
import { createProblem, DEFAULT_SEED, type Problem, type ProblemInput } from "../../core/problem";
import { forAnalysisRequests, type AnalysisRequests } from "../../protocol/analysis-requests";
import type { AnalysisState, CheckState } from "../../protocol/analysis-state";
import type { WholeTiles } from "../../protocol/picture";
import { CHECKED, COMING_IN, masksBy } from "../../views";
import { stopTrend } from "../analysis/stop-trend";
import { Analysis } from "../analysis/analysis";
import type { PartChecker } from "../analysis/check-part";
import type { CheckListener, CheckTiming } from "../analysis/check-run";
import { checkState } from "../analysis/check-state";
import type { Engine } from "../engine/engine";
import { judge } from "../settings/fit";
import { isAnythingSet, saysOneSet } from "../settings/settings";
import { isDefault, settle, type SettledInput } from "../settings/settle";
import { analysisState } from "./describe-analysis";
import type { OpenDisk } from "../source/disk";
import { allowMemory } from "../source/memory-limit";
import { unusable, type AnalysisSettings, type LoadAsk, type Made } from "./messages";
import type { ReadX, StopMark, WorkerEvent, WorkerRequests } from "./messages";
import { probeFor } from "./seeded-probe";
import { readSource } from "../source/problem-source";
import { readFile } from "../source/read-file";
import { History } from "./stop-history";

/** What a session answers: everything but the parts of a check and an editor's texts, which need no session. */
export type SessionRequestName = Exclude<keyof WorkerRequests, "checkPart" | "text">;
type Answers = {
  readonly [K in SessionRequestName]: (
    ask: WorkerRequests[K]["ask"],
    generation: number,
  ) => Result<WorkerRequests[K]["reply"]>;
};

/** Everything that a worker knows: one problem at a time, its analysis, and the earlier stops of a program. */
export class Session {
  private generation = 0;
  private input: ProblemInput | undefined;
  private settled: SettledInput | undefined;
  private good: SettledInput | undefined; // the last of this input that no probe stood in
  private analysis: Analysis | undefined;
  private stop: StopMark | undefined;
  private memoryLimit = Infinity;
  private checkStatus: CheckState | null = null;
  private readonly history = new History();
  private readonly answers: Answers;

  constructor(
    private readonly engine: Engine,
    private readonly emit: (event: WorkerEvent) => void,
    private readonly partChecker?: PartChecker,
    private readonly openFile?: OpenDisk,
    private readonly timing?: CheckTiming,
  ) {
    this.answers = this.createAnswers();
  }

  /** Answers one request. Queries of an older generation get the fault "superseded". */
  answer<K extends SessionRequestName>(
    name: K,
    generation: number,
    ask: WorkerRequests[K]["ask"],
  ): Result<WorkerRequests[K]["reply"]> {
    return this.answers[name](ask, generation);
  }

  /** A request that is forgotten here is a compile error. */
  private createAnswers(): Answers {
    const ofAnalysis =
      <K extends keyof AnalysisRequests>(name: K) =>
      (ask: AnalysisRequests[K]["ask"], generation: number): Result<AnalysisRequests[K]["reply"]> =>
        this.analysis && generation === this.generation
          ? this.analysis.answer(name, ask)
          : failure("superseded", "A newer analysis has taken over.");
    return {
      load: (ask) => this.load(ask),
      configure: ({ generation, settings }) => this.configure(generation, settings),
      showStop: ({ generation, stop, settings }) => this.showStop(generation, stop, settings),
      judge: ({ action, x }) => {
        const fault = judge(action, x);
        return fault ? { ok: false, fault } : success(null);
      },
      cancelCheck: () => {
        this.cancelCheck();
        return success(null);
      },
      restartCheck: () => {
        this.startCheck(false);
        if (this.checkStatus?.status === "done") this.emitState();
        return success(null);
      },
      checkAll: (_, generation) => {
        if (generation === this.generation) this.analysis?.run?.checkAll();
        return success(null);
      },
      ...forAnalysisRequests<"at once">(ofAnalysis),
    };
  }

  private load(ask: LoadAsk): Result<Made> {
    this.memoryLimit = ask.memoryLimit;
    const { source, generation, settings, stop } = ask;
    return this.inRoom(() => {
      const isOneSet = saysOneSet(settings);
      const read =
        source.kind === "file"
          ? readFile(source, this.openFile, this.engine, ask.memoryLimit, isOneSet)
          : readSource(source, isOneSet);
      if (!read.ok) return read;
      const made = this.make(generation, read.value, settings, stop);
      if (!made.ok && isAnythingSet(settings)) return unusable(made.fault, readX(read.value));
      if (!made.ok || !stop) return made;
      this.history.add({ ...stop, trend: this.analysis && stopTrend(this.analysis) }, read.value);
      return success({ ...made.value, history: this.history.entries });
    });
  }

  private configure(generation: number, settings: AnalysisSettings): Result<Made> {
    const { input, stop } = this;
    if (!input) return failure("no-input", "There is no matrix to analyse yet.");
    return this.inRoom(() => this.make(generation, input, settings, stop, this.good));
  }

  private showStop(generation: number, stop: number, settings: AnalysisSettings): Result<Made> {
    const input = this.history.get(stop);
    if (!input) return failure("no-stop", `Stop ${stop} is no longer kept.`);
    return this.inRoom(() => this.make(generation, input, settings, { stop, title: "" }));
  }

  private inRoom(work: () => Result<Made>): Result<Made> {
    try {
      return work();
    } finally {
      this.engine.leaveRoom();
    }
  }

  /**
   * Makes the analysis of an input. When it cannot be made, the one before stays as it is. `last` is what was made of the
   * same input before, without a probe: where a word cannot be used, a default counts only if it did so there.
   */
  private make(...[generation, input, settings, stop, last]: MakeAsk): Result<Made> {
    const allowed = allowMemory(input.x.shape, this.memoryLimit);
    if (!allowed.ok) return allowed;
    // What else is said decides which mistakes there are to be told apart.
    const { input: probed } = settle(input, { ...settings, probeSeed: null }, null);
    const probe = probeFor(probed, settings.probeSeed);
    if (!probe.ok) return probe;
    const settled = settle(input, settings, probe.value);
    const unmet = settled.defaulted.find((name) => !last || !isDefault(name, last));
    const fault = unmet && settled.faults.get(unmet);
    if (fault) return { ok: false, fault };
    // An x is made that will stand where the kernels read it: what it is made of stays where it is.
    if (input.xKept) this.engine.leaveRoom();
    const created = createProblem(this.withDrawnDout(settled.input), (layout) => this.engine.room(layout).dout);
    if (!created.ok) return created;
    const variance = checkVariance(created.value);
    if (!variance.ok) return variance;

    this.analysis?.run?.cancel();
    // A dout that is there already was drawn, not stated, and what is assumed nobody has said.
    const said = new Map(Object.entries(settled.input));
    const told = toldByKept(input.xKept, settled.input.rstd !== undefined);
    for (const name of settled.assumed) said.delete(name);
    const stated = created.value.stated.filter((key) => said.get(key) !== undefined || told.includes(key));
    const problem = this.adopt({ ...created.value, stated });
    // From here on x is read from where the kernels read it, so that there is one copy of it. A probe's x is not the source's.
    this.input =
      settled.input.x === input.x && !input.xKept ? { ...input, x: { ...input.x, values: problem.x } } : input;
    this.settled = settled;
    this.good = probe.value ? last : settled;
    this.stop = stop;
    this.generation = generation;
    this.analysis = new Analysis(this.engine, problem, settings.precision, stop && this.history.before(stop.stop));
    this.startCheck();
    const state = this.state();
    this.emitTiles(this.analysis.wholeTiles());
    return success({ state, history: this.history.entries });
  }

  /** The same dout as before where it would be drawn from the same seed again. */
  private withDrawnDout(input: ProblemInput): ProblemInput {
    const before = this.analysis?.problem;
    const again =
      before?.doutSeed !== undefined &&
      !input.dout &&
      before.doutSeed === (input.doutSeed ?? DEFAULT_SEED) &&
      input.x.values.length === before.dout.length;
    return again
      ? { ...input, dout: { shape: input.x.shape, values: before.dout, dtype: "float64" }, doutSeed: before.doutSeed }
      : input;
  }

  /** Brings x and dout to where the kernels read them; arrays that stand there already stay. */
  private adopt(problem: Problem): Problem {
    const before = this.analysis?.problem;
    // The memory of a problem has arrays of its columns: with another axis or layer it is another one.
    if (before?.x === problem.x && hasSameSets(before, problem)) {
      const there = before.dout === problem.dout || this.engine.replaceDout(before, problem.dout);
      if (there) return { ...problem, dout: before.dout };
    }
    if (before) {
      this.engine.dispose(before);
      // Should there be no memory for the next one, nothing may read where this one stood.
      this.analysis = undefined;
      this.input = undefined;
    }
    return this.engine.adopt(problem);
  }

  /** Starts the check, which may wait for the pictures. One that is done already when this returns is told by the state that follows. */
  private startCheck(waits = true): void {
    const { analysis, generation } = this;
    if (!analysis) return;
    let isStarting = true;
    this.checkStatus = { status: "running", done: 0, total: 1 };
    const listener: CheckListener = {
      progress: (check) => {
        this.checkStatus = check;
        this.emit({ event: "progress", generation, check, tensors: COMING_IN });
      },
      done: (check, milliseconds) => {
        this.checkStatus = checkState(check, milliseconds, this.engine);
        if (!isStarting) this.emitState();
      },
      failed: (error) => {
        throw error;
      },
    };
    analysis.startCheck(listener, this.partChecker, waits, this.timing);
    isStarting = false;
  }

  /** The state anew, because the check is done. */
  private emitState(): void {
    if (this.analysis) this.emitTiles(this.analysis.wholeTiles([...CHECKED, ...masksBy("check")]));
    this.emit({ event: "state", generation: this.generation, state: this.state() });
  }

  private emitTiles(tiles: WholeTiles): void {
    if (Object.keys(tiles).length) this.emit({ event: "tiles", generation: this.generation, tiles });
  }

  private cancelCheck(): void {
    const run = this.analysis?.run;
    if (!run || this.checkStatus?.status !== "running") return;
    run.cancel();
    this.checkStatus = run.state;
    this.emit({ event: "progress", generation: this.generation, check: run.state, tensors: COMING_IN });
  }

  private state(): AnalysisState {
    const { analysis, settled } = this;
    if (!analysis || !settled) throw new Error("expected an analysis, got none");
    return analysisState(this.generation, analysis, settled, this.checkStatus);
  }
}

type MakeAsk = readonly [
  generation: number,
  input: ProblemInput,
  settings: AnalysisSettings,
  stop: StopMark | undefined,
  last?: SettledInput,
];

function hasSameSets(one: Problem, other: Problem): boolean {
  const axes = (problem: Problem): string => [problem.layout.axis, ...problem.normalizedAxes].join();
  return one.norm === other.norm && one.groups === other.groups && axes(one) === axes(other);
}

function readX(input: ProblemInput): ReadX {
  const { norm, axis = DEFAULT_AXIS } = input;
  const { shape } = input.x;
  if (!norm) return { shape, axis };
  return { shape, axis, norm, columnAxes: normalizesAxes({ norm }) ? normalizedAxesOf(shape, input) : [axis] };
}
