import { batchnormForward, statisticsGradients, terms } from "../../core/batchnorm/batchnorm";
import { numericDerivative, STRICTNESS } from "../../core/gradcheck/gradcheck";
import type { Gradients } from "../../core/batchnorm/gradients";
import { indexOf, offsetOf, type Layout } from "../../core/layout";
import { isCentred } from "../../core/normalization-layer";
import type { Problem } from "../../core/problem";
import { cellAmongSets } from "../../core/shown-matrix";
import type { Check } from "../../core/verdict";
import { ulp } from "../../core/ulp";
import { toNumeric, type Numeric } from "../../protocol/json-number";
import type { TensorName } from "../../protocol/picture";
import type { CellQuery, CellReport } from "../../protocol/queries";
import { columnsProblem } from "../../core/batchnorm/columns";
import type { Precision } from "../engine/engine";
import type { ShownTensor } from "../picture/shown-tensors";
import { itemAt } from "../../core/item-at";

/** Tells everything about single cells of the shown matrix. The last set's forward pass is kept: the pointer mostly stays near. */
export class CellReader {
  private last:
    | {
        readonly column: number;
        readonly problem: Problem;
        readonly cache: ReturnType<typeof batchnormForward>["cache"];
      }
    | undefined;

  constructor(
    private readonly problem: Problem,
    private readonly shown: Layout,
    private readonly gradients: Gradients,
    private readonly precision: Precision,
    private readonly tensors: ReadonlyMap<TensorName, ShownTensor>,
  ) {}

  report({ row, column }: CellQuery, check: Check | undefined): Omit<CellReport, "wrong"> {
    const { problem, shown, gradients } = this;
    const offset = offsetOf(shown, row, column);
    const at = cellAmongSets(problem, shown, { row, column });
    const { problem: one, cache } = this.columnOf(at.column);
    const [direct, mean, variance] = terms(one, cache, at.row, 0);
    const ofStatistics = statisticsGradients(one, cache, at.row, 0);
    const numeric = numericDerivative(one, at.row, 0, this.precision);
    const dx = itemAt(gradients.dx, offset);
    const ofCandidate = this.tensors.get("ulp")?.at(offset);
    const floor = STRICTNESS[this.precision].floor * numeric.scale;
    const isBelow = Math.max(Math.abs(dx), Math.abs(numeric.value)) < floor;
    const error = check ? check.tensors.dx.error[offset] : this.tensors.get("error")?.at(offset);
    return {
      index: indexOf(shown, row, column),
      row,
      column,
      values: this.valuesAt(column, offset, at.column),
      terms: [toNumeric(direct), toNumeric(mean), toNumeric(variance)],
      statistics: ofStatistics && { dmu: toNumeric(ofStatistics.dmu), dv: toNumeric(ofStatistics.dv) },
      numeric: toNumeric(numeric.value),
      numericUncertainty: toNumeric(numeric.uncertainty),
      error: toNumeric(error ?? NaN),
      floor: isBelow ? toNumeric(floor) : null,
      tolerance: check?.tolerance ?? 0,
      ulp: toNumeric(ofCandidate ?? Math.abs(dx - numeric.value) / ulp(numeric.value)),
      part: this.partOf(row),
    };
  }

  /** Of every tensor there is, and of the set where its statistics are no strip. */
  private valuesAt(column: number, offset: number, set: number): CellReport["values"] {
    const { problem, gradients } = this;
    const values: Partial<Record<TensorName, Numeric>> = {};
    for (const tensor of this.tensors.values())
      values[tensor.name] = toNumeric(tensor.at(tensor.strip ? column : offset));
    if (!problem.layout.cells) return values;
    const mean = isCentred(problem) && { mean: toNumeric(itemAt(gradients.mean, set)) };
    return { ...values, ...mean, variance: toNumeric(itemAt(gradients.variance, set)) };
  }

  private columnOf(column: number): NonNullable<CellReader["last"]> {
    if (this.last?.column !== column) {
      const one = columnsProblem(this.problem, column, column + 1);
      this.last = { column, problem: one, cache: batchnormForward(one).cache };
    }
    return this.last;
  }

  private partOf(row: number): string | null {
    const { parts, layout } = this.problem;
    let end = 0;
    for (const part of parts) {
      end += part.outer * layout.positions;
      if (row < end) return part.name;
    }
    return null;
  }
}
