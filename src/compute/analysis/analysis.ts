import { failure, success, type Result } from "../../core/fault";
import { numericDerivative } from "../../core/gradcheck";
import type { Gradients } from "../../core/gradients";
import type { Problem } from "../../core/problem";
import { sweep } from "../../core/sweep";
import type { Values } from "../../core/tensor";
import { UNCHECKED } from "../../core/unchecked";
import { worstCells } from "../../core/worst";
import type { Check, Comparison, GradientName } from "../../core/verdict";
import {
  STRIPS,
  TILE,
  toNumeric,
  type AnalysisRequests,
  type CellQuery,
  type CellReport,
  type TensorName,
  type Tile,
  type TileQuery,
  type TensorSummary,
  type WholeTiles,
  type WorstCell,
} from "../../protocol";
import { CellReader } from "./cell-reader";
import { columnsProblem } from "../../core/columns";
import { compare } from "./candidate-comparison";
import { CheckRun, type CheckHelper, type CheckListener } from "./check-run";
import type { Engine, Precision } from "../engine/engine";
import { exportBytes } from "../report/export-bytes";
import { Marginals } from "../picture/marginal-sums";
import { Pyramid } from "../picture/pyramid";
import { findCell, regionReport, valuesReport } from "./regions";
import { summarise } from "./tensor-summary";
import { derivedTensor, storedTensor, type ShownTensor } from "./shown-tensors";
import { xhatTensor } from "./xhat";

/** Memory for levels of detail: those of one whole tensor take 4/3 bytes for each of its cells. */
const LEVEL_BYTES_PER_CELL = 4;

/** Tensors of so many cells go to the page with the state: the way there and back takes longer than they do. */
const WHOLE_CELLS = 2 ** 14;
/** Those that a page shows when nobody has chosen others. */
const SHOWN_FIRST: readonly TensorName[] = [
  "x",
  "out",
  "dx",
  "error",
  "candidate",
  "difference",
  "relative",
  ...STRIPS,
];
/** What a check changes. */
export const CHECKED: readonly TensorName[] = ["error", "dgammaError", "dbetaError"];

type Answers = {
  readonly [K in keyof AnalysisRequests]: (ask: AnalysisRequests[K]["ask"]) => Result<AnalysisRequests[K]["reply"]>;
};

/** One problem with everything that is known of it, and the answers to what a page asks about it. */
export class Analysis {
  readonly gradients: Gradients;
  readonly comparison: Comparison | undefined;
  check: Check | undefined;
  run: CheckRun | undefined;
  private readonly tensors = new Map<TensorName, ShownTensor>();
  private readonly summaries = new Map<TensorName, TensorSummary>();
  private readonly pyramid: Pyramid;
  private readonly marginals: Marginals;
  private readonly cells: CellReader;
  private readonly answers: Answers;

  constructor(
    private readonly engine: Engine,
    readonly problem: Problem,
    readonly precision: Precision,
    /** x at the stop before, when its shape was the same. */
    previous: Values | undefined,
  ) {
    this.gradients = engine.gradients(problem, precision);
    this.comparison = compare(problem, this.gradients, precision);
    this.pyramid = new Pyramid(engine, problem.layout, LEVEL_BYTES_PER_CELL * problem.x.length);
    this.marginals = new Marginals(problem.layout);
    this.addTensors(previous);
    this.cells = new CellReader(problem, this.gradients, precision, this.tensors);
    this.answers = this.createAnswers();
  }

  /** Starts the gradient check from the beginning. A long one may wait for the pictures to stand. */
  startCheck(listener: CheckListener, helper: CheckHelper | undefined, waits: boolean): void {
    this.run?.cancel();
    this.check = undefined;
    const forget = (): void => {
      this.pyramid.forget("error");
      this.marginals.forget("error");
      this.summaries.delete("error");
    };
    const relay: CheckListener = {
      progress: (state) => {
        forget();
        listener.progress(state);
      },
      done: (check, milliseconds) => {
        this.check = check;
        forget();
        this.add(storedTensor("error", check.tensors.dx.error, "float64"));
        this.add(storedTensor("dgammaError", check.tensors.dgamma.error));
        this.add(storedTensor("dbetaError", check.tensors.dbeta.error));
        listener.done(check, milliseconds);
      },
      failed: (error) => {
        listener.failed(error);
      },
    };
    const run = new CheckRun(this.engine, this.problem, this.gradients, this.precision, relay, helper);
    this.run = run;
    forget();
    this.add(storedTensor("error", run.error, "float32", false));
    run.start(waits);
  }

  /** Summaries of all tensors there are. */
  allSummaries(): Partial<Record<TensorName, TensorSummary>> {
    return Object.fromEntries([...this.tensors.keys()].map((name) => [name, this.summary(name)]));
  }

  /** The tensors that a page shows first, or those of them that are wanted, when they are small. */
  wholeTiles(wanted: readonly TensorName[] = SHOWN_FIRST): WholeTiles {
    const { rows, channels } = this.problem.layout;
    if (rows * channels > WHOLE_CELLS || rows > TILE || channels > TILE) return {};
    const tiles: Partial<Record<TensorName, Tile>> = {};
    const place = { plane: { kind: "matrix" }, levelRow: 0, levelColumn: 0, row: 0, column: 0 } as const;
    for (const name of wanted) {
      const tile = this.tile({ tensor: name, ...place });
      if (tile) tiles[name] = tile;
    }
    return tiles;
  }

  private tile(query: TileQuery): Tile | null {
    const tensor = this.tensors.get(query.tensor);
    return tensor ? this.pyramid.tile(tensor, this.summary(query.tensor), query) : null;
  }

  answer<K extends keyof AnalysisRequests>(
    name: K,
    ask: AnalysisRequests[K]["ask"],
  ): Result<AnalysisRequests[K]["reply"]> {
    return this.answers[name](ask);
  }

  /** A request that is forgotten here is a compile error. */
  private createAnswers(): Answers {
    const { layout } = this.problem;
    return {
      tiles: (queries) => success(queries.map((query) => this.tile(query))),
      drawn: () => {
        this.run?.begin();
        return success(null);
      },
      cell: (query) => this.cell(query),
      region: (query) => {
        const shown = query.tensors.flatMap((tensor) => this.tensors.get(tensor) ?? []);
        return success(shown.map((tensor) => regionReport(tensor, layout, query)));
      },
      marginal: (query) => this.withTensor(query.tensor, (tensor) => this.marginals.report(tensor, query)),
      sweep: (query) => success(sweep(this.problem, this.gradients, query)),
      find: (query) => this.withTensor(query.tensor, (tensor) => findCell(tensor, layout, query)),
      worst: ({ candidate }) => success(this.worst(candidate)),
      values: (query) => {
        const tensor = this.tensors.get(query.tensor);
        return tensor ? valuesReport(tensor, layout, query) : missing(query.tensor);
      },
      exportBytes: ({ format, tensor }) => {
        const shown = this.tensors.get(tensor);
        return shown ? exportBytes(this.problem, shown, format) : missing(tensor);
      },
    };
  }

  private cell(query: CellQuery): Result<CellReport> {
    const { rows, channels } = this.problem.layout;
    if (!(query.row >= 0 && query.row < rows && query.column >= 0 && query.column < channels)) {
      return failure("no-cell", `There is no cell [${query.row}, ${query.column}] in ${rows} x ${channels}.`);
    }
    return success(this.cells.report(query, this.check));
  }

  private worst(candidate: boolean): WorstCell[] {
    const { problem, gradients } = this;
    const held = candidate ? this.comparison?.tensors : this.check?.tensors;
    if (!held) return [];
    return worstCells(problem.layout, held).map(({ tensor, index, offset, row, column, error }) => {
      const exact = gradients[tensor][offset];
      const [value, reference] = candidate
        ? [problem.candidate?.[tensor]?.values[offset] ?? NaN, exact]
        : [exact, this.numeric(tensor, row, column)];
      const place = { tensor, index, row, column };
      return { ...place, value: toNumeric(value), reference: toNumeric(reference), error: toNumeric(error) };
    });
  }

  /** The numeric derivative that a gradient was held against. */
  private numeric(tensor: GradientName, row: number, column: number): number {
    const one = columnsProblem(this.problem, column, column + 1);
    return numericDerivative(one, Math.max(0, row), 0, this.precision, tensor).value;
  }

  private withTensor<T>(name: TensorName, use: (tensor: ShownTensor) => T): Result<T> {
    const tensor = this.tensors.get(name);
    return tensor ? success(use(tensor)) : missing(name);
  }

  private summary(name: TensorName): TensorSummary {
    const known = this.summaries.get(name);
    if (known) return known;
    const tensor = this.tensors.get(name);
    if (!tensor) throw new Error(`expected a tensor that is shown, got ${name}`);
    const made = summarise(this.engine, tensor, this.problem.layout, name === "error" ? UNCHECKED : NaN);
    this.summaries.set(name, made);
    return made;
  }

  private add(tensor: ShownTensor): void {
    this.tensors.set(tensor.name, tensor);
    this.summaries.delete(tensor.name);
  }

  private addTensors(previous: Values | undefined): void {
    const { problem, gradients } = this;
    const { out, dx, dgamma, dbeta, mean, variance, normaliser } = gradients;
    this.add(storedTensor("x", problem.x, problem.dtype));
    this.add(xhatTensor(problem, normaliser));
    this.add(storedTensor("out", out));
    this.add(storedTensor("dout", problem.dout));
    this.add(storedTensor("dx", dx));
    this.add(storedTensor("gamma", problem.gamma));
    this.add(storedTensor("beta", problem.beta));
    this.add(storedTensor("mean", mean));
    this.add(storedTensor("variance", variance));
    this.add(storedTensor("dgamma", dgamma));
    this.add(storedTensor("dbeta", dbeta));
    const candidate = problem.candidate;
    if (candidate?.dx) {
      const { values, dtype } = candidate.dx;
      this.add(storedTensor("candidate", values, dtype));
      this.add(derivedTensor("difference", (offset) => values[offset] - dx[offset]));
      const error = this.comparison?.tensors.dx?.error;
      if (error) this.add(storedTensor("relative", error));
    }
    if (candidate?.dgamma) this.add(storedTensor("candidateDgamma", candidate.dgamma.values, candidate.dgamma.dtype));
    if (candidate?.dbeta) this.add(storedTensor("candidateDbeta", candidate.dbeta.values, candidate.dbeta.dtype));
    if (previous?.length === problem.x.length) {
      this.add(derivedTensor("change", (offset) => problem.x[offset] - previous[offset]));
    }
  }
}

function missing(name: TensorName): Result<never> {
  return failure("no-tensor", `There is no tensor ${name} in this analysis.`);
}
