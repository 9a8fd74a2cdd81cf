import type { Problem } from "../../../problem";
import type { GradientName } from "../../../verdict";
import type { CodeLines } from "../../catalogue/contract/mistake";
import type { LayerSets, SetView } from "./layer-sets";

/** A wrong dx, set by set. */
export type DxForm = (set: SetView) => Float64Array;

/** One way of getting the gradients of a normalization layer wrong. */
export interface LayerMistake {
  readonly id: string;
  readonly tensor: GradientName; // that the mistake is made in
  readonly title: string; // a few words
  readonly sentence: string; // what happened, and what is right
  readonly cause: string; // how people come to write it
  readonly written: string;
  readonly correct: string;
  readonly code: CodeLines;
  /** Whether the mistake can be made in this problem at all. */
  readonly applies: (problem: Problem) => boolean;
  /** What it makes of each gradient. Several forms are several ways of writing one mistake; the usual one comes first. */
  readonly dx?: (s: LayerSets) => readonly DxForm[];
  readonly dgamma?: (s: LayerSets) => readonly Float64Array[]; // (A) each
  readonly dbeta?: (s: LayerSets) => readonly Float64Array[]; // (A) each
  /** A sentence about the form that fits, such as the number that it stands for. */
  readonly says?: (s: LayerSets, form: number) => string;
  /** Its forms are the places where it may begin: one of them is found, not assumed. */
  readonly searched?: boolean;
  /** What a probe is like that cannot show it. */
  readonly hiddenBy?: readonly HidingLayer[];
}

/** What is special about a probe, so that it hides mistakes. */
export type HidingLayer =
  | "gamma is 1"
  | "gamma is the same"
  | "beta is 0"
  | "u is constant"
  | "x has mean 0"
  | "eps is small"
  | "every variance is above eps"
  | "one set";

export const isRms = ({ norm }: Problem): boolean => norm === "rms";
export const ofAll = (): boolean => true;
/** An element of a set has others beside it. */
export const hasOthers = ({ layout }: Problem): boolean => layout.rows > 1;
