import type { Result } from "../../core/fault";
import type { Gradients } from "../../core/batchnorm/gradients";
import type { Layout } from "../../core/layout";
import type { Problem } from "../../core/problem";
import { shownMatrix } from "../../core/shown-matrix";
import type { Values } from "../../core/tensor";
import { UNCHECKED } from "../../core/gradcheck/unchecked";
import type { Check, Comparison } from "../../core/verdict";
import type { AnalysisRequests } from "../../protocol/analysis-requests";
import {
  TILE,
  type MaskName,
  type TensorSummary,
  type Tile,
  type TileName,
  type TileQuery,
  type WholeTiles,
} from "../../protocol/picture";
import {
  CHECKED,
  COMING_IN,
  isMask,
  MASKS,
  masksBy,
  picturesShown,
  STRIPS,
  viewOf,
  VIEWS,
  type TensorName,
} from "../../views";
import type { Known } from "../../views/view";
import type { Engine, Precision } from "../engine/engine";
import { Marginals } from "../picture/marginal-sums";
import { Pyramid } from "../picture/pyramid";
import { ANSWERS } from "./answers";
import type { Analysed } from "./answers/answer";
import { compareWithExact } from "./candidate-comparison";
import { CellReader } from "./cell-reader";
import type { PartChecker } from "./check-part";
import { CheckRun, type CheckListener, type CheckTiming } from "./check-run";
import { Explaining } from "./explain/explaining";
import { PLAIN, shownMask, shownTensor, type ShownCells, type ShownTensor } from "../picture/shown-tensors";
import { summarise } from "./tensor-summary";

/** Memory for levels of detail: those of one whole tensor take 4/3 bytes for each of its cells. */
const LEVEL_BYTES_PER_CELL = 4;

/** Tensors of so many cells go to the page with the state: the way there and back takes longer than they do. */
const WHOLE_CELLS = 2 ** 14;
/** Those that a page shows when nobody has chosen others. */
const SHOWN_FIRST: readonly TileName[] = [
  ...picturesShown("at first"),
  ...picturesShown("in doubt"),
  ...picturesShown("with a candidate"),
  ...STRIPS,
  ...masksBy("comparison"),
];

/** One problem with everything that is known of it, and the answers to what a page asks about it. */
export class Analysis implements Analysed {
  readonly shown: Layout;
  readonly gradients: Gradients;
  readonly comparison: Comparison | undefined;
  private readonly exact: Known["exact"];
  /** What is known of the cells: of all of them, or of those that were looked at. */
  check: Check | undefined;
  run: CheckRun | undefined;
  private readonly tensors = new Map<TensorName, ShownTensor>();
  private readonly summaries = new Map<TensorName, TensorSummary>();
  private readonly pyramid: Pyramid;
  readonly marginals: Marginals;
  readonly cells: CellReader;
  readonly explaining: Explaining;
  private readonly previous: Values | undefined;

  constructor(
    private readonly engine: Engine,
    readonly problem: Problem,
    readonly precision: Precision,
    /** x at the stop before, when its shape was the same. */
    previous: Values | undefined,
  ) {
    this.shown = shownMatrix(problem);
    this.gradients = engine.gradients(problem, precision);
    const { comparison, exact } = compareWithExact(problem, this.gradients, precision);
    this.comparison = comparison;
    this.exact = exact;
    this.pyramid = new Pyramid(engine, this.shown, LEVEL_BYTES_PER_CELL * problem.x.length);
    this.marginals = new Marginals(this.shown);
    this.previous = previous?.length === problem.x.length ? previous : undefined;
    this.show(VIEWS.map(({ name }) => name));
    this.cells = new CellReader(problem, this.shown, this.gradients, precision, this.tensors);
    this.explaining = new Explaining(engine, problem, this.gradients, precision);
  }

  /** Starts the gradient check from the beginning. A long one may wait for the pictures to stand. */
  startCheck(
    listener: CheckListener,
    partChecker: PartChecker | undefined,
    waits: boolean,
    timing?: CheckTiming,
  ): void {
    this.run?.cancel();
    this.check = undefined;
    this.forget(masksBy("check"));
    const relay: CheckListener = {
      progress: (state) => {
        this.forget(COMING_IN);
        this.check = run.found;
        listener.progress(state);
      },
      done: (check, milliseconds) => {
        this.check = check;
        const { dx, dgamma, dbeta } = check.tensors;
        this.show(CHECKED, { dx: dx.error, dgamma: dgamma.error, dbeta: dbeta.error });
        listener.done(check, milliseconds);
      },
      failed: (error) => {
        listener.failed(error);
      },
    };
    const { problem, gradients, precision } = this;
    const run = new CheckRun(this.engine, { problem, gradients, precision }, relay, partChecker, timing);
    this.run = run;
    this.show(COMING_IN, { dx: run.error }, false);
    run.start(waits);
  }

  /** Summaries of all tensors there are. */
  allSummaries(): Partial<Record<TensorName, TensorSummary>> {
    return Object.fromEntries([...this.tensors.keys()].map((name) => [name, this.summary(name)]));
  }

  /** The tensors that a page shows first, or those of them that are wanted, when they are small. */
  wholeTiles(wanted: readonly TileName[] = SHOWN_FIRST): WholeTiles {
    const { rows, channels } = this.shown;
    if (rows * channels > WHOLE_CELLS || rows > TILE || channels > TILE) return {};
    const tiles: Partial<Record<TileName, Tile>> = {};
    const place = { plane: { kind: "matrix" }, levelRow: 0, levelColumn: 0, row: 0, column: 0 } as const;
    for (const name of wanted) {
      const tile = this.tile({ tensor: name, ...place });
      if (tile) tiles[name] = tile;
    }
    return tiles;
  }

  tensor(name: TensorName): ShownTensor | undefined {
    return this.tensors.get(name);
  }

  mask(name: MaskName): ShownCells | undefined {
    const { by, of } = MASKS[name];
    const held = by === "check" ? this.check : this.comparison;
    const wrong = held?.tensors[of]?.wrongCells;
    return wrong && shownMask(name, wrong);
  }

  tile(query: TileQuery): Tile | null {
    const { tensor: name } = query;
    if (isMask(name)) {
      const mask = this.mask(name);
      return mask ? this.pyramid.tile(mask, PLAIN, query) : null;
    }
    const tensor = this.tensors.get(name);
    return tensor ? this.pyramid.tile(tensor, this.summary(name), query) : null;
  }

  answer<K extends keyof AnalysisRequests>(
    name: K,
    ask: AnalysisRequests[K]["ask"],
  ): Result<AnalysisRequests[K]["reply"]> {
    return ANSWERS[name](this, ask);
  }

  private summary(name: TensorName): TensorSummary {
    const known = this.summaries.get(name);
    if (known) return known;
    const tensor = this.tensors.get(name);
    if (!tensor) throw new Error(`expected a tensor that is shown, got ${name}`);
    const absent = COMING_IN.includes(name) ? UNCHECKED : NaN;
    const made = summarise(this.engine, tensor, this.shown, absent);
    this.summaries.set(name, made);
    return made;
  }

  /** Makes these views anew, those of them that have numbers. */
  private show(names: readonly TensorName[], errors?: Known["errors"], whole = true): void {
    const { problem, gradients, exact, comparison, previous } = this;
    this.forget(names);
    for (const name of names) {
      const numbers = viewOf(name).numbers({ problem, gradients, exact, comparison, errors, previous });
      if (numbers) this.tensors.set(name, shownTensor(name, numbers, whole));
    }
  }

  /** Forgets what was made of tensors whose numbers have changed. */
  private forget(names: readonly TileName[]): void {
    for (const name of names) {
      this.pyramid.forget(name);
      if (isMask(name)) continue;
      this.marginals.forget(name);
      this.summaries.delete(name);
    }
  }
}
