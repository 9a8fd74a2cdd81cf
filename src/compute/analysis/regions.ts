import type { Layout } from "../../core/layout";
import { failure, success, type Result } from "../../core/fault";
import { powerOfTwo } from "../../core/statistics";
import {
  toNumeric,
  type FindQuery,
  type FindReport,
  type RegionQuery,
  type RegionReport,
  type ValuesQuery,
  type ValuesReport,
} from "../../protocol";
import { absenceOf } from "./absent-cells";
import { geometryOf, readBlock, type ShownTensor } from "./shown-tensors";

/** Cells that may cross to the page as text at once. */
const VALUES_LIMIT = 1_000_000;

/** Statistics of a rectangle of a plane. Sums are compensated (Neumaier); sd is divided by the count. */
export function regionReport(tensor: ShownTensor, layout: Layout, query: RegionQuery): RegionReport {
  const geometry = geometryOf(tensor, layout, query.plane);
  const row0 = tensor.strip ? 0 : query.row0;
  const row1 = tensor.strip ? 1 : query.row1;
  const { column0, column1 } = query;
  const isAbsent = absenceOf(tensor);
  const eachFinite = (visit: (value: number) => void): void => {
    for (let row = row0; row < row1; row++) {
      for (let column = column0; column < column1; column++) {
        const value = tensor.at(geometry.offset(row, column));
        if (Number.isFinite(value) && !isAbsent(value)) visit(value);
      }
    }
  };
  let nan = 0;
  let infinite = 0;
  let min = Infinity;
  let max = -Infinity;
  let finite = 0;
  for (let row = row0; row < row1; row++) {
    for (let column = column0; column < column1; column++) {
      const value = tensor.at(geometry.offset(row, column));
      if (isAbsent(value)) continue;
      if (Number.isNaN(value)) nan++;
      else if (!Number.isFinite(value)) infinite++;
      else {
        finite++;
        if (value < min) min = value;
        if (value > max) max = value;
      }
    }
  }
  // In a unit near the largest magnitude squares of huge and tiny numbers stay in range, and so does max - min.
  const magnitude = Math.max(Math.abs(min), Math.abs(max));
  const scale = finite === 0 || magnitude === 0 ? 1 : powerOfTwo(magnitude);
  const low = min / scale;
  const range = max / scale - low;
  const sum = new CompensatedSum();
  const squares = new CompensatedSum();
  eachFinite((value) => {
    sum.add(value / scale);
    squares.add((value / scale) ** 2);
  });
  const mean = sum.total / finite;
  const deviations = new CompensatedSum();
  const histogram = new Float64Array(query.bins);
  eachFinite((value) => {
    deviations.add((value / scale - mean) ** 2);
    const bin = range > 0 ? Math.floor(((value / scale - low) / range) * query.bins) : 0;
    histogram[Math.min(query.bins - 1, bin)]++;
  });
  return {
    tensor: tensor.name,
    count: finite + nan + infinite,
    nan,
    infinite,
    min: toNumeric(finite ? min : NaN),
    max: toNumeric(finite ? max : NaN),
    mean: toNumeric(mean * scale),
    sd: toNumeric(Math.sqrt(deviations.total / finite) * scale),
    norm: toNumeric(finite ? Math.sqrt(squares.total) * scale : NaN),
    histogram,
  };
}

/** The next cell of a kind after a given one in reading order, from the start again after the last. */
export function findCell(tensor: ShownTensor, layout: Layout, query: FindQuery): FindReport | null {
  const geometry = geometryOf(tensor, layout, query.plane);
  const wanted =
    query.what === "nan"
      ? Number.isNaN
      : query.what === "infinite"
        ? (value: number) => value === Infinity || value === -Infinity
        : (value: number) => Number.isFinite(value) && (value < query.low || value > query.high);
  const isAbsent = absenceOf(tensor);
  const after = query.after ? query.after.row * geometry.columns + query.after.column : -1;
  let count = 0;
  let first: FindReport | undefined;
  let next: FindReport | undefined;
  for (let row = 0; row < geometry.rows; row++) {
    for (let column = 0; column < geometry.columns; column++) {
      const value = tensor.at(geometry.offset(row, column));
      if (!wanted(value) || isAbsent(value)) continue;
      count++;
      const found = { row, column, rank: count, count: 0 };
      first ??= found;
      if (!next && row * geometry.columns + column > after) next = found;
    }
  }
  const chosen = next ?? first;
  return chosen ? { ...chosen, count } : null;
}

export function valuesReport(tensor: ShownTensor, layout: Layout, query: ValuesQuery): Result<ValuesReport> {
  const geometry = geometryOf(tensor, layout, query.plane);
  const rows = query.row1 - query.row0;
  const columns = query.column1 - query.column0;
  if (rows * columns > VALUES_LIMIT) {
    return failure("too-many-cells", `Expected at most ${VALUES_LIMIT} cells at once, got ${rows} x ${columns}.`);
  }
  const values = new Float64Array(rows * columns);
  readBlock(tensor, geometry, query.row0, query.row1, query.column0, query.column1, values);
  return success({ rows, columns, values });
}

class CompensatedSum {
  private sum = 0;
  private rest = 0;

  add(value: number): void {
    const next = this.sum + value;
    this.rest += Math.abs(this.sum) >= Math.abs(value) ? this.sum - next + value : value - next + this.sum;
    this.sum = next;
  }
  get total(): number {
    return this.sum + this.rest;
  }
}
