import type { Mistake } from "../catalogue/contract/mistake";
import { leftBy, type DxObservation } from "../evidence/dx-observation";
import { at, each, whole, type Effect } from "../formula/term-effect";
import type { Explanation } from "./explanation";

/** Running statistics that are not known: two numbers for each column, from three components, so that one is left to test. */
export function unknownRunningStatistics(o: DxObservation, mistakes: readonly Mistake[]): Explanation[] {
  const s = o.statistics;
  const mistake = mistakes.find(({ fitsUnknownRunning }) => fitsUnknownRunning);
  if (!mistake || s.problem.running || s.N < 4 || s.D < 2) return [];
  const p = new Float64Array(s.D);
  const t = new Float64Array(s.D);
  for (let k = 0; k < s.D; k++) {
    const [r, c, slope, noise] = [at(s.r, k), at(s.c, k), at(s.slope, k), at(o.noise, k)];
    const [restSquares, xhatSquares] = [at(s.restSquares, k), at(s.xhatSquares, k)];
    const scale = at(s.gamma, k) * r;
    if (scale === 0 || restSquares === 0 || xhatSquares === 0) return [];
    const stretch = 1 + (at(o.rest, k) * noise) / Math.sqrt(restSquares) / scale;
    const along = slope - c + (at(o.xhat, k) * noise) / Math.sqrt(xhatSquares) / scale;
    const m = (slope - along / stretch) / stretch; // p c + t gbar
    const shift = (m - stretch * c) / at(s.gbar, k);
    // 1 / sqrt(v + eps) with a variance that is 0 or more.
    if (!(stretch > 0) || !Number.isFinite(shift) || (stretch * r) ** -2 < s.eps) return [];
    p[k] = stretch;
    t[k] = shift;
  }
  const ofP = each(s.D, (k) => at(p, k) * at(s.c, k));
  const ofT = each(s.D, (k) => at(t, k) * at(s.gbar, k));
  const m = each(s.D, (k) => at(ofP, k) + at(ofT, k));
  // Without a shift in any column it is not other statistics, but another factor; and without a variance path another formula.
  if (t.every((shift) => Math.abs(shift) < 1e-6)) return [];
  if (m.every((slope, k) => Math.abs(slope) <= 1e-6 * (Math.abs(at(ofP, k)) + Math.abs(at(ofT, k))))) return [];
  const times = (of: Float64Array): Float64Array => m.map((slope, k) => slope * at(of, k));
  const effect: Effect = { ...whole(p), slope: times(p), ones: times(t) };
  return [{ mistakes: [mistake], effect, left: leftBy(o, effect), assumed: 2 * s.D }];
}
