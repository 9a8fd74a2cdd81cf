import type { Gradients } from "../../../core/batchnorm/gradients";
import { ColumnExplainer } from "../../../core/explain/cell-explanation";
import { explainColumn } from "../../../core/explain/explained-column";
import { Experiment } from "../../../core/explain/experiment";
import { PlacementRun } from "../../../core/explain/placement";
import type { PlacementName } from "../../../core/explain/placed-relu";
import { termCells } from "../../../core/explain/term-cells";
import { failure, success, type Result } from "../../../core/fault";
import { counted } from "../../../core/spelling";
import type { Problem } from "../../../core/problem";
import type { Values } from "../../../core/tensor";
import type { ExplainPicture, ExplainTileQuery } from "../../../protocol/explain";
import type { TensorSummary, Tile } from "../../../protocol/picture";
import type { Engine, Precision } from "../../engine/engine";
import { Pyramid } from "../../picture/pyramid";
import type { ShownCells } from "../../picture/shown-tensors";
import { summariseCells } from "../tensor-summary";
import { JacobianPicture } from "./jacobian-picture";
import { PlacedTensors } from "./placed-tensors";

/** Levels of the terms and of placements: those of a tensor or two. */
const LEVEL_BYTES_PER_CELL = 4;
/** A placement's two tensors are kept whole, 16 bytes a cell. */
const MOST_PLACED = 2 ** 22;
const SLICE_MILLISECONDS = 25;

type Shown = ShownCells & { readonly dtype: string };

/** What explains an analysis. All is made when it is asked for, and the last column is kept: whoever looks stays near. */
export class Explaining {
  private last: { readonly explainer: ColumnExplainer; readonly picture: () => JacobianPicture } | undefined;
  private readonly term: ReturnType<typeof termCells>;
  private readonly pyramid: Pyramid;
  private readonly summaries = new Map<string, TensorSummary>();
  private placed: { readonly name: PlacementName; readonly tensors: PlacedTensors } | undefined;
  private run: PlacementRun | undefined;
  private trained: Experiment | undefined;

  constructor(
    private readonly engine: Engine,
    private readonly problem: Problem,
    gradients: Gradients,
    private readonly precision: Precision,
  ) {
    this.term = termCells(problem, gradients);
    this.pyramid = new Pyramid(engine, problem.layout, LEVEL_BYTES_PER_CELL * problem.x.length);
  }

  column(k: number): ColumnExplainer {
    return this.columnOf(k).explainer;
  }

  /** The placements, as far as they have come. */
  get placements(): PlacementRun {
    return (this.run ??= new PlacementRun(this.problem));
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
    const made = summariseCells(this.engine, cells, this.problem.layout, { centre: "zero" });
    if (cells.whole) this.summaries.set(cells.name, made);
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
    if (this.placed?.name !== name) this.placed = { name, tensors: new PlacedTensors(this.problem, name) };
    const { tensors } = this.placed;
    const key = `placement ${name} ${of}`;
    if (!tensors.isWhole) {
      tensors.advance(SLICE_MILLISECONDS);
      for (const each of ["out", "dx"]) this.pyramid.forget(`placement ${name} ${each}`);
    }
    const stored = tensors[of];
    return success({
      name: key,
      strip: false,
      stored,
      at: (offset) => stored[offset] ?? NaN,
      fill: (offset, target) => {
        target.set(stored.subarray(offset, offset + target.length));
      },
      whole: tensors.isWhole,
      dtype: "float64",
    });
  }
}
