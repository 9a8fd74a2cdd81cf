import type { ForwardName } from "./forward";
import type { Reason, Words } from "./reason";
import type { Dtype, Values } from "./tensor";

/**
 * correct: every cell agrees within what the check can be sure of.
 * wrong: the disagreement exceeds what the check can be unsure of.
 * doubtful: the check is too noisy here to tell, or these inputs hide mistakes; the reason says which.
 */
export type Verdict = "correct" | "wrong" | "doubtful";

export type GradientName = "dx" | "dgamma" | "dbeta";

/** One gradient tensor held against a reference, cell by cell. */
export interface CheckedTensor {
  readonly cells: number;
  readonly agreeing: number;
  readonly doubtful: number;
  readonly wrong: number;
  readonly maxRelativeError: number; // NaN when a cell could not be compared
  readonly worst: readonly number[]; // index of the worst cell in the tensor's own shape; [c] for dgamma and dbeta
  readonly error: Values; // relative error of every cell, in the tensor's own order
  readonly wrongCells?: Uint8Array; // 1 where a cell counts as wrong, in the same order; undefined where none does
  readonly numeric?: Float64Array; // (A) what it was held against, where that is summed over many sets
  readonly dtype?: Dtype; // by which the cells of a candidate were judged
  readonly doubts?: Doubts; // why cells of a check are doubtful
}

/** Why cells are doubtful. */
export interface Doubts {
  notFinite: number; // cells in columns that hold NaN or infinity
  kink: number; // ReLU's derivative does not exist there
  noise: number; // the numeric derivative is too unsure
}

/** What a check has looked at, where that is not every cell. */
export interface Coverage {
  readonly cells: number; // of dx, dgamma and dbeta together
  readonly of: number;
  readonly seed: number | null; // of the sample; null: what it had come to when it was stopped
}

/** The analytic gradients held against numeric derivatives of the forward. */
export interface Check {
  readonly verdict: Verdict;
  /** One sentence: "correct: 4,096 of 4,096 cells, largest relative error 3.1e-14 at dx[12, 7]". */
  readonly reason: string;
  readonly words: readonly Words[]; // the same without the verdict
  /** How the numeric side was made: rule, step, precision. */
  readonly method: string;
  readonly tolerance: number; // a cell agrees when error <= tolerance
  readonly floor: number; // of the denominator, relative to the largest terms of the column's gradient (docs/gradcheck.md)
  readonly tensors: Readonly<Record<GradientName, CheckedTensor>>;
  readonly coverage?: Coverage; // every cell without one
}

/** One cell of a candidate that differs from its neighbours' explanation. */
export interface NamedCell {
  readonly index: readonly number[];
  readonly given: number;
  readonly expected: number;
}

/** What is wrong with a candidate, best explanation first. */
export interface Diagnosis {
  readonly id: string; // of the catalogue in docs/mistakes.md
  readonly tensor: GradientName;
  /** Share of the squared difference that this explanation accounts for, 0 to 1. */
  readonly explains: number;
  readonly title: string; // in few words, for a headline: "variance path left out"
  readonly text: string; // one sentence
  readonly written: string; // the formula as it was written
  readonly correct: string; // the formula as it should be
  /** The line of code that the mistake usually comes from. */
  readonly code: { readonly numpy: string; readonly pytorch: string; readonly typescript: string };
  readonly harmless: boolean;
  readonly cells?: readonly NamedCell[]; // of a local mistake, worst first, at most ten
  readonly signature?: { readonly a: number; readonly b: number; readonly k: number; readonly residual: number };
}

/** What is special about the inputs, so that they hide mistakes. */
export interface HiddenBy {
  readonly text: string; // "gamma is 1 in every column"
  readonly value?: string; // "gamma = 1", of what is a value
}

/** Mistakes of the catalogue that this probe cannot tell from a correct gradient or from each other. */
export interface BlindSpot {
  readonly ids: readonly string[]; // "correct" among them: these mistakes look right here
  readonly because: readonly HiddenBy[]; // empty where it is not known
  readonly text: string;
}

/** A setting of the problem under which the candidate is right. */
export interface Fit {
  /** Keys of a problem file with the values that fit; dout as text: "1", "2 * out". */
  readonly set: Readonly<Record<string, string | number | readonly number[]>>;
  readonly sentence: string;
  readonly right: string; // its first half in few words: "dx is right with dout = 1"
  readonly open: string; // its second: "dout is not given"
}

/** A tensor of two candidates, one held against the other. */
export interface Between {
  readonly cells: number;
  readonly different: number; // cells that are not the same number
  readonly maxDifference: number; // NaN where one of the two is no number
  readonly index: readonly number[]; // of that cell; [c] for dgamma and dbeta
  readonly ulp: number; // largest difference in last places of the narrower dtype; NaN likewise
  readonly dtype: Dtype; // of those places
  readonly closer: "first" | "second" | "neither"; // to the exact gradient, by the squared error of all cells
}

/** What was found of the forward pass that gradients belong to, where it left something. */
export interface ForwardFinding {
  /** this: the one that the problem says; other: one that says other things; none: no layer that is known. */
  readonly followed: "this" | "other" | "none";
  readonly said: string; // "out is right for RMS norm over 7"
  /** How many numbers of each tensor are not those of the forward that the problem says. */
  readonly cells: readonly { readonly name: ForwardName; readonly cells: number; readonly wrong: number }[];
}

/** A candidate's gradients held against the exact ones. */
export interface Comparison {
  readonly verdict: Verdict;
  readonly reason: string; // one sentence
  readonly why: Reason; // of which it is made
  /** The tolerance that the user has set, where it counted: "1e-3". */
  readonly tolerance?: string;
  readonly tensors: Readonly<Partial<Record<GradientName, CheckedTensor>>>;
  /** What would make the candidate right; the first is taken over by one click or --take-fit. */
  readonly fits: readonly Fit[];
  readonly diagnoses: readonly Diagnosis[];
  /** A sentence for each tensor whose wrong cells are those of some rows, columns, tiles or tails. */
  readonly places: readonly string[];
  readonly blind: readonly BlindSpot[];
  readonly forward?: ForwardFinding;
  /** A second candidate, judged by itself and held against this one. */
  readonly second?: { readonly comparison: Comparison; readonly between: BetweenTensors };
}

export type BetweenTensors = Readonly<Partial<Record<GradientName, Between>>>;
