import { checkVariance, notes } from "../../core/notes";
import { blindSpots, separatingProbe } from "../../core/diagnosis";
import { failure, success, type Result } from "../../core/fault";
import { createProblem, DEFAULT_SEED, type Problem, type ProblemInput } from "../../core/problem";
import { toLayout } from "../../core/layout";
import { sizeOf, type Tensor } from "../../core/tensor";
import { readProblemFile } from "../../input/read";
import type { BlindSpot } from "../../core/verdict";
import type { AnalysisState, CheckState, HistoryEntry, TensorSummary, WholeTiles } from "../../protocol";
import { Analysis, CHECKED } from "../analysis/analysis";
import { checkState, diagnosisState, tensorVerdict, type CheckHelper, type CheckListener } from "../analysis/check-run";
import type { OpenDisk, OpenFile } from "./disk";
import type { Engine } from "../engine/engine";
import { History } from "./stop-history";
import {
  BYTES_PER_CELL,
  type AnalysisSettings,
  type FileOnDisk,
  type LoadAsk,
  type StopMark,
  type WorkerEvent,
  type WorkerRequestName,
  type WorkerRequests,
} from "./messages";
import { partDrift } from "../analysis/part-drift";
import { readSource, settle, type Probe, type SettledInput } from "./settings";

/** Everything that a worker knows: one problem at a time, its analysis, and the earlier stops of a program. */
export class Session {
  private generation = 0;
  private input: ProblemInput | undefined;
  private settled: SettledInput | undefined;
  private analysis: Analysis | undefined;
  private blind: readonly BlindSpot[] | undefined; // not known yet
  private stop: StopMark | undefined;
  private memoryLimit = Infinity;
  private checkStatus: CheckState | null = null;
  private readonly history = new History();

  constructor(
    private readonly engine: Engine,
    private readonly emit: (event: WorkerEvent) => void,
    private readonly helper?: CheckHelper,
    private readonly openFile?: OpenDisk,
  ) {}

  /** Answers one request. Queries of an older generation get the fault "superseded". */
  answer<K extends WorkerRequestName>(
    name: K,
    generation: number,
    ask: WorkerRequests[K]["ask"],
  ): Result<WorkerRequests[K]["reply"]>;
  answer(name: WorkerRequestName, generation: number, ask: unknown): Result<unknown> {
    switch (name) {
      case "load":
        return this.load(ask as LoadAsk);
      case "configure": {
        const { generation: next, settings } = ask as WorkerRequests["configure"]["ask"];
        return this.configure(next, settings);
      }
      case "showStop": {
        const { generation: next, stop, settings } = ask as WorkerRequests["showStop"]["ask"];
        const input = this.history.get(stop);
        if (!input) return failure("no-stop", `Stop ${stop} is no longer kept.`);
        return this.analyse(next, input, settings, { stop, title: "" });
      }
      case "history":
        return success<readonly HistoryEntry[]>(this.history.entries);
      case "checkPart":
        throw new Error("checkPart is answered by the worker itself");
      case "cancelCheck":
        this.cancelCheck();
        return success(null);
      case "restartCheck":
        this.startCheck(false);
        if (this.checkStatus?.status === "done") this.emitState();
        return success(null);
      default: {
        if (generation !== this.generation || !this.analysis) {
          return failure("superseded", "A newer analysis has taken over.");
        }
        return this.analysis.answer(name, ask as never);
      }
    }
  }

  private load(ask: LoadAsk): Result<AnalysisState> {
    this.memoryLimit = ask.memoryLimit;
    const read = ask.source.kind === "file" ? this.readFile(ask.source) : readSource(ask.source);
    if (!read.ok) {
      this.engine.leaveRoom();
      return read;
    }
    const made = this.analyse(ask.generation, read.value, ask.settings, ask.stop);
    if (made.ok && ask.stop) this.history.add(ask.stop, read.value);
    return made;
  }

  /** Reads a file of this machine, into the memory in which it is analysed where that can be done. */
  private readFile({ path, name }: FileOnDisk): Result<ProblemInput> {
    if (!this.openFile) throw new Error("expected a worker that can read files, got one that cannot");
    let file: OpenFile | undefined;
    try {
      file = this.openFile(path);
      return readProblemFile(file, name, (shape) => {
        const layout = toLayout(shape);
        if (!layout.ok) return layout;
        const allowed = this.allow(shape);
        return allowed.ok ? success(this.engine.room(layout.value).x) : allowed;
      });
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return failure("read-failed", `${name} could not be read: ${reason}.`);
    } finally {
      file?.close();
    }
  }

  /** Refuses a problem that needs more memory than it may have. */
  private allow(shape: readonly number[]): Result<null> {
    const cells = sizeOf(shape);
    if (cells * BYTES_PER_CELL <= this.memoryLimit) return success(null);
    return failure("memory-limit", memoryText(shape, cells, this.memoryLimit));
  }

  private configure(generation: number, settings: AnalysisSettings): Result<AnalysisState> {
    if (!this.input) return failure("no-input", "There is no matrix to analyse yet.");
    return this.analyse(generation, this.input, settings, this.stop);
  }

  private analyse(...what: Parameters<Session["make"]>): Result<AnalysisState> {
    try {
      return this.make(...what);
    } finally {
      this.engine.leaveRoom();
    }
  }

  /** Makes the analysis of an input. When it cannot be made, the one before stays as it is. */
  private make(
    generation: number,
    input: ProblemInput,
    settings: AnalysisSettings,
    stop: StopMark | undefined,
  ): Result<AnalysisState> {
    const allowed = this.allow(input.x.shape);
    if (!allowed.ok) return allowed;
    let probe: Probe | null = null;
    if (settings.probeSeed !== null) {
      const plain = createProblem(input);
      if (!plain.ok) return plain;
      probe = toProbe(plain.value, settings.probeSeed);
    }
    const settled = settle(input, settings, probe);
    const created = createProblem(this.withDrawnDout(settled.input), (layout) => this.engine.room(layout).dout);
    if (!created.ok) return created;
    const variance = checkVariance(created.value);
    if (!variance.ok) return variance;

    this.analysis?.run?.cancel();
    const problem = this.adopt(created.value);
    // From here on x is read from where the kernels read it, so that there is one copy of it. A probe's x is not the source's.
    this.input = settled.input.x === input.x ? { ...input, x: { ...input.x, values: problem.x } } : input;
    this.settled = settled;
    this.stop = stop;
    this.generation = generation;
    this.analysis = new Analysis(this.engine, problem, settings.precision, stop && this.history.before(stop.stop));
    this.blind = undefined;
    this.startCheck();
    const state = this.state();
    this.emitTiles(this.analysis.wholeTiles());
    return success(state);
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
    if (before?.x === problem.x) {
      const there = before.dout === problem.dout || this.engine.replaceDout(before, problem.dout);
      if (there) return { ...problem, dout: before.dout };
    }
    if (before) this.engine.dispose(before);
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
        this.emit({ event: "progress", generation, check, tensors: ["error"] });
      },
      done: (check, milliseconds) => {
        this.checkStatus = checkState(check, milliseconds);
        if (!isStarting) this.emitState();
      },
      failed: (error) => {
        throw error;
      },
    };
    analysis.startCheck(listener, this.helper, waits);
    isStarting = false;
  }

  /** The state anew, because the check is done. */
  private emitState(): void {
    if (this.analysis) this.emitTiles(this.analysis.wholeTiles(CHECKED));
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
    this.emit({ event: "progress", generation: this.generation, check: run.state, tensors: ["error"] });
  }

  /** Said together with the check's verdict: the first pictures do not wait for them. */
  private blindSpots({ problem, comparison }: Analysis): readonly BlindSpot[] {
    if (problem.candidate) return comparison?.blind ?? [];
    if (this.checkStatus?.status !== "running") this.blind ??= blindSpots(problem);
    return this.blind ?? [];
  }

  private state(): AnalysisState {
    const { analysis, settled } = this;
    if (!analysis || !settled) throw new Error("expected an analysis, got none");
    const { problem, gradients, comparison } = analysis;
    const { layout } = problem;
    const summaries = analysis.allSummaries();
    const isFinite = ({ rows, columns, finite }: TensorSummary): boolean => finite === rows * columns;
    const { x, dout } = summaries;
    const known = { xIsFinite: x !== undefined && isFinite(x), doutIsFinite: dout !== undefined && isFinite(dout) };
    return {
      generation: this.generation,
      shape: layout.shape,
      rows: layout.rows,
      columns: layout.channels,
      dtype: problem.dtype,
      eps: problem.eps,
      mode: problem.mode,
      activation: problem.activation,
      doutSeed: problem.doutSeed ?? null,
      precision: analysis.precision,
      parameters: settled.parameters,
      summaries,
      notes: [...notes(problem, known), ...settled.notes],
      check: this.checkStatus,
      comparison: comparison
        ? {
            title: settled.candidateTitle,
            verdict: comparison.verdict,
            reason: comparison.reason,
            tensors: Object.fromEntries(
              Object.entries(comparison.tensors).map(([name, tensor]) => [name, tensorVerdict(tensor)]),
            ),
            diagnoses: comparison.diagnoses.map(diagnosisState),
            blind: comparison.blind,
          }
        : null,
      blind: this.blindSpots(analysis),
      parts: problem.parts,
      partDrift: partDrift(problem, gradients),
    };
  }
}

function toProbe(problem: Problem, seed: number): Probe {
  const { gamma, beta, dout, eps, x } = separatingProbe(problem, seed);
  const { shape, channels } = problem.layout;
  const matrix = (values: Float64Array): Tensor => ({ shape, values, dtype: "float64" });
  const vector = (values: Float64Array): Tensor => ({ shape: [channels], values, dtype: "float64" });
  return { gamma: vector(gamma), beta: vector(beta), dout: matrix(dout), eps, ...(x && { x: matrix(x) }) };
}

function memoryText(shape: readonly number[], cells: number, limit: number): string {
  const mebibytes = (bytes: number): string => `${Math.ceil(bytes / 2 ** 20).toLocaleString("en")} MiB`;
  return (
    `A tensor of ${shape.join(" x ")} needs ${mebibytes(cells * BYTES_PER_CELL)} for its analysis, ` +
    `the limit is ${mebibytes(limit)} (setting gradientLens.memoryLimit).`
  );
}
