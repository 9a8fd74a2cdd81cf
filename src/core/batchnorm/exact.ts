/** Batch normalization with every cell in double-double: the formulas of batchnorm.ts, rounded once at the end. */
import { gatherColumn, scatterColumn } from "./column";
import { add, dd, multiply, subtract, twoDiff, type DD } from "../arithmetic/dd";
import type { Problem } from "../problem";
import type { ColumnStatistics } from "./statistics";
import { columnStatistics, gatherUpstream, rectify, upstreamStatistics, type BatchnormCache } from "./upstream";

/** x - mu, in units of the column. */
function centre(x: number, { unit, m, delta }: ColumnStatistics): DD {
  return subtract(twoDiff(x / unit, m), delta);
}

export function exactForward(problem: Problem): { out: Float64Array; cache: BatchnormCache } {
  const { layout, gamma, beta } = problem;
  const { rows: N, channels: D } = layout;
  const out = new Float64Array(N * D);
  const columns: ColumnStatistics[] = [];
  const x = new Float64Array(N);
  const y = new Float64Array(N);
  for (let k = 0; k < D; k++) {
    gatherColumn(layout, problem.x, k, x);
    const column = columnStatistics(problem, k, x);
    for (let i = 0; i < N; i++) {
      const xhat = multiply(centre(x[i], column), column.r);
      const value = add(multiply(dd(gamma[k]), xhat), dd(beta[k])).hi;
      // Error terms of infinities are NaN; plain arithmetic says which infinity it is.
      y[i] = Number.isFinite(value) ? value : gamma[k] * ((x[i] / column.unit - column.m) * column.r.hi) + beta[k];
    }
    if (problem.activation === "relu") rectify(y);
    scatterColumn(layout, y, k, out);
    columns.push(column);
  }
  return { out, cache: { problem, columns, out } };
}

export function exactBackward(
  dout: Problem["dout"],
  cache: BatchnormCache,
): { dx: Float64Array; dgamma: Float64Array; dbeta: Float64Array } {
  const { problem, columns } = cache;
  const { layout, gamma } = problem;
  const { rows: N, channels: D } = layout;
  const training = problem.mode === "train";
  const dx = new Float64Array(N * D);
  const dgamma = new Float64Array(D);
  const dbeta = new Float64Array(D);
  const x = new Float64Array(N);
  const g = new Float64Array(N);
  for (let k = 0; k < D; k++) {
    const column = columns[k];
    gatherColumn(layout, problem.x, k, x);
    gatherUpstream(dout, cache, k, g);
    const upstream = upstreamStatistics(problem, column, x, g);
    dbeta[k] = upstream.sum.hi * upstream.unit;
    dgamma[k] = upstream.sumXhat.hi * upstream.unit;
    const gammaR = multiply(dd(gamma[k]), column.r);
    for (let i = 0; i < N; i++) {
      const xhat = multiply(centre(x[i], column), column.r);
      const direct = subtract(dd(g[i] / upstream.unit), upstream.gbar); // (1) and (2)
      const inner = training ? subtract(direct, multiply(xhat, upstream.c)) : direct; // and (3)
      const value = (multiply(gammaR, inner).hi * upstream.unit) / column.unit;
      g[i] = Number.isFinite(value) ? value : (gammaR.hi * inner.hi * upstream.unit) / column.unit;
    }
    scatterColumn(layout, g, k, dx);
  }
  return { dx, dgamma, dbeta };
}
