import type { Gradients } from "./gradients";
import { offsetOf } from "../layout";
import type { Problem } from "../problem";

/** The largest distance between a part's mean or variance in a column and that of all parts together. */
export interface PartDrift {
  readonly name: string;
  readonly mean: number; // in units of s: sqrt(v + eps), or sqrt(v) + eps
  readonly variance: number; // in units of s^2
}

/** How far the statistics of each part alone are from those of all parts together, in units of the column's scale. */
export function partDrift(problem: Problem, gradients: Gradients): PartDrift[] {
  const { layout, parts, x } = problem;
  const drift: PartDrift[] = [];
  let first = 0;
  for (const part of parts) {
    const rows = part.outer * layout.positions;
    let meanDrift = 0;
    let varianceDrift = 0;
    for (let column = 0; column < layout.channels; column++) {
      const mean = gradients.mean[column];
      const square = squareOf(problem, gradients.variance[column]);
      // Two passes around the common mean: the parts' means are near it.
      let sum = 0;
      let squares = 0;
      for (let row = first; row < first + rows; row++) {
        const d = x[offsetOf(layout, row, column)] - mean;
        sum += d;
        squares += d * d;
      }
      const shift = sum / rows;
      const variance = squares / rows - shift * shift;
      meanDrift = largest(meanDrift, Math.abs(shift) / Math.sqrt(square));
      varianceDrift = largest(varianceDrift, Math.abs(variance - gradients.variance[column]) / square);
    }
    drift.push({ name: part.name, mean: meanDrift, variance: varianceDrift });
    first += rows;
  }
  return drift;
}

/** s^2. */
function squareOf({ eps, epsPlacement }: Problem, variance: number): number {
  return epsPlacement === "outside" ? (Math.sqrt(variance) + eps) ** 2 : variance + eps;
}

/** Like Math.max, NaN wins. */
function largest(a: number, b: number): number {
  return b > a || Number.isNaN(b) ? b : a;
}
