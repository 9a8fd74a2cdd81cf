import { batchnormGradients } from "../core/batchnorm";
import type { Gradients } from "../core/gradients";
import { offsetOf, toLayout } from "../core/layout";
import type { Problem } from "../core/problem";
import { aimAt, STRIP, type Adopted } from "./engine.memory";

/** Rows in cache are swept four and two at a time, long narrow streams row by row (docs/performance.md). */
const NARROW_BYTES = 4096;
const CACHED_BYTES = 4 * 2 ** 20;

/** Whether the kernel's own way covers the problem; the rest goes through core. */
export function isCovered({ layout, mode, activation }: Problem): boolean {
  return layout.inner === 1 && mode === "train" && activation === "none";
}

/** Forward and backward by the kernel; columns that need care (see _finish.ts) again by core. */
export function kernelGradients(problem: Problem, adopted: Adopted): Gradients {
  const { rows: N, channels: D } = problem.layout;
  const { kernel, x, dout, out, dx, columns, doubtful } = adopted;
  const size = x.BYTES_PER_ELEMENT;
  const run = size === 4 ? kernel.exports.gradients32 : kernel.exports.gradients64;
  const grouped = size * D > NARROW_BYTES || size * N * D < CACHED_BYTES ? 3 : 0;
  columns.gamma.set(problem.gamma);
  columns.beta.set(problem.beta);
  const careful: number[] = [];
  for (let k = 0; k < D; k += STRIP) {
    aimAt(adopted, k);
    const count = run(
      x.byteOffset + size * k,
      dout.byteOffset + size * k,
      out.byteOffset + 8 * k,
      dx.byteOffset + 8 * k,
      size * D,
      8 * D,
      N,
      Math.min(STRIP, D - k),
      adopted.hot,
      adopted.totals,
      adopted.addresses.byteOffset,
      doubtful.byteOffset,
      problem.eps,
      grouped,
    );
    for (let j = 0; j < count; j++) {
      const column = k + (doubtful[j] >> 1);
      const fineIfConstant = (doubtful[j] & 1) === 1;
      if (!fineIfConstant || !isConstant(problem, column)) careful.push(column);
    }
  }
  const { mean, variance, dgamma, dbeta } = columns;
  const gradients: Gradients = { out, dx, dgamma, dbeta, mean, variance };
  if (careful.length) computeCarefully(problem, gradients, careful);
  return gradients;
}

function isConstant({ layout, x }: Problem, column: number): boolean {
  const first = x[offsetOf(layout, 0, column)];
  for (let row = 1; row < layout.rows; row++) if (x[offsetOf(layout, row, column)] !== first) return false;
  return true;
}

/** Replaces the results of some columns by core's. */
function computeCarefully(problem: Problem, gradients: Gradients, careful: readonly number[]): void {
  const { layout } = problem;
  const N = layout.rows;
  const D = careful.length;
  const narrow = toLayout([N, D]);
  if (!narrow.ok) throw new Error(narrow.fault.text);
  const matrix = (source: Problem["x"]): Float64Array =>
    Float64Array.from({ length: N * D }, (_, i) => source[offsetOf(layout, Math.floor(i / D), careful[i % D])]);
  const vector = (source: Float64Array): Float64Array => Float64Array.from(careful, (k) => source[k]);
  const { running } = problem;
  const part = batchnormGradients(
    {
      ...problem,
      layout: narrow.value,
      x: matrix(problem.x),
      dout: matrix(problem.dout),
      gamma: vector(problem.gamma),
      beta: vector(problem.beta),
      running: running && { mean: vector(running.mean), variance: vector(running.variance) },
      candidate: undefined,
      parts: [],
    },
    "standard",
  );
  careful.forEach((k, j) => {
    for (const name of ["mean", "variance", "dgamma", "dbeta"] as const) gradients[name][k] = part[name][j];
    for (let row = 0; row < N; row++) {
      gradients.out[offsetOf(layout, row, k)] = part.out[row * D + j];
      gradients.dx[offsetOf(layout, row, k)] = part.dx[row * D + j];
    }
  });
}
