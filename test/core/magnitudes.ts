import { batchnormForward, gatherUpstream, upstreamStatistics } from "../../src/core/batchnorm/batchnorm";
import { gatherColumn, scatterColumn } from "../../src/core/batchnorm/column";
import type { Problem } from "../../src/core/problem";
import { itemAt } from "../../src/core/item-at";

/** How large the terms are that add up to each gradient: no arithmetic of a given precision does better where they cancel. */
export interface Magnitudes {
  readonly dx: Float64Array; // (N,D) |gamma r| (|dout| + |gbar| + |xhat c|)
  readonly dgamma: Float64Array; // (D) sum |dout xhat|
  readonly dbeta: Float64Array; // (D) sum |dout|
}

export function gradientMagnitudes(problem: Problem): Magnitudes {
  const { layout, gamma, sets, mask } = problem;
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
    const scale = Math.abs(itemAt(gamma, k));
    let [ofGamma, ofBeta] = [0, 0];
    sets.forEach(({ from, to }, s) => {
      const statistics = itemAt(itemAt(cache.columns, k), s);
      const upstream = upstreamStatistics(statistics, x.subarray(from, to), g.subarray(from, to));
      const { unit, m, delta, r } = statistics;
      const gbar = Math.abs(upstream.gbar.hi);
      for (let i = from; i < to; i++) {
        const xhat = (itemAt(x, i) / unit - m - delta.hi) * r.hi;
        const gi = Math.abs(itemAt(g, i));
        ofGamma += gi * Math.abs(xhat);
        ofBeta += gi;
        const paths = mask?.[i] === 0 ? 0 : gbar + Math.abs(xhat * upstream.c.hi);
        g[i] = (scale * r.hi * (gi / upstream.unit + paths) * upstream.unit) / unit;
      }
    });
    dgamma[k] = ofGamma;
    dbeta[k] = ofBeta;
    scatterColumn(layout, g, k, dx);
  }
  return { dx, dgamma, dbeta };
}
