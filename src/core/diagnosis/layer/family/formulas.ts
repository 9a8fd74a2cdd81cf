/** What wrong backward passes are made of: the right formula with one of its parts replaced. */
import type { Activation } from "../../../conventions";
import { numberAt } from "../../../item-at";
import type { Problem } from "../../../problem";
import { sumOf, sumOfProducts, type SetView } from "./layer-sets";

/** One number in the whole set, or one for each element. */
type Each = number | Float64Array;
const at = (value: Each, i: number): number => (typeof value === "number" ? value : numberAt(value, i));

export interface Parts {
  readonly r?: Each;
  readonly direct?: Float64Array;
  readonly mean?: Each;
  readonly xhat?: Float64Array;
  readonly c?: Each;
  readonly member?: Each;
}

/** dx = r (u - m ubar - m xhat c) of a set, m its mask, with other parts where some are given. */
export function dxOf(
  set: SetView,
  { r = set.r, direct = set.u, mean = set.ubar, xhat = set.xhat, c = set.c, member = set.member }: Parts,
): Float64Array {
  return direct.map((value, i) => {
    const m = at(member, i);
    return at(r, i) * (value - m * at(mean, i) - m * numberAt(xhat, i) * at(c, i));
  });
}

/** What stands for ubar with another upstream gradient. */
export function barOf({ centred, M }: SetView, u: Float64Array): number {
  return centred ? sumOf(u) / M : 0;
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

export const DX_UNDER_MASK =
  "dx = r * (u - m * ubar - m * xhat * c),  u = gamma * dout,  ubar = sum(u) / M,  c = sum(u * xhat) / M,  m the mask, M = sum(m)";

/** A formula of DX_OF_U as it is under a mask. */
export function underMask(text: string): string {
  return text.replace(DX_OF_U, DX_UNDER_MASK);
}

/** What an activation hands on of dout. */
function upstreamOf(activation: Activation): string {
  switch (activation) {
    case "relu":
      return "g = dout * (out > 0)";
    case "leaky-relu":
      return "g = dout * where(out > 0, 1, slope)";
    case "relu6":
      return "g = dout * (0 < out < 6)";
    default:
      return `g = dout * ${activation.replace("-", "_")}'(y),  y = gamma * xhat + beta`;
  }
}

/** A formula of dout as it is where an activation stands behind the layer; one of g has it already. */
export function behindActivation({ activation }: Pick<Problem, "activation">, formula: string): string {
  if (activation === "none" || /\bg\b/.test(formula)) return formula;
  const ofG = inG(formula);
  return ofG === formula ? formula : `${ofG},  ${upstreamOf(activation)}`;
}

/** dout where it is multiplied or summed: not where it is added, or spoken of. */
export function inG(formula: string): string {
  return formula.replace(/(?<!\+ |^)\bdout\b/g, "g");
}

/** A formula of DX_OF_U as it is in RMS norm, which takes no mean. */
export function withoutMean(text: string): string {
  return text
    .replace(DX_OF_U, DX_OF_RMS)
    .replace("ubar, c = means", "c = the mean")
    .replace(/ubar = [^,]*,\s*/, "")
    .replace(/ [-+] (ubar(\[\w+\])?|mean\((gamma \* )?dout\))/, "");
}
