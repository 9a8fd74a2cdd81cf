import { layoutOn, type Layout } from "../../layout";
import type { Activation, Mode, Problem } from "../../problem";
import type { Values } from "../../tensor";

/**
 * What a candidate may have been made with instead of what the problem says. Each is a convention or a number that some
 * library or course has, right in itself.
 */
export interface Setting {
  readonly variance?: "biased" | "unbiased"; // N or N - 1, in forward and backward
  readonly epsPlacement?: "inside" | "outside"; // of the root
  readonly activation?: Activation | "leaky_relu";
  readonly slope?: number; // of a leaky ReLU
  readonly mode?: Mode;
  readonly axis?: number; // that holds the channels
  readonly split?: number | readonly number[]; // statistics of so many equal parts of the batch, or of parts of these sizes
  readonly mask?: Uint8Array; // (N) rows that make the statistics
  readonly eps?: number;
  readonly gamma?: Float64Array; // (D)
  readonly beta?: Float64Array; // (D)
  readonly dout?: Values; // (N,D) in the layout of x
}

/** The problem with those parts of a setting that it has a place for. */
export function problemWith(problem: Problem, setting: Setting): Problem {
  const { axis, mode, activation, eps, gamma, beta, dout } = setting;
  const layout = axis === undefined ? problem.layout : layoutOn(axis, problem.layout.shape);
  const vector = (values: Float64Array): Float64Array =>
    values.length === layout.channels ? values : new Float64Array(layout.channels).fill(values[0]);
  return {
    ...problem,
    layout,
    gamma: gamma ?? vector(problem.gamma),
    beta: beta ?? vector(problem.beta),
    dout: dout ?? problem.dout,
    eps: eps ?? problem.eps,
    mode: mode ?? problem.mode,
    activation: activation === "leaky_relu" ? "relu" : (activation ?? problem.activation),
  };
}

/** Rows of each part of the batch that has statistics of its own: ends of the stretches. */
export function partEnds({ outer, inner }: Layout, split: Setting["split"]): number[] {
  const sizes =
    split === undefined
      ? [outer]
      : typeof split === "number"
        ? new Array<number>(split).fill(outer / split)
        : [...split];
  let end = 0;
  return sizes.map((size) => (end += size * inner));
}
