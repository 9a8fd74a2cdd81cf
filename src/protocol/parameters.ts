import type { Fault } from "../core/fault";

/** What a user can say of a problem, by the keys of a problem file. */
export const PARAMETERS = [
  "gamma",
  "beta",
  "eps",
  "dout",
  "mode",
  "runningMean",
  "runningVar",
  "rstd",
  "norm",
  "axis",
  "groups",
  "normalizedShape",
  "gammaOffset",
  "variance",
  "epsPlacement",
  "mask",
  "split",
  "activation",
  "slope",
  "tolerance",
] as const;

export type ParameterName = (typeof PARAMETERS)[number];

/** What can be typed. A seed says how dout is drawn: it and a dout of the user's own take each other's place. */
export type TypedName = ParameterName | "seed";

export interface ParameterState {
  /** "default", "given" by the source, "typed" in the panel, "picked" from a selection, file or variable. */
  readonly from: "default" | "given" | "typed" | "picked";
  readonly text: string; // what an input box shows: "1", "[1, 2, 3]", "64 values", "train.py: gamma"
  readonly fault?: Fault; // the text typed last is not usable; the value in force is the one before
}

/** What a picker on the panel is for. */
export type Role = ParameterName | "candidate.dx" | "candidate.dgamma" | "candidate.dbeta" | "candidate" | SecondRole;

/** A second set of gradients, compared with the first. */
export type SecondRole = "candidate2.dx" | "candidate2.dgamma" | "candidate2.dbeta";
