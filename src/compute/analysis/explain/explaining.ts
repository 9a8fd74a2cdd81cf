import type { Gradients } from "../../../core/batchnorm/gradients";
import { ColumnExplainer } from "../../../core/explain/cell-explanation";
import { columnKinds, type ColumnKind } from "../../../core/explain/column-kinds";
import { explainColumn } from "../../../core/explain/explained-column";
import { Experiment } from "../../../core/explain/experiment";
import { PlacementRun } from "../../../core/explain/placement";
import type { PlacementName } from "../../../core/explain/placed-relu";
import { termCells } from "../../../core/explain/term-cells";
import { failure, success, type Result } from "../../../core/fault";
import type { Layout } from "../../../core/layout";
import { shownMatrix } from "../../../core/shown-matrix";
import { counted } from "../../../core/spelling";
import type { Problem } from "../../../core/problem";
import type { Values } from "../../../core/tensor";
import { MOST_PLACED, type ExplainPicture, type ExplainTileQuery, type OddColumns } from "../../../protocol/explain";
import type { TensorSummary, Tile } from "../../../protocol/picture";
import type { Distribution } from "../../../protocol/queries";
import type { Engine, Precision } from "../../engine/engine";
import { Pyramid } from "../../picture/pyramid";
import type { ShownCells } from "../../picture/shown-tensors";
import { distributionOf } from "../distribution";
import { summariseCells } from "../tensor-summary";
import { JacobianPicture } from "./jacobian-picture";
import { PlacedTensors } from "./placed-tensors";

/** Levels of the terms and of placements: those of a tensor or two. */
const LEVEL_BYTES_PER_CELL = 4;
/** Cells of all columns together: some tenths of a second, once. */
const MOST_LOOKED_THROUGH = 2 ** 16;
/** Of histograms of what leaves a placement. */
const BINS = 40;

type Shown = ShownCells & { readonly dtype: string };

/** What explains an analysis. All is made when it is asked for, and the last column is kept: whoever looks stays near. */
export class Explaining {
  private last: { readonly explainer: ColumnExplainer; readonly picture: () => JacobianPicture } | undefined;
  private readonly shown: Layout;
  private readonly term: ReturnType<typeof termCells>;
  private readonly pyramid: Pyramid;
  private readonly summaries = new Map<string, TensorSummary>();
  private readonly placed = new Map<PlacementName, PlacedTensors>();
  private readonly distributions = new Map<PlacementName, Distribution>();
  private found: OddColumns | undefined;
  private run: PlacementRun | undefined;
  private trained: Experiment | undefined;

  constructor(
    private readonly engine: Engine,
    private readonly problem: Problem,
    gradients: Gradients,
    private readonly precision: Precision,
  ) {
    this.term = termCells(problem, gradients);
    this.shown = shownMatrix(problem);
    this.pyramid = new Pyramid(engine, this.shown, LEVEL_BYTES_PER_CELL * problem.x.length);
  }

  column(k: number): ColumnExplainer {
    return this.columnOf(k).explainer;
  }

  /** Columns, or sets, about which something is odd; null of a problem that it would take long to look through. */
  get odd(): OddColumns | null {
    const { layout, x } = this.problem;
    if (x.length > MOST_LOOKED_THROUGH) return null;
    if (this.found) return this.found;
    const found: Record<ColumnKind, number[]> = { constant: [], outlier: [], dead: [] };
    for (let k = 0; k < layout.channels; k++)
      for (const kind of columnKinds(explainColumn(this.problem, k))) found[kind].push(k);
    return (this.found = found);
  }

  /** The placements, as far as they have come. What leaves them is kept where it can be drawn. */
  get placements(): PlacementRun {
    const { layout, x } = this.problem;
    const isDrawn = x.length <= MOST_PLACED;
    return (this.run ??= new PlacementRun(this.problem, this.precision, (column) => {
      if (isDrawn) kept(this.placed, column.name, () => new PlacedTensors(layout)).keep(column);
    }));
  }

  /** Of what leaves a placement that is done; null where it is not kept. */
  distribution(name: PlacementName): Distribution | null {
    const out = this.placed.get(name)?.out;
    if (!out) return null;
    return kept(this.distributions, name, () => distributionOf((visit) => out.forEach(visit), BINS));
  }

  /** The experiment of a seed, as far as it has come; a new one where that is asked for. */
  experiment(seed: number, isNew: boolean): Experiment {
    if (isNew || this.trained?.seed !== seed) this.trained = new Experiment(seed);
    return this.trained;
  }

  tile({ picture, ...place }: ExplainTileQuery): Result<Tile> {
    if (picture.kind === "jacobian") return success(this.columnOf(picture.column).picture().tile(picture.piece, place));
    const cells = this.cells(picture);
    if (!cells.ok) return cells;
    const coding = this.summaryOf(cells.value);
    return success(this.pyramid.tile(cells.value, coding, { ...place, plane: { kind: "matrix" } }));
  }

  summary(picture: ExplainPicture): Result<TensorSummary> {
    if (picture.kind === "jacobian") return success(this.columnOf(picture.column).picture().summary(picture.piece));
    const cells = this.cells(picture);
    return cells.ok ? success(this.summaryOf(cells.value)) : cells;
  }

  private columnOf(k: number): NonNullable<Explaining["last"]> {
    if (this.last?.explainer.column.column === k) return this.last;
    const explainer = new ColumnExplainer(explainColumn(this.problem, k), this.precision);
    let picture: JacobianPicture | undefined;
    this.last = { explainer, picture: () => (picture ??= new JacobianPicture(explainer)) };
    return this.last;
  }

  private summaryOf(cells: Shown): TensorSummary {
    const known = this.summaries.get(cells.name);
    if (known) return known;
    const made = summariseCells(this.engine, cells, this.shown, { centre: "zero" });
    this.summaries.set(cells.name, made);
    return made;
  }

  private cells(picture: Exclude<ExplainPicture, { kind: "jacobian" }>): Result<Shown> {
    if (picture.kind === "placement") return this.placedCells(picture.placement, picture.of);
    const at = (offset: number): number => this.term(picture.term, offset);
    const fill = (offset: number, target: Values): void => {
      for (let i = 0; i < target.length; i++) target[i] = at(offset + i);
    };
    const name = `term ${picture.term}`;
    return success({ name, strip: false, stored: undefined, at, fill, whole: true, dtype: "float64" });
  }

  private placedCells(name: PlacementName, of: "out" | "dx"): Result<Shown> {
    const cells = this.problem.x.length;
    if (cells > MOST_PLACED) {
      const text = `Expected at most ${counted(MOST_PLACED)} cells for a picture of a placement, got ${counted(cells)}.`;
      return failure("too-many-cells", text);
    }
    const tensors = this.placed.get(name);
    const isDone = this.run !== undefined && this.run.done === this.run.total;
    if (!tensors || !isDone) return failure("not-there", "Expected placements that are done.");
    const stored = tensors[of];
    return success({
      name: `placement ${name} ${of}`,
      strip: false,
      stored,
      at: (offset) => stored[offset] ?? NaN,
      fill: (offset, target) => {
        target.set(stored.subarray(offset, offset + target.length));
      },
      whole: true,
      dtype: "float64",
    });
  }
}

function kept<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}
