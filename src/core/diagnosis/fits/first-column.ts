import { columnsProblem, columnsValues } from "../../batchnorm/columns";
import type { Problem } from "../../problem";
import type { Tensor } from "../../tensor";
import { agreesUnder, type Judged } from "./agrees-under";
import type { Setting } from "./setting";

/** Some columns alone: what does not fit them, fits nowhere, and most settings do not. */
interface FirstColumns {
  readonly problem: Problem;
  readonly judged: Judged;
}

/** The first columns of a problem and of a candidate, as many as are asked for. */
export function firstColumns(problem: Problem, judged: Judged, count = 1): FirstColumns {
  const { layout } = problem;
  if (layout.channels <= count) return { problem, judged };
  const { dx, dgamma, dbeta } = judged.candidate;
  const few = columnsProblem(problem, 0, count);
  const vector = (tensor: Tensor): Tensor => ({ ...tensor, shape: [count], values: tensor.values.slice(0, count) });
  const candidate = {
    ...(dx && { dx: { ...dx, shape: few.layout.shape, values: columnsValues(layout, dx.values, 0, count) } }),
    ...(dgamma && { dgamma: vector(dgamma) }),
    ...(dbeta && { dbeta: vector(dbeta) }),
  };
  return { problem: few, judged: { ...judged, candidate } };
}

/** The setting that the first columns have. */
export function ofFirst(setting: Setting, count = 1): Setting {
  const { gamma, beta, dgammaSigns } = setting;
  const first = (values: Float64Array | undefined): Float64Array | undefined => values?.slice(0, count);
  return { ...setting, gamma: first(gamma), beta: first(beta), dgammaSigns: first(dgammaSigns) };
}

/** Whether a setting fits the first column. */
export function quickly(problem: Problem, judged: Judged): (setting: Setting) => boolean {
  if (problem.layout.channels === 1) return () => true;
  const first = firstColumns(problem, judged);
  return (setting) => {
    if (setting.axis !== undefined) return true;
    return agreesUnder(first.problem, first.judged, ofFirst(setting));
  };
}
