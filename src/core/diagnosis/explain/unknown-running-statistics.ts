import type { Mistake } from "../catalogue/contract/mistake";
import { leftBy, type DxObservation } from "../evidence/dx-observation";
import { each, whole, type Effect } from "../formula/term-effect";
import type { Explanation } from "./explanation";

/** Running statistics that are not known: two numbers for each column, from three components, so that one is left to test. */
export function unknownRunningStatistics(o: DxObservation, mistakes: readonly Mistake[]): Explanation[] {
  const s = o.statistics;
  const mistake = mistakes.find(({ fitsUnknownRunning }) => fitsUnknownRunning);
  if (!mistake || s.problem.running || s.N < 4 || s.D < 2) return [];
  const p = new Float64Array(s.D);
  const t = new Float64Array(s.D);
  for (let k = 0; k < s.D; k++) {
    const scale = s.gamma[k] * s.r[k];
    if (scale === 0 || s.restSquares[k] === 0 || s.xhatSquares[k] === 0) return [];
    p[k] = 1 + (o.rest[k] * o.noise[k]) / Math.sqrt(s.restSquares[k]) / scale;
    const along = s.slope[k] - s.c[k] + (o.xhat[k] * o.noise[k]) / Math.sqrt(s.xhatSquares[k]) / scale;
    const m = (s.slope[k] - along / p[k]) / p[k]; // p c + t gbar
    t[k] = (m - p[k] * s.c[k]) / s.gbar[k];
    // 1 / sqrt(v + eps) with a variance that is 0 or more.
    if (!(p[k] > 0) || !Number.isFinite(t[k]) || (p[k] * s.r[k]) ** -2 < s.eps) return [];
  }
  const m = each(s.D, (k) => p[k] * s.c[k] + t[k] * s.gbar[k]);
  // Without a shift in any column it is not other statistics, but another factor; and without a variance path another formula.
  if (t.every((shift) => Math.abs(shift) < 1e-6)) return [];
  if (m.every((slope, k) => Math.abs(slope) <= 1e-6 * (Math.abs(p[k] * s.c[k]) + Math.abs(t[k] * s.gbar[k]))))
    return [];
  const effect: Effect = { ...whole(p), slope: each(s.D, (k) => p[k] * m[k]), ones: each(s.D, (k) => t[k] * m[k]) };
  return [{ mistakes: [mistake], effect, left: leftBy(o, effect), assumed: 2 * s.D }];
}
