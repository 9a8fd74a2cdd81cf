/** Batch normalization with every cell in double-double: the formulas of batchnorm.ts, rounded once at the end. */
import { gatherColumn, scatterColumn } from "./column";
import { add, dd, multiply, subtract, twoDiff, type DD } from "../arithmetic/dd";
import { slopeOf } from "../conventions";
import type { Problem } from "../problem";
import type { SetStatistics } from "./statistics";
import { columnStatistics, gatherUpstream, moves, overSets, upstreamStatistics, type BatchnormCache } from "./upstream";

/** x - mu, in units of the set. */
function centre(x: number, { unit, m, delta }: SetStatistics): DD {
  return subtract(twoDiff(x / unit, m), delta);
}

/** y through the activation; NaN stays. */
function activated(slope: number, y: DD): number {
  if (slope === 1 || !(y.hi <= 0)) return y.hi;
  return Number.isFinite(slope * y.hi) ? multiply(dd(slope), y).hi : slope === 0 ? 0 : slope * y.hi;
}

export function exactForward(problem: Problem): { out: Float64Array; cache: BatchnormCache } {
  const { layout, gamma, beta, sets } = problem;
  const { rows: N, channels: D } = layout;
  const slope = slopeOf(problem);
  const out = new Float64Array(N * D);
  const columns: SetStatistics[][] = [];
  const x = new Float64Array(N);
  const y = new Float64Array(N);
  for (let k = 0; k < D; k++) {
    gatherColumn(layout, problem.x, k, x);
    const column = columnStatistics(problem, k, x);
    sets.forEach(({ from, to }, s) => {
      const { unit, m, r } = column[s];
      for (let i = from; i < to; i++) {
        const xhat = multiply(centre(x[i], column[s]), r);
        const value = add(multiply(dd(gamma[k]), xhat), dd(beta[k]));
        // Error terms of infinities are NaN; plain arithmetic says which infinity it is.
        const plain = (): DD => dd(gamma[k] * ((x[i] / unit - m) * r.hi) + beta[k]);
        y[i] = activated(slope, Number.isFinite(value.hi) ? value : plain());
      }
    });
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
  const { layout, gamma, sets } = problem;
  const { rows: N, channels: D } = layout;
  const isMember = moves(problem);
  const dx = new Float64Array(N * D);
  const dgamma = new Float64Array(D);
  const dbeta = new Float64Array(D);
  const x = new Float64Array(N);
  const g = new Float64Array(N);
  const low = problem.activation === "leaky-relu" ? new Float64Array(N) : undefined;
  for (let k = 0; k < D; k++) {
    gatherColumn(layout, problem.x, k, x);
    gatherUpstream(dout, cache, k, g, low);
    const upstream = sets.map(({ from, to }, s) => {
      const rows = (values: Float64Array): Float64Array => values.subarray(from, to);
      return upstreamStatistics(columns[k][s], rows(x), rows(g), low && rows(low));
    });
    dbeta[k] = overSets(upstream, "sum");
    dgamma[k] = overSets(upstream, "sumXhat");
    sets.forEach(({ from, to }, s) => {
      const statistics = columns[k][s];
      const { unit: gUnit, gbar, c } = upstream[s];
      const gammaR = multiply(dd(gamma[k]), statistics.r);
      for (let i = from; i < to; i++) {
        const direct = dd(g[i] / gUnit, low ? low[i] / gUnit : 0); // (1)
        const xhat = multiply(centre(x[i], statistics), statistics.r);
        const inner = isMember(i) ? subtract(subtract(direct, gbar), multiply(xhat, c)) : direct; // and (2), (3)
        const value = (multiply(gammaR, inner).hi * gUnit) / statistics.unit;
        g[i] = Number.isFinite(value) ? value : (gammaR.hi * inner.hi * gUnit) / statistics.unit;
      }
    });
    scatterColumn(layout, g, k, dx);
  }
  return { dx, dgamma, dbeta };
}
