import { CompensatedSum } from "../../../core/arithmetic/compensated-sum";
import { success } from "../../../core/fault";
import type { Layout } from "../../../core/layout";
import { powerOfTwo } from "../../../core/batchnorm/statistics";
import { toNumeric } from "../../../protocol/json-number";
import type { RegionQuery, RegionReport } from "../../../protocol/queries";
import { isUncheckedIn } from "../unchecked-cells";
import { geometryOf, type ShownTensor } from "../../picture/shown-tensors";
import type { Answer } from "./answer";

export const region: Answer<"region"> = (analysis, query) => {
  const shown = query.tensors.flatMap((name) => analysis.tensor(name) ?? []);
  return success(shown.map((tensor) => regionReport(tensor, analysis.problem.layout, query)));
};

/** Statistics of a rectangle of a plane. Sums are compensated (Neumaier); sd is divided by the count. */
export function regionReport(tensor: ShownTensor, layout: Layout, query: RegionQuery): RegionReport {
  const each = cellsOf(tensor, layout, query);
  const { nan, infinite, finite, min, max } = count(each);
  // In a unit near the largest magnitude squares of huge and tiny numbers stay in range, and so does max - min.
  const magnitude = Math.max(Math.abs(min), Math.abs(max));
  const scale = finite === 0 || magnitude === 0 ? 1 : powerOfTwo(magnitude);
  const low = min / scale;
  const range = max / scale - low;
  const sum = new CompensatedSum();
  const squares = new CompensatedSum();
  each((value) => {
    if (!Number.isFinite(value)) return;
    sum.add(value / scale);
    squares.add((value / scale) ** 2);
  });
  const mean = sum.total / finite;
  const deviations = new CompensatedSum();
  const histogram = new Float64Array(query.bins);
  each((value) => {
    if (!Number.isFinite(value)) return;
    deviations.add((value / scale - mean) ** 2);
    const bin = range > 0 ? Math.floor(((value / scale - low) / range) * query.bins) : 0;
    const at = Math.min(query.bins - 1, bin);
    histogram[at] = (histogram[at] ?? 0) + 1;
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

type Each = (visit: (value: number) => void) => void;

/** Visits the cells of the rectangle that are there, in reading order. */
function cellsOf(tensor: ShownTensor, layout: Layout, query: RegionQuery): Each {
  const geometry = geometryOf(tensor, layout, query.plane);
  const [row0, row1] = tensor.strip ? [0, 1] : [query.row0, query.row1];
  const { column0, column1 } = query;
  const isAbsent = isUncheckedIn(tensor);
  return (visit) => {
    for (let row = row0; row < row1; row++) {
      for (let column = column0; column < column1; column++) {
        const value = tensor.at(geometry.offset(row, column));
        if (!isAbsent(value)) visit(value);
      }
    }
  };
}

function count(each: Each): Record<"nan" | "infinite" | "finite" | "min" | "max", number> {
  const counted = { nan: 0, infinite: 0, finite: 0, min: Infinity, max: -Infinity };
  each((value) => {
    if (Number.isNaN(value)) counted.nan++;
    else if (!Number.isFinite(value)) counted.infinite++;
    else {
      counted.finite++;
      if (value < counted.min) counted.min = value;
      if (value > counted.max) counted.max = value;
    }
  });
  return counted;
}
