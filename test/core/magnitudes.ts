import { batchnormForward, gatherUpstream, upstreamStatistics } from "../../src/core/batchnorm/batchnorm";
import { gatherColumn, scatterColumn } from "../../src/core/batchnorm/column";
import type { Problem } from "../../src/core/problem";

/** How large the terms are that add up to each gradient: no arithmetic of a given precision does better where they cancel. */
export interface Magnitudes {
  readonly dx: Float64Array; // (N,D) |gamma r| (|dout| + |gbar| + |xhat c|)
  readonly dgamma: Float64Array; // (D) sum |dout xhat|
  readonly dbeta: Float64Array; // (D) sum |dout|
}

export function gradientMagnitudes(problem: Problem): Magnitudes {
  const { layout, gamma } = problem;
  const { rows: N, channels: D } = layout;
  const { cache } = batchnormForward(problem);
  const dx = new Float64Array(N * D);
  const dgamma = new Float64Array(D);
  const dbeta = new Float64Array(D);
  const x = new Float64Array(N);
  const g = new Float64Array(N);
  for (let k = 0; k < D; k++) {
    gatherColumn(layout, problem.x, k, x);
    gatherUpstream(problem.dout, cache, k, g);
    const column = cache.columns[k];
    const upstream = upstreamStatistics(problem, column, x, g);
    const { unit, m, delta, r } = column;
    const gbar = Math.abs(upstream.gbar.hi);
    for (let i = 0; i < N; i++) {
      const xhat = (x[i] / unit - m - delta.hi) * r.hi;
      const gi = Math.abs(g[i]);
      dgamma[k] += gi * Math.abs(xhat);
      dbeta[k] += gi;
      const inner = gi / upstream.unit + gbar + Math.abs(xhat * upstream.c.hi);
      g[i] = (Math.abs(gamma[k]) * r.hi * inner * upstream.unit) / unit;
    }
    scatterColumn(layout, g, k, dx);
  }
  return { dx, dgamma, dbeta };
}
