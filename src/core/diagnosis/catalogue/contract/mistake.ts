import type { Problem } from "../../../problem";
import type { GradientName } from "../../../verdict";
import type { CellFormula } from "../../formula/cell-formula";
import type { Mask } from "../../formula/column-reader";
import type { Statistics } from "../../formula/column-statistics";
import type { Effect } from "../../formula/term-effect";
import type { Example } from "./by-hand";
import type { Family } from "./families";
import type { HidingCondition } from "./hiding-conditions";

/** The code that a mistake usually comes from, as people write it, with the correction after it. */
export interface CodeLines {
  readonly numpy: string;
  readonly pytorch: string;
  readonly typescript: string;
}

/** A mistake with one number to fit, such as the eps that was used instead. */
export interface FittedParameter {
  readonly name: string;
  /** Where the number may lie; searched on a logarithmic scale. */
  readonly range: (statistics: Statistics) => readonly [number, number];
  /** One that people take by mistake: what a probe has to show. */
  readonly another: (statistics: Statistics) => number;
  readonly effects: (statistics: Statistics, value: number) => readonly Effect[];
  readonly dgamma: (statistics: Statistics, value: number) => Float64Array;
  /** The number that column k saw, when its dgamma is `factor` times the right one. */
  readonly fromDgamma: (statistics: Statistics, k: number, factor: number) => number;
  /** By what share of itself dgamma of column k falls when the number rises by 1: how well the column can tell it. */
  readonly dgammaPerUnit: (statistics: Statistics, k: number) => number;
}

/** A mistake of a split batch, in each of its forms. `s.parts` holds the statistics of the parts. */
export interface AcrossParts {
  /** For each form the effect on each part. */
  readonly effects?: (s: Statistics) => readonly (readonly Effect[])[];
  readonly dgamma?: (s: Statistics) => readonly Float64Array[]; // (D) each
  readonly dbeta?: (s: Statistics) => readonly Float64Array[]; // (D) each
}

/**
 * One way of getting a gradient wrong: what is said about it, what it does to the numbers, and how it is made by hand.
 * docs/extending.md shows how to add one.
 */
export interface Mistake {
  /** The name of its file, too. */
  readonly id: string;
  readonly family: Family;
  /** The tensor that the mistake is made in. Some spoil others too: `dgamma` and `dbeta` below say how. */
  readonly tensor: GradientName;
  readonly harmless?: boolean;
  readonly title: string; // a few words
  readonly sentence: string; // what happened, and what is right
  readonly cause: string; // how people come to write it
  readonly written: string; // the formula as it was written
  readonly correct: string; // the formula as it should be
  readonly code: CodeLines;

  /** What it makes of (a, b, k) in dx = gamma r (a dout - b gbar - k xhat c); q = N / (N - 1), rho = r_used / r. */
  readonly signature?: string;
  /** Whether the mistake can be made in this problem at all. Absent: in training, whatever the rest. */
  readonly applies?: (problem: Problem) => boolean;
  /** What a probe is like that cannot show it, alone or beside another mistake. */
  readonly hiddenBy?: readonly HidingCondition[];

  /** What it does to dx. Several forms are several ways of writing one mistake; the usual one comes first. */
  readonly effects?: (statistics: Statistics) => readonly Effect[];
  readonly cellFormulas?: readonly CellFormula[];
  /** A sentence about the form that fits, such as the number that it stands for. */
  readonly says?: (statistics: Statistics, form: number) => string;
  readonly mask?: Mask;
  /** The wrong dgamma or dbeta, in each of its forms. */
  readonly dgamma?: (statistics: Statistics) => readonly Float64Array[]; // (D) each
  readonly dbeta?: (statistics: Statistics) => readonly Float64Array[]; // (D) each
  /** What it multiplies its dgamma or dbeta with: such a mistake is looked for on top of another one, too. */
  readonly factor?: (statistics: Statistics, k: number) => number;
  readonly parameter?: FittedParameter;
  /** What it does to a batch whose parts are normalised apart, where it mixes the parts up. */
  readonly acrossParts?: AcrossParts;
  /** Running statistics that are not given are fitted: two numbers for each column. */
  readonly fitsUnknownRunning?: boolean;
  /** A simpler mistake that some of its forms come close to: it is named only where that one leaves far more. */
  readonly refines?: string;
  /** The mistake that makes the same dx, whatever the probe: only dgamma tells the two apart. */
  readonly sameDxAs?: string;

  readonly example: Example;
}

export const inTraining = (problem: Problem): boolean => problem.mode === "train";
export const always = (): boolean => true;
export const withEpsInside = ({ epsPlacement }: Problem): boolean => epsPlacement === "inside";
/** In training, with more than one row to a set, by the biased variance. */
export const withBiasedVariance = (problem: Problem): boolean =>
  inTraining(problem) && problem.variance === "biased" && problem.sets.some(({ members }) => members > 1);
/** In training, with more than one row to a set, by the unbiased variance. */
export const withUnbiasedVariance = (problem: Problem): boolean =>
  inTraining(problem) && problem.variance === "unbiased" && problem.sets.some(({ members }) => members > 1);
/** In training, with parts that are normalised apart, each of more than one row. */
export const withSplit = (problem: Problem): boolean =>
  inTraining(problem) && problem.split.length > 1 && problem.sets.every(({ members }) => members > 1);
/** Some rows make no statistics. */
export const withMask = ({ mask, sets }: Problem): boolean =>
  mask?.includes(0) === true && sets.some(({ members }) => members > 1);
/** All rows make the statistics. */
export const withoutMask = ({ mask }: Problem): boolean => mask === undefined;
/** Statistics as the textbook has them: all rows, divided by N, eps inside of the root. */
export const byTheTextbook = (problem: Problem): boolean =>
  withoutMask(problem) && withEpsInside(problem) && problem.variance === "biased";
