import { batchnormGradients } from "../core/batchnorm";
import type { Gradients } from "../core/gradients";
import { offsetOf, toLayout } from "../core/layout";
import type { Problem } from "../core/problem";
import { STRIP, type Adopted } from "./engine.memory";

/** Rows in cache are swept in groups, long narrow streams row by row (docs/performance.md). */
const NARROW_BYTES = 4096;
const CACHED_BYTES = 4 * 2 ** 20;

/** Whether the kernel's own way covers the problem; the rest goes through core. */
export function isCovered({ layout, activation }: Problem): boolean {
  return layout.inner === 1 && activation === "none";
}

/** Forward and backward by the kernel; columns that need care (see _finish.ts) again by core. */
export function kernelGradients(problem: Problem, adopted: Adopted): Gradients {
  const { rows: N, channels: D } = problem.layout;
  const { kernel, x, dout, out, dx, columns, doubtful } = adopted;
  const size = x.BYTES_PER_ELEMENT;
  const run = size === 4 ? kernel.exports.gradients32 : kernel.exports.gradients64;
  const stream = size * D <= NARROW_BYTES && size * N * D > CACHED_BYTES;
  columns.gamma.set(problem.gamma);
  columns.beta.set(problem.beta);
  const training = problem.mode === "train";
  if (!training && problem.running) {
    columns.mean.set(problem.running.mean);
    columns.variance.set(problem.running.variance);
  }
  const careful: number[] = [];
  for (let k = 0; k < D; k += STRIP) {
    const count = run(
      x.byteOffset + size * k,
      dout.byteOffset + size * k,
      out.byteOffset + 8 * k,
      dx.byteOffset + 8 * k,
      size * D,
      8 * D,
      N,
      Math.min(STRIP, D - k),
      adopted.records,
      adopted.arrays,
      8 * k,
      doubtful.byteOffset,
      problem.eps,
      training ? 1 : 0,
      stream ? 1 : 4,
      stream ? 0 : 1,
    );
    for (let j = 0; j < count; j++) careful.push(k + doubtful[j]);
  }
  const { mean, variance, dgamma, dbeta } = columns;
  const gradients: Gradients = { out, dx, dgamma, dbeta, mean, variance };
  if (careful.length) computeCarefully(problem, gradients, careful);
  return gradients;
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
