/**
 * A ReLU with batch norm before it, behind it, or without one: the article's closing question. Batch norm is the product's
 * own, forward and backward, with the batch's statistics.
 */
import { batchnormBackward, batchnormForward } from "../batchnorm/batchnorm";
import { exactBackward, exactForward } from "../batchnorm/exact";
import type { Precision } from "../checker";
import { numberAt } from "../item-at";
import type { Problem } from "../problem";
import type { Values } from "../tensor";
import { scaleDerivatives } from "./scale-derivative";

export const PLACEMENTS = ["bn-relu", "relu-bn", "none"] as const;
export type PlacementName = (typeof PLACEMENTS)[number];

export interface PlacedBackward {
  readonly dx: Float64Array; // (N,D)
  readonly dgamma: Float64Array; // (D) 0 without batch norm, as dbeta
  readonly dbeta: Float64Array; // (D)
}

export interface PlacedForward {
  readonly out: Float64Array; // (N,D) what leaves the two
  /** Cells whose ReLU is shut: nothing of dout comes through it. */
  readonly dead: number;
  readonly backward: (dout: Values) => PlacedBackward;
  /** Terms of dL/ds at s = 1 of x = s z, z being the problem's x: what a scale of it would feel. */
  readonly byScale: (dout: Values) => readonly number[];
}

/** What of a problem batch norm sees: x through the ReLU where that comes first. `positive`: that, where it is known. */
export function placedProblem(problem: Problem, name: PlacementName, positive?: Float64Array): Problem {
  const activation = name === "bn-relu" ? "relu" : "none";
  const x = name === "bn-relu" ? problem.x : (positive ?? rectified(problem.x));
  return { ...problem, x, mode: "train", activation };
}

/** x (N,D) through batch norm and ReLU in this order. The problem's own activation and mode say nothing here. */
export function placedForward(
  problem: Problem,
  name: PlacementName,
  precision: Precision = "standard",
  positive?: Float64Array,
): PlacedForward {
  const placed = placedProblem(problem, name, positive);
  if (name === "none") {
    const nothing = (): Float64Array => new Float64Array(problem.layout.channels);
    return {
      out: Float64Array.from(placed.x),
      dead: shutIn(problem.x),
      backward: (dout) => ({ dx: through(problem.x, dout), dgamma: nothing(), dbeta: nothing() }),
      byScale: (dout) => Array.from(placed.x, (value, i) => (value === 0 ? 0 : value * numberAt(dout, i))),
    };
  }
  const isExact = precision === "exact";
  const { out, cache } = isExact ? exactForward(placed) : batchnormForward(placed);
  const inner = (dout: Values): PlacedBackward =>
    isExact ? exactBackward(dout, cache) : batchnormBackward(dout, cache);
  const byScale = (dout: Values): number[] =>
    Array.from({ length: problem.layout.channels }, (_, k) => scaleDerivatives(cache, dout, k)).flat();
  if (name === "bn-relu") return { out, dead: shutIn(out), backward: inner, byScale };
  return {
    out,
    dead: shutIn(problem.x),
    byScale,
    backward: (dout) => {
      const ofBatchnorm = inner(dout);
      return { ...ofBatchnorm, dx: through(problem.x, ofBatchnorm.dx) };
    },
  };
}

/** x through a ReLU; NaN stays. Written as a loop, as below: Float64Array.from takes ten times as long with a function. */
export function rectified(x: Values): Float64Array {
  const result = new Float64Array(x.length);
  for (let i = 0; i < x.length; i++) {
    const value = numberAt(x, i);
    result[i] = value <= 0 ? 0 : value;
  }
  return result;
}

function shutIn(values: Values): number {
  let shut = 0;
  for (const value of values) if (value <= 0) shut++;
  return shut;
}

/** The ReLU's backward: the derivative at 0 is taken as 0. */
function through(x: Values, dout: Values): Float64Array {
  const result = new Float64Array(x.length);
  for (let i = 0; i < x.length; i++) result[i] = numberAt(x, i) <= 0 ? 0 : numberAt(dout, i);
  return result;
}
