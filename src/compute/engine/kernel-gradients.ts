import { batchnormGradients } from "../../core/batchnorm/batchnorm";
import type { Gradients } from "../../core/batchnorm/gradients";
import { itemAt } from "../../core/item-at";
import { layoutOn, offsetOf } from "../../core/layout";
import type { Problem } from "../../core/problem";
import { contiguousSets } from "./contiguous-sets";
import { STRIP, type Adopted } from "./kernel-memory";
import { setGradients } from "./set-gradients";

/** Up to this size of x the sweeps take many rows at a time; beyond the caches few streams are better. */
const CACHED_BYTES = 16 * 2 ** 20;

/** Whether the kernel's own way covers the problem; the rest goes through core. */
export function isCovered(problem: Problem): boolean {
  const { layout, activation, variance, epsPlacement, mask, setMask, sets, mode } = problem;
  if (layout.cells && (setMask || mode === "eval" || !contiguousSets(layout))) return false;
  if (activation !== "none") return false; // where ReLU is open is not known before out is: a third sweep, left to core
  const isBiased = variance === "biased" || mode === "eval";
  return isBiased && epsPlacement === "inside" && mask === undefined && sets.length === 1;
}

/** Forward and backward by the kernel; columns that need care (see _finish.ts) again by core. */
export function kernelGradients(problem: Problem, adopted: Adopted): Gradients {
  if (adopted.sets) return setGradients(problem, adopted, adopted.sets);
  const { channels: D, inner } = problem.layout;
  const { out, dx, columns, doubtful } = adopted;
  columns.gamma.set(problem.gamma);
  columns.beta.set(problem.beta);
  if (problem.mode === "eval" && problem.running) {
    columns.mean.set(problem.running.mean);
    columns.variance.set(problem.running.variance);
  }
  const careful: number[] = [];
  for (let k = 0; k < D; k += STRIP) {
    const count = Math.min(STRIP, D - k);
    const unusual = inner > 1 ? runStrip(problem, adopted, k, count) : matrixStrip(problem, adopted, k, count);
    for (const j of doubtful.subarray(0, unusual)) careful.push(k + j);
  }
  const { mean, variance, dgamma, dbeta, delta, r } = columns;
  const normaliser = { unit: new Float64Array(D).fill(1), m: mean.slice(), delta, r };
  const gradients: Gradients = { out, dx, dgamma, dbeta, mean, variance, normaliser };
  if (careful.length) computeCarefully(problem, gradients, careful);
  return gradients;
}

/** Columns [k, k + count) of a matrix. Returns how many of them need care. */
function matrixStrip({ layout, eps, mode }: Problem, adopted: Adopted, k: number, count: number): number {
  const { rows: N, channels: D } = layout;
  const { kernel, x, dout, out, dx, doubtful } = adopted;
  const size = x.BYTES_PER_ELEMENT;
  const run = size === 4 ? kernel.functions.gradients32 : kernel.functions.gradients64;
  return run({
    x: x.byteOffset + size * k,
    dout: dout.byteOffset + size * k,
    out: out.byteOffset + 8 * k,
    dx: dx.byteOffset + 8 * k,
    stride: size * D,
    strideOut: 8 * D,
    rows: N,
    columns: count,
    records: adopted.records,
    arrays: adopted.arrays,
    at: 8 * k,
    doubtful: doubtful.byteOffset,
    eps,
    training: mode === "train",
    cached: x.byteLength <= CACHED_BYTES,
  });
}

/** Channels [k, k + count) of a tensor of rank > 2. */
function runStrip({ layout, eps, mode }: Problem, adopted: Adopted, k: number, count: number): number {
  const { outer, channels: D, inner } = layout;
  const { kernel, x, dout, out, dx, doubtful } = adopted;
  const size = x.BYTES_PER_ELEMENT;
  const run = size === 4 ? kernel.functions.runs32 : kernel.functions.runs64;
  return run({
    x: x.byteOffset + size * k * inner,
    dout: dout.byteOffset + size * k * inner,
    out: out.byteOffset + 8 * k * inner,
    dx: dx.byteOffset + 8 * k * inner,
    step: size * D * inner,
    stepOut: 8 * D * inner,
    outer,
    first: k,
    count,
    inner,
    records: adopted.records,
    merged: adopted.merged,
    arrays: adopted.arrays,
    doubtful: doubtful.byteOffset,
    eps,
    training: mode === "train",
  });
}

/** Replaces the results of some columns by core's. */
function computeCarefully(problem: Problem, gradients: Gradients, careful: readonly number[]): void {
  const { layout } = problem;
  const N = layout.rows;
  const D = careful.length;
  const narrow = layoutOn(1, [N, D]);
  const matrix = (source: Problem["x"]): Float64Array =>
    Float64Array.from({ length: N * D }, (_, i) =>
      itemAt(source, offsetOf(layout, Math.floor(i / D), itemAt(careful, i % D))),
    );
  const vector = (source: Float64Array): Float64Array => Float64Array.from(careful, (k) => itemAt(source, k));
  const { running } = problem;
  const part = batchnormGradients(
    {
      ...problem,
      layout: narrow,
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
    for (const name of ["mean", "variance", "dgamma", "dbeta"] as const) gradients[name][k] = itemAt(part[name], j);
    for (const name of ["unit", "m", "delta", "r"] as const)
      gradients.normaliser[name][k] = itemAt(part.normaliser[name], j);
    for (let row = 0; row < N; row++) {
      gradients.out[offsetOf(layout, row, k)] = itemAt(part.out, row * D + j);
      gradients.dx[offsetOf(layout, row, k)] = itemAt(part.dx, row * D + j);
    }
  });
}
