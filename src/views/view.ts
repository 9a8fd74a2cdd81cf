import type { Gradients } from "../core/batchnorm/gradients";
import type { Problem } from "../core/problem";
import type { Values } from "../core/tensor";
import type { Comparison, GradientName } from "../core/verdict";
import type { MaskName } from "./masks";

/**
 * A view: a tensor that can be shown. One file of this folder says how it is called, how it is coloured and of what its
 * numbers are made; its row in `index.ts` takes it in. The worker's tensors, the page's switches, colours, tables, menus
 * and the inspector follow from these. docs/extending.md adds one step by step.
 */
export interface View<Name extends string> {
  readonly name: Name; // in messages, files and keys
  readonly label: string; // short, for a head or an edge: "x̂"
  readonly sign?: string; // where a long label has no room, and its picture says the rest: "dγ"
  readonly title: string; // one phrase: "normalised input"
  readonly symbol: string; // as it is written in formulas and tables: "your dx"
  readonly kind: Kind;
  /** What its colours and tiles are centred on: 0, or the median where the values lie far from 0. */
  readonly centre: "zero" | "median";
  /** Set where tensors are compared by eye: those of the same name here, as far as they are shown, can share one range. */
  readonly comparedAs?: "x" | "dx" | "dgamma" | "dbeta";
  /** Where the inspector lists it; undefined: not in a list. */
  readonly listed?: "forward" | "column" | "candidate";
  /** Set when its numbers are the check's: at its end, or cell by cell while it runs (negative ones have not come). */
  readonly checked?: "at the end" | "cell by cell";
  /** The cells that are wrong in it. */
  readonly mask?: MaskName;
  /** Its numbers, or undefined while there are none. Large tensors are made on the way: no copy is kept of them. */
  numbers(known: Known): Numbers | undefined;
}

/** N x D numbers. `Strip` is the name of a strip. */
export interface PictureView<Name extends string, Strip extends string> extends View<Name> {
  /** Strips under the picture: the numbers of its columns that belong to it. */
  readonly strips: readonly Strip[];
  /** At what it comes by itself; "in doubt": when the check is in doubt or has found a mistake. */
  readonly shown: "at first" | "in doubt" | "with a candidate" | "on demand";
}

/** What kind of numbers a tensor holds: it decides family and scale of its colours. */
export type Kind = "value" | "gradient" | "magnitude" | "error";

/** Everything of which views are made. */
export interface Known {
  readonly problem: Problem;
  readonly gradients: Gradients;
  /** What a candidate is held against: sharper than the gradients where its numbers are. */
  readonly exact: Pick<Gradients, GradientName>;
  readonly comparison: Comparison | undefined;
  /** Relative errors of the gradients, as far as the check has come; of dgamma and dbeta at its end. */
  readonly errors: { readonly dx: Values; readonly dgamma?: Values; readonly dbeta?: Values } | undefined;
  readonly previous: Values | undefined; // x at the stop before, of the same shape
}

/** Stored numbers in the tensor's own order, or numbers that are made from others when they are asked for. */
export type Numbers =
  | {
      readonly stored: Values;
      readonly dtype?: string; // as the source has it; else that of the numbers
      /** Of a strip that has no number for each column: the blocks of the matrix that it has one for. */
      readonly blocks?: { readonly rows: number; readonly columns: number };
    }
  | {
      /** The number at a row-major offset. */
      readonly at: (offset: number) => number;
      /** Fills `target` with the numbers from an offset on, faster than one by one. */
      readonly fill?: (offset: number, target: Values) => void;
    };
