import type { Gradients } from "./gradients";
import { offsetOf, withChannels, type Layout, type SetCells } from "../layout";
import type { Problem } from "../problem";
import { maskOf, membersIn } from "../sets";
import type { Values } from "../tensor";
import { gatherColumn } from "./column";

/**
 * The columns [from, to) of a problem as a problem of their own: columns do not depend on each other. Where they are a
 * layer's sets they stand one behind the other, and all entries of gamma and beta stay.
 */
export function columnsProblem(problem: Problem, from: number, to: number): Problem {
  const { layout, running, kept, sets } = problem;
  if (layout.cells) return { ...problem, ...setsOf(problem, layout.cells, from, to), candidate: undefined, parts: [] };
  return {
    ...problem,
    layout: withChannels(layout, to - from),
    x: columnsValues(layout, problem.x, from, to),
    dout: columnsValues(layout, problem.dout, from, to),
    gamma: problem.gamma.slice(from, to),
    beta: problem.beta.slice(from, to),
    running: running && { mean: running.mean.slice(from, to), variance: running.variance.slice(from, to) },
    kept: kept && {
      ...kept,
      values: columnsValues(layout, kept.values, from, to),
      r: kept.r.slice(from * sets.length, to * sets.length),
    },
    candidate: undefined,
    parts: [],
  };
}

/** The sets [from, to) of another layer than batch norm, in a layout of their own. */
function setsOf(
  problem: Problem,
  cells: SetCells,
  from: number,
  to: number,
): Pick<Problem, "layout" | "x" | "dout"> & Partial<Problem> {
  const { layout, x, dout } = problem;
  const { rows } = layout;
  const channels = to - from;
  const gathered = (values: Values): Float64Array => {
    const target = new Float64Array(rows * channels);
    for (let j = 0; j < channels; j++)
      gatherColumn(layout, values, from + j, target.subarray(j * rows, (j + 1) * rows));
    return target;
  };
  const own = {
    ...cells,
    ofRow: Uint32Array.from({ length: rows }, (_, i) => i),
    ofSet: Uint32Array.from({ length: channels }, (_, j) => j * rows),
    affineOfSet: cells.affineOfSet.subarray(from, to),
  };
  return {
    layout: { ...layout, shape: [channels, rows], axis: 1, channels, samples: channels, cells: own },
    x: gathered(x),
    dout: gathered(dout),
    ...masksOf(problem, from, to),
  };
}

/** A set alone has one mask for all of its rows. */
function masksOf(problem: Problem, from: number, to: number): Partial<Problem> {
  const { setMask, layout, sets } = problem;
  if (!setMask) return {};
  if (to - from > 1) {
    const { rows } = layout;
    return { setMask: { ...setMask, cells: setMask.cells.subarray(from * rows, to * rows) } };
  }
  const own = sets.map((set) => ({ ...set, members: membersIn(problem, from, set) }));
  return { mask: maskOf(problem, from), setMask: undefined, sets: own };
}

/** The gradients of the columns [from, to), without out, which nobody checks. */
export function columnsGradients(
  { layout, sets }: Pick<Problem, "layout" | "sets">,
  gradients: Gradients,
  from: number,
  to: number,
): Gradients {
  const ofSets = (values: Float64Array): Float64Array => values.slice(from * sets.length, to * sets.length);
  const { dx, dgamma, dbeta, mean, variance, normaliser } = gradients;
  const { unit, m, delta, r } = normaliser;
  return {
    out: new Float64Array(0),
    dx: columnsValues(layout, dx, from, to),
    dgamma: dgamma.slice(from, to),
    dbeta: dbeta.slice(from, to),
    mean: mean.slice(from, to),
    variance: variance.slice(from, to),
    normaliser: {
      unit: ofSets(unit),
      m: ofSets(m),
      delta: ofSets(delta),
      r: ofSets(r),
    },
  };
}

/** The columns [from, to) of values in a layout, as values in a layout of their own. */
export function columnsValues<V extends Values>(layout: Layout, values: V, from: number, to: number): V {
  const { outer, inner } = layout;
  const run = (to - from) * inner;
  const part = (values instanceof Float32Array ? new Float32Array(outer * run) : new Float64Array(outer * run)) as V;
  for (let n = 0; n < outer; n++) {
    const start = offsetOf(layout, n * inner, from);
    part.set(values.subarray(start, start + run), n * run);
  }
  return part;
}
