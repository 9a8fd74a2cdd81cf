import type { NamedCell } from "../verdict";
import type { CodeLines } from "./mistake";

/** "1,234". */
export function counted(count: number): string {
  return count.toString().replace(/\B(?=(\d{3})+(?!\d))/g, ",");
}

/** At most six significant digits: "0.25", "1e-5", "NaN". */
export function short(value: number): string {
  if (!Number.isFinite(value) || value === 0) return String(value);
  const rounded = Number(value.toPrecision(6));
  return Math.abs(rounded) < 1e-3 ? rounded.toExponential() : String(rounded);
}

/** A name with an index: "dx[3,1]". */
export function named(tensor: string, index: readonly number[]): string {
  return `${tensor}[${index.join(",")}]`;
}

/** "dx[3,1] is 0.5, expected 0.25". */
export function cellText(tensor: string, { index, given, expected }: NamedCell): string {
  return `${named(tensor, index)} is ${short(given)}, expected ${short(expected)}`;
}

/** "a", "a and b", "a, b and c". */
export function listed(words: readonly string[]): string {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} and ${words[words.length - 1]}`;
}

/** "99.97 %"; never rounded up to 100 %. */
export function percent(share: number): string {
  if (share >= 1) return "100 %";
  const digits = share > 0.99 ? 2 : 0;
  return `${Math.floor(share * 100 * 10 ** digits) / 10 ** digits} %`;
}

/** Where single cells usually go wrong: not in a formula. */
export const LOCAL_CODE: CodeLines = {
  numpy:
    "dx = grad_buffer; dx += update  # an in-place write into a shared array changes single cells; work on dx.copy()",
  pytorch: "grad_input[mask] = 0  # a later in-place write; clone() before writing, and check the index",
  typescript: "dx[row * D + column] = value; // a stray index: compare with (n * C + c) * HW + l",
};

/** Where to look when no known mistake fits. */
export const UNKNOWN_CODE: CodeLines = {
  numpy: "print(dx / (gamma * r)); print(dout - gbar, xhat * c)  # compare term by term",
  pytorch: "torch.testing.assert_close(grad_input / (weight * rstd), g - g.mean(0) - xhat * (g * xhat).mean(0))",
  typescript: "console.log(dx[i] / (gamma[k] * r[k]), dout[i] - gbar[k], xhat[i] * c[k]); // compare term by term",
};

export const CORRECT: Readonly<Record<string, string>> = {
  dx: "dx = gamma * r * (dout - gbar - xhat * c)",
  dgamma: "dgamma = sum(dout * xhat)",
  dbeta: "dbeta = sum(dout)",
};
export const CORRECT_IN_EVALUATION = "dx = gamma * r * dout,  r = 1 / sqrt(running_var + eps)";
