/** What wrong backward passes are made of: the right formula with one of its parts replaced. */
import { numberAt } from "../../../item-at";
import { meanOf, sumOfProducts, type SetView } from "./layer-sets";

/** One number in the whole set, or one for each element. */
type Each = number | Float64Array;
const at = (value: Each, i: number): number => (typeof value === "number" ? value : numberAt(value, i));

export interface Parts {
  readonly r?: Each;
  readonly direct?: Float64Array;
  readonly mean?: Each;
  readonly xhat?: Float64Array;
  readonly c?: Each;
}

/** dx = r (u - ubar - xhat c) of a set, with other parts where some are given. */
export function dxOf(set: SetView, { r = set.r, direct = set.u, mean = set.ubar, xhat = set.xhat, c = set.c }: Parts) {
  return direct.map((value, i) => at(r, i) * (value - at(mean, i) - numberAt(xhat, i) * at(c, i)));
}

/** What stands for ubar with another upstream gradient. */
export function barOf({ centred }: SetView, u: Float64Array): number {
  return centred ? meanOf(u) : 0;
}

/** What stands for c with another upstream gradient, or another xhat. */
export function pathOf(set: SetView, u: Float64Array, xhat = set.xhat): number {
  return set.perC * sumOfProducts(u, xhat);
}

/** The whole backward of another upstream gradient of xhat. */
export function dxUnder(set: SetView, u: Float64Array): Float64Array {
  return dxOf(set, { direct: u, mean: barOf(set, u), c: pathOf(set, u) });
}

/** Two arrays, element by element. */
export function times(a: Float64Array, b: Float64Array): Float64Array {
  return a.map((value, i) => value * numberAt(b, i));
}

/** xhat made anew with another root. */
export function xhatUnder(set: SetView, root: number): Float64Array {
  return set.xhat.map((value) => (value / set.r) * root);
}

/** The whole backward with another root, which xhat is made anew with. */
export function dxUnderRoot(set: SetView, root: number, perC = set.perC): Float64Array {
  const xhat = xhatUnder(set, root);
  return dxOf(set, { r: root, xhat, c: perC * sumOfProducts(set.u, xhat) });
}

/** dx times a number of each set. */
export function dxTimes(set: SetView, factor: number): Float64Array {
  return dxOf(set, { r: set.r * factor });
}

export const DX_OF_U = "dx = r * (u - ubar - xhat * c),  u = gamma * dout,  ubar = mean(u),  c = mean(u * xhat)";
export const DX_OF_RMS = "dx = r * (u - xhat * c),  u = gamma * dout,  c = mean(u * xhat)";

/** A formula of DX_OF_U as it is in RMS norm, which takes no mean. */
export function withoutMean(text: string): string {
  return text
    .replace(DX_OF_U, DX_OF_RMS)
    .replace("ubar, c = means", "c = the mean")
    .replace(/ubar = [^,]*,\s*/, "")
    .replace(/ [-+] (ubar(\[\w+\])?|mean\((gamma \* )?dout\))/, "");
}
