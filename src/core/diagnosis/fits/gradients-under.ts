import { gatherColumn, scatterColumn } from "../../batchnorm/column";
import type { Gradients } from "../../batchnorm/gradients";
import type { Problem } from "../../problem";
import { partEnds, problemWith, type Setting } from "./setting";

/**
 * dx, dgamma and dbeta of a problem under another setting: the formulas of docs/conventions.md in plain float64.
 *
 *   r = 1 / sqrt(v + eps) inside, 1 / (sqrt(v) + eps) outside;  v is divided by M, or M - 1 when unbiased
 *   dx = gamma r (g - m mean(g) - m xhat f sum(g xhat)),  f = 1/M, or 1/(M - 1);  outside, f (sqrt(v) + eps) / sqrt(v)
 *
 * Each part of the batch has its own M, mean and v; m is 1 in the rows that make them.
 */
export function gradientsUnder(problem: Problem, setting: Setting): Pick<Gradients, "dx" | "dgamma" | "dbeta"> {
  const changed = problemWith(problem, setting);
  const { layout, gamma } = changed;
  const { rows: N, channels: D } = layout;
  const dx = new Float64Array(N * D);
  const dgamma = new Float64Array(D);
  const dbeta = new Float64Array(D);
  const ends = partEnds(layout, setting.split);
  const x = new Float64Array(N);
  const g = new Float64Array(N);
  for (let k = 0; k < D; k++) {
    gatherColumn(layout, changed.x, k, x);
    gatherColumn(layout, changed.dout, k, g);
    let from = 0;
    for (const to of ends) {
      const normal = normalise(changed, setting, k, x, from, to);
      rectify(changed, setting, k, normal, g, from);
      let sum = 0;
      let products = 0;
      for (let i = from; i < to; i++) {
        sum += g[i];
        products += g[i] * normal.xhat[i - from];
      }
      dgamma[k] += products;
      dbeta[k] += sum;
      for (let i = from; i < to; i++) {
        const inside = setting.mask ? setting.mask[i] : 1;
        const paths = inside * (normal.perMean * sum + normal.perVariance * normal.xhat[i - from] * products);
        g[i] = gamma[k] * normal.r * (g[i] - paths);
      }
      from = to;
    }
    scatterColumn(layout, g, k, dx);
  }
  return { dx, dgamma, dbeta };
}

interface Normalised {
  readonly xhat: Float64Array; // of the part
  readonly r: number;
  readonly perMean: number; // factor of sum(g) in the mean path
  readonly perVariance: number; // factor of sum(g xhat) in the variance path
}

/** What normalises the rows from `from` to `to` of column k. */
export function normalise(
  { eps, mode, running }: Problem,
  { variance, epsPlacement, mask }: Setting,
  k: number,
  x: Float64Array,
  from: number,
  to: number,
): Normalised {
  const part = x.subarray(from, to);
  if (mode === "eval" && running) {
    const root = Math.sqrt(running.variance[k]);
    const r = epsPlacement === "outside" ? 1 / (root + eps) : 1 / Math.sqrt(running.variance[k] + eps);
    return { xhat: part.map((value) => (value - running.mean[k]) * r), r, perMean: 0, perVariance: 0 };
  }
  const inside = (i: number): number => (mask ? mask[from + i] : 1);
  const average = (values: Float64Array): number => {
    let sum = 0;
    let count = 0;
    for (let i = 0; i < values.length; i++) {
      if (!inside(i)) continue;
      sum += values[i];
      count++;
    }
    return sum / count;
  };
  const mean = average(part);
  const rough = part.map((value) => value - mean);
  const rest = average(rough); // what the rounding of the mean left
  const centred = rough.map((value) => value - rest);
  let M = 0;
  for (let i = 0; i < part.length; i++) M += inside(i);
  const dof = variance === "unbiased" ? M - 1 : M;
  const v = (average(centred.map((value) => value * value)) * M) / dof;
  const root = Math.sqrt(v);
  const s = epsPlacement === "outside" ? root + eps : Math.sqrt(v + eps);
  const stretch = epsPlacement === "outside" && root > 0 ? s / root : 1;
  return { xhat: centred.map((value) => value / s), r: 1 / s, perMean: 1 / M, perVariance: stretch / dof };
}

/** dout through the activation behind batch norm. */
function rectify(
  { gamma, beta, activation }: Problem,
  { slope = 0 }: Setting,
  k: number,
  { xhat }: Normalised,
  g: Float64Array,
  from: number,
): void {
  if (activation === "none") return;
  for (let i = 0; i < xhat.length; i++) if (!(gamma[k] * xhat[i] + beta[k] > 0)) g[from + i] *= slope;
}
