import { counted, indexText } from "../core/spelling";
import { worstCells } from "../core/gradcheck/worst-cells";
import type { Values } from "../core/tensor";
import type { CheckedTensor, GradientName, Verdict } from "../core/verdict";
import type { Outcome } from "./analyse";
import type { TerminalStyle } from "./terminal-style";
import { scientific, table, wrap } from "./text";

export const SIGNS: Readonly<Record<Verdict, string>> = { correct: "✓", wrong: "✗", doubtful: "?" };
const WORST = 5;

/** The worst cells with the values on both sides, when cells disagree. */
export function worst(
  outcome: Outcome,
  tensors: Readonly<Partial<Record<GradientName, CheckedTensor>>>,
  values: Readonly<Partial<Record<GradientName, Values>>>,
  style: TerminalStyle,
): string {
  const same = values === outcome.gradients;
  const ranked = worstCells(outcome.problem.layout, tensors, same ? "is left out" : "is worst", WORST);
  if (ranked.length === 0) return "";
  const rows = ranked.map(({ tensor, index, offset, error }) => {
    const value = String(values[tensor]?.[offset] ?? NaN);
    const exact = String(outcome.gradients[tensor][offset]);
    return [`${tensor}${cell(index)}`, value, ...(same ? [] : [exact]), scientific(error)];
  });
  return table(["worst cells", same ? "value" : "given", ...(same ? [] : ["expected"]), "error"], rows, style.dim);
}

export function extremes(values: Values): [string, string] {
  let low = Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low > high ? ["NaN", "NaN"] : [scientific(low, 3), scientific(high, 3)];
}

export function agreement({ cells, agreeing }: CheckedTensor): string {
  return `${counted(agreeing)} of ${counted(cells)}`;
}

export function cell(index: readonly number[]): string {
  return index.length ? indexText(index) : "";
}

export function bullet(text: string, width: number): string {
  return wrap(`• ${text}`, width, "  ");
}
