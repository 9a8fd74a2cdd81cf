import type { Gradients } from "./gradients";
import { offsetOf, withChannels, type Layout } from "../layout";
import type { Problem } from "../problem";
import type { Values } from "../tensor";

/** The columns [from, to) of a problem as a problem of their own: columns do not depend on each other. */
export function columnsProblem(problem: Problem, from: number, to: number): Problem {
  const { layout, running, kept, sets } = problem;
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
