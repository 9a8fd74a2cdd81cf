import type { Statistics } from "../../formula/column-statistics";
import { at, each, whole, type Effect } from "../../formula/term-effect";

/** c of a tensor of ones in the place of xhat is this times gbar: 1, but for other conventions. */
export function shareOf({ stretch, N, degrees }: Statistics, k: number): number {
  return (at(stretch, k) * N) / degrees;
}

/**
 * xhat_used = p xhat + t: all three terms of dx drift. Also: with the forward's xhat, and as in evaluation. `stretch`:
 * what becomes of an eps outside of the root.
 */
export function driftedXhat(
  s: Statistics,
  p: Float64Array,
  t: Float64Array,
  stretch: (k: number) => number = () => 1,
): Effect[] {
  const m = each(s.D, (k) => stretch(k) * (at(p, k) * at(s.c, k) + at(t, k) * at(s.gbar, k) * shareOf(s, k)));
  const slope = each(s.D, (k) => at(p, k) * at(m, k));
  const ones = each(s.D, (k) => at(t, k) * at(m, k));
  return [{ ...whole(p), slope, ones }, whole(p), { a: p, b: 0, k: 0 }];
}
