import type { Problem } from "../problem";
import type { GradientName } from "../verdict";
import type { Column } from "./columns";
import type { Effect } from "./effect";
import type { Statistics } from "./statistics";

/** The code that a mistake usually comes from, as people write it, with the correction after it. */
export interface CodeLines {
  readonly numpy: string;
  readonly pytorch: string;
  readonly typescript: string;
}

/** Which elements of dout a fused ReLU lets through. "correct" is out > 0. */
export type Mask = "correct" | "omitted" | "x" | "xhat" | "ties";

/** A mistake whose dx needs more than a column of its own: other columns' sums, or another axis. */
export interface WideForm {
  /** Prepares what all columns share and returns a function that fills column k of the wrong dx. */
  readonly prepare: (statistics: Statistics) => (k: number, column: Column, into: Float64Array) => void;
}

/** A mistake with one free number, such as the eps that was used instead. */
export interface FreeNumber {
  readonly name: string;
  /** Where the number may lie; searched on a logarithmic scale. */
  readonly range: (statistics: Statistics) => readonly [number, number];
  readonly effects: (statistics: Statistics, value: number) => readonly Effect[];
  readonly dgamma: (statistics: Statistics, value: number) => Float64Array;
}

/** One way of getting a gradient wrong. Ids are those of docs/mistakes.md. */
export interface Mistake {
  readonly id: string;
  readonly family: string;
  /** The tensor that the mistake is made in. Some spoil others too: `dgamma` and `dbeta` below say how. */
  readonly tensor: GradientName;
  readonly sentence: string;
  readonly written: string; // the formula as it was written
  readonly correct: string; // the formula as it should be
  readonly code: CodeLines;
  readonly harmless?: boolean;
  /** Whether the mistake can be made in this problem at all. Absent: in training, whatever the rest. */
  readonly applies?: (problem: Problem) => boolean;

  /** What it does to dx. Several forms are several ways of writing one mistake; the usual one comes first. */
  readonly effects?: (statistics: Statistics) => readonly Effect[];
  readonly wide?: readonly WideForm[];
  readonly mask?: Mask;
  /** The wrong dgamma or dbeta. */
  readonly dgamma?: (statistics: Statistics) => readonly Float64Array[]; // (D) each
  readonly dbeta?: (statistics: Statistics) => readonly Float64Array[]; // (D) each
  readonly free?: FreeNumber;
}

export const inTraining = (problem: Problem): boolean => problem.mode === "train";
export const always = (): boolean => true;
