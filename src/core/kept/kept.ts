/**
 * What a backward pass keeps in the place of x: xhat or x - mu, and rstd, r = 1 / sqrt(v + eps) of each set. dx, dgamma
 * and dbeta need no more; a forward does. So an x is made again that has this xhat and this r: x = xhat / r, with mean 0
 * (in evaluation plus the running mean), and the eps with which its variance gives r back. The mean that x really had is
 * lost, and says nothing: the gradients are the same under x + const.
 */
import type { Denominator, EpsPlacement } from "../conventions";
import { numberAt } from "../item-at";
import type { Layout } from "../layout";
import type { RowSet } from "../sets";
import type { Tensor, Values } from "../tensor";

/** What the source gives in the place of x, by its key in a problem file. */
export type KeptName = "xhat" | "xmu";

/** What was given of a problem's x, and how x was made of it. */
export interface Kept {
  readonly what: KeptName;
  readonly values: Values; // (N,D) as given, in the layout of x
  /** (D, sets) x r is xhat as given, but for the running mean of evaluation. */
  readonly r: Float64Array;
  /** "unknown": r is one that fits, and others would as well: each column of dx is known up to a positive factor. */
  readonly rstd: "given" | "follows" | "unknown";
  readonly said: readonly string[]; // for people
}

/** What is known beside the values that were kept. */
export interface Keeping {
  readonly what: KeptName;
  readonly given: Tensor;
  readonly layout: Layout;
  readonly sets: readonly RowSet[];
  readonly mask: Uint8Array | undefined;
  readonly rstd: Float64Array | undefined; // (D, sets)
  readonly asked: Asked;
}

/** How a variance becomes r. */
export interface Root {
  readonly eps: number;
  readonly variance: Denominator;
  readonly epsPlacement: EpsPlacement;
}

/** What the source says of it. */
export type Asked = Partial<Root>;

/** The x that was made, and what it is normalised with. */
export interface Restored extends Root {
  readonly x: Values; // (N,D)
  readonly kept: Kept;
}

const TOLD = ["eps", "epsPlacement", "mode"];

/**
 * Keys of a problem file that what was kept of x settles as if the source had stated them. xhat alone says little of the
 * denominator; x - mu alone is an x like any other, and tells nothing.
 */
export function toldByKept(xKept: KeptName | undefined, isRstdGiven: boolean): readonly string[] {
  if (isRstdGiven && xKept) return [...TOLD, "variance"];
  return xKept === "xhat" ? TOLD : [];
}

/** A number for a sentence. */
export function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}

/** r as a source gives it: (sets, D). */
export function rstdBySets({ sets, layout }: Pick<Keeping, "sets" | "layout">, { r }: Pick<Kept, "r">): Float64Array {
  const { channels: D } = layout;
  return Float64Array.from({ length: r.length }, (_, i) => {
    const [s, k] = [Math.floor(i / D), i % D];
    return numberAt(r, k * sets.length + s);
  });
}
