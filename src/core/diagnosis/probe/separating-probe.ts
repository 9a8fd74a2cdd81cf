import { hasKinks } from "../../activation/pieces";
import { at } from "../formula/term-effect";
import type { Problem } from "../../problem";
import { Random } from "../../arithmetic/random";
import type { BlindSpot } from "../../verdict";
import { createStatistics } from "../formula/column-statistics";
import { blindSpots } from "./blind-spots";

/** Replaces what hides mistakes. `x` is there only when x itself hides some. */
export interface SeparatingProbe {
  readonly gamma: Float64Array; // (D)
  readonly beta: Float64Array; // (D)
  readonly dout: Float64Array; // (N,D) in the layout of x
  readonly eps: number;
  readonly x?: Float64Array; // (N,D)
  readonly seed: number; // that reproduces it
  /** What no numbers in this shape can tell apart: with 2 rows N/(N-1) is 2, and a 2 too many looks the same. */
  readonly blind: readonly BlindSpot[];
}

const TRIES = 4;

/**
 * gamma, beta, dout and eps, drawn from a seed, that tell all mistakes of the catalogue apart: gamma of both signs away
 * from 1 and -1, beta and mean(dout) away from 0, dout not orthogonal to xhat, eps of the size of the smallest variance.
 * x is replaced only when it hides mistakes itself (all means 0, all columns constant), and then by x plus an offset, or
 * drawn too.
 */
export function separatingProbe(problem: Problem, seed: number): SeparatingProbe {
  let best = draw(problem, seed, false);
  for (let i = 1; i < 2 * TRIES && best.blind.length > 0; i++) {
    const next = draw(problem, seed + i, i >= TRIES);
    if (weight(next.blind) < weight(best.blind)) best = next;
  }
  return best;
}

function weight(blind: readonly BlindSpot[]): number {
  return blind.reduce((sum, { ids }) => sum + ids.length, 0);
}

function draw(problem: Problem, seed: number, replaceX: boolean): SeparatingProbe {
  const random = new Random(seed);
  const { channels: D, rows: N, inner } = problem.layout;
  const sign = (): number => (random.below(2) ? 1 : -1);
  const gamma = Float64Array.from({ length: D }, () => sign() * (1.25 + random.uniform()));
  const beta = Float64Array.from({ length: D }, () => sign() * (0.25 + random.uniform()));
  const shift = Float64Array.from({ length: D }, () => sign() * (0.5 + random.uniform()));
  // With a fused ReLU one column shows what happens at out = 0.
  if (hasKinks(problem) && D > 2) gamma[D - 1] = beta[D - 1] = 0;
  const columnOf = (i: number): number => Math.floor(i / inner) % D;
  const dout = Float64Array.from({ length: N * D }, (_, i) => at(shift, columnOf(i)) + random.normal());

  const s = createStatistics(problem);
  let x: Float64Array | undefined;
  if (replaceX) {
    const scale = Float64Array.from({ length: D }, () => 1 + random.uniform());
    const offset = Float64Array.from({ length: D }, () => sign() * (1 + random.uniform()));
    x = Float64Array.from(problem.x, (value, i) => {
      const k = columnOf(i);
      const sigma = Math.sqrt(at(s.batchV, k));
      return sigma > 0 ? value + at(offset, k) * sigma : at(scale, k) * (random.normal() + at(offset, k));
    });
  }
  const variances = Array.from(x ? createStatistics({ ...problem, x }).v : s.v).filter(
    (v) => v > 0 && Number.isFinite(v),
  );
  const smallest = variances.reduce((least, v) => Math.min(least, v), Infinity);
  const least = problem.epsPlacement === "outside" ? Math.sqrt(smallest) : smallest; // what eps is added to
  const eps = Number.isFinite(least) ? least * (1.5 + random.uniform()) : 1e-3;
  const blind = blindSpots({ ...problem, gamma, beta, dout, eps, x: x ?? problem.x });
  return { gamma, beta, dout, eps, ...(x ? { x } : {}), seed, blind };
}
