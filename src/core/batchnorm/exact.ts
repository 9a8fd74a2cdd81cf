/** Normalization with every cell in double-double: the formulas of batchnorm.ts, rounded once at the end. */
import { gatherColumn, scatterColumn } from "./column";
import { onPieces, piecesOrLine, preciselyOnPieces, type Activating } from "../activation/pieces";
import { smoothOf } from "../activation/smooth";
import { AffineSums, gammaVaries, preciselyInProblemUnits, weigh } from "./affine";
import { gatherAffine } from "./affine-rows";
import { dd, multiply, subtract, type DD } from "../arithmetic/dd";
import { inFront } from "./before-activation";
import type { Problem } from "../problem";
import { centre, type SetStatistics } from "./statistics";
import { columnStatistics, gatherUpstream, moves, upstreamStatistics, type BatchnormCache } from "./upstream";

/** y through the activation, rounded once; NaN stays. */
function preciselyActivated(how: Activating): (y: DD) => number {
  const smooth = smoothOf(how);
  if (smooth) return (y) => smooth.precise(y).hi;
  const pieces = piecesOrLine(how);
  return (y) => {
    const { hi } = preciselyOnPieces(pieces, y);
    return Number.isFinite(hi) ? hi : onPieces(pieces, y.hi); // the parts of a product overflow before it does
  };
}

export function exactForward(problem: Problem): { out: Float64Array; cache: BatchnormCache } {
  const { layout, gamma, beta, sets } = problem;
  const { rows: N, channels: D } = layout;
  const through = preciselyActivated(problem);
  const out = new Float64Array(N * D);
  const columns: SetStatistics[][] = [];
  const x = new Float64Array(N);
  const y = new Float64Array(N);
  const gammas = new Float64Array(N);
  const betas = new Float64Array(N);
  for (let k = 0; k < D; k++) {
    gatherColumn(layout, problem.x, k, x);
    gatherAffine(layout, gamma, k, gammas);
    gatherAffine(layout, beta, k, betas);
    const column = columnStatistics(problem, k, x);
    sets.forEach(({ from, to }, s) => {
      for (let i = from; i < to; i++) y[i] = through(inFront(x[i], gammas[i], betas[i], column[s]));
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
  const { layout, sets } = problem;
  const { rows: N, channels: D } = layout;
  const dx = new Float64Array(N * D);
  const affine = new AffineSums(problem, dout);
  const x = new Float64Array(N);
  const g = new Float64Array(N);
  const lost = problem.activation === "leaky-relu" || smoothOf(problem) ? new Float64Array(N) : undefined;
  for (let k = 0; k < D; k++) {
    const isMember = moves(problem, k);
    gatherColumn(layout, problem.x, k, x);
    gatherUpstream(dout, cache, k, g, lost);
    if (gammaVaries(layout)) affine.addCells(k, columns[k][0], x, g, lost);
    const whole = weigh(problem, k, g, lost);
    const { low } = whole;
    const upstream = sets.map(({ from, to }, s) => {
      const rows = (values: Float64Array): Float64Array => values.subarray(from, to);
      return upstreamStatistics(columns[k][s], rows(x), rows(g), low && rows(low));
    });
    affine.addSets(k, upstream);
    sets.forEach(({ from, to }, s) => {
      const statistics = columns[k][s];
      const { unit: gUnit, gbar, c } = upstream[s];
      for (let i = from; i < to; i++) {
        const direct = dd(g[i] / gUnit, low ? low[i] / gUnit : 0); // (1)
        const xhat = multiply(centre(x[i], statistics), statistics.r);
        const inner = isMember(i) ? subtract(subtract(direct, gbar), multiply(xhat, c)) : direct; // and (2), (3)
        g[i] = preciselyInProblemUnits(inner, whole, upstream[s], statistics);
      }
    });
    scatterColumn(layout, g, k, dx);
  }
  return { dx, ...affine.gradients() };
}
