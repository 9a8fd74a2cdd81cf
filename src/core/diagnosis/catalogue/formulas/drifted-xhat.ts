import type { Statistics } from "../../formula/column-statistics";
import { each, whole, type Effect } from "../../formula/term-effect";

/** xhat_used = p xhat + t: all three terms of dx drift. Also: with the forward's xhat, and as in evaluation. */
export function driftedXhat(s: Statistics, p: Float64Array, t: Float64Array): Effect[] {
  const m = each(s.D, (k) => p[k] * s.c[k] + t[k] * s.gbar[k]);
  const slope = each(s.D, (k) => p[k] * m[k]);
  const ones = each(s.D, (k) => t[k] * m[k]);
  return [{ ...whole(p), slope, ones }, whole(p), { a: p, b: 0, k: 0 }];
}
