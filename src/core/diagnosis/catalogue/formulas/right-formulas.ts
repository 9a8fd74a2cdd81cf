import type { Problem } from "../../../problem";

/** The formulas as they should be, in the words that the entries show beside the wrong ones. */
export const DX = "dx = gamma * r * (dout - gbar - xhat * c)";
export const DX_OF_SUMS = `${DX},  gbar = sum(dout) / N,  c = sum(dout * xhat) / N`;
export const DX_OF_ROOT = `${DX},  r = 1 / sqrt(v + eps)`;
export const DX_UNDER_MASK =
  "dx = gamma * r * (dout - m * sum(dout) / M - m * xhat * sum(dout * xhat) / M),  m the mask, M = sum(m)";
export const DX_BEHIND_RELU = "g = dout * (out > 0),  dx = gamma * r * (g - mean(g) - xhat * mean(g * xhat))";
export const DX_IN_EVALUATION = "dx = gamma * r * dout,  r = 1 / sqrt(running_var + eps)";
export const ROOT = "r = 1 / sqrt(v + eps)";
export const DV = "dv = sum(dxhat * (x - mu)) * (-1/2) * (v + eps)^(-3/2)";
export const DGAMMA = "dgamma = sum(dout * xhat)";
export const DBETA = "dbeta = sum(dout)";

/** A formula as the textbook has it, with the problem's own root, denominator and activation in it. */
export function formulaUnder({ epsPlacement, variance, activation }: Problem, formula: string): string {
  const isOutside = epsPlacement === "outside";
  const root = isOutside ? formula.replace(/sqrt\((\w+) \+ (eps\w*)\)/g, "(sqrt($1) + $2)") : formula;
  const count = variance === "unbiased" ? "(N - 1)" : "N";
  const stretch = isOutside ? " * (sqrt(v) + eps) / sqrt(v)" : "";
  const sums = root.replaceAll("sum(dout * xhat) / N", `sum(dout * xhat) / ${count}${stretch}`);
  return activation === "leaky-relu" ? sums.replaceAll("(out > 0)", "where(out > 0, 1, slope)") : sums;
}
