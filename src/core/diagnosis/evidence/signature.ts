import { solveSymmetric } from "../../arithmetic/symmetric-equations";
import { lineOf, type Line } from "../formula/dx-line";
import type { DxObservation } from "./dx-observation";

/** The (a, b, k) that fit all columns best, and the share of the candidate's square that no (a, b, k) can fit. */
export interface Signature {
  readonly a: number;
  readonly b: number;
  readonly k: number;
  readonly residual: number;
}

/**
 * One fit of dx = gamma r (a dout - b gbar - k xhat c) to all columns together, each in units of its noise. A term that
 * is nowhere to be seen (gbar = 0 in every column) has no number: NaN.
 */
export function signatureOf(o: DxObservation): Signature {
  const s = o.statistics;
  const matrix = [new Float64Array(4), new Float64Array(4), new Float64Array(4)]; // normal equations, right-hand side last
  const line: Line = { g: 0, one: 0, xhat: 0 };
  let square = 0;
  for (let k = 0; k < s.D; k++) {
    const scale = (s.gamma[k] * s.r[k]) / o.noise[k];
    const rows = Math.sqrt(s.N);
    const width = Math.sqrt(s.xhatSquares[k]);
    const height = Math.sqrt(s.restSquares[k]);
    // Columns of the design on {1, xhat, rest}: direct, mean path, variance path.
    const design = [
      [scale * s.level[k] * rows, scale * s.slope[k] * width, scale * height],
      [-scale * s.gbar[k] * rows, 0, 0],
      [0, -scale * s.c[k] * width, 0],
    ];
    lineOf(s, {}, k, line);
    const target = [
      o.one[k] + ((line.one + line.g * s.level[k]) * rows) / o.noise[k],
      o.xhat[k] + ((line.xhat + line.g * s.slope[k]) * width) / o.noise[k],
      o.rest[k] + (line.g * height) / o.noise[k],
    ];
    const all = [...design.flat(), ...target];
    if (!all.every(Number.isFinite)) continue;
    square += target.reduce((sum, value) => sum + value * value, 0) + o.outside[k];
    for (let i = 0; i < 3; i++) {
      for (let j = 0; j < 3; j++) matrix[i][j] += dot(design[i], design[j]);
      matrix[i][3] += dot(design[i], target);
    }
  }
  const [a = NaN, b = NaN, k = NaN] = solveSymmetric(matrix, 1e-14);
  return { a, b, k, residual: square > 0 ? Math.sqrt(o.sumOutside / square) : 0 };
}

const dot = (u: readonly number[], v: readonly number[]): number => u[0] * v[0] + u[1] * v[1] + u[2] * v[2];
