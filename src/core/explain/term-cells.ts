/** The three terms of dx as tensors of their own, made cell by cell when they are asked for: no copy is kept of them. */
import { CompensatedSum } from "../arithmetic/compensated-sum";
import type { Gradients } from "../batchnorm/gradients";
import { normalised } from "../batchnorm/normaliser";
import { degreesOf, slopeOf } from "../conventions";
import { numberAt } from "../item-at";
import { offsetOf, rowAt } from "../layout";
import type { Problem } from "../problem";
import { setOfRow } from "../sets";
import type { SignedTerms } from "./signed-terms";

/** What a column's sets (D, sets) multiply the terms with. */
interface TermFactors {
  readonly gammaR: Float64Array;
  readonly gbar: Float64Array; // sum(dout) / M
  readonly c: Float64Array; // as the backward has it
}

/** The terms at an offset of x (N,D). The sums over dout are made when the first one is asked for. */
export function termCells(problem: Problem, gradients: Gradients): (term: keyof SignedTerms, offset: number) => number {
  const { layout, sets, mode, mask } = problem;
  const through = upstreamAt(problem, gradients);
  const xhat = normalised(problem, gradients.normaliser);
  let known: TermFactors | undefined;
  return (term, offset) => {
    const factors = (known ??= termFactors(problem, gradients, through, xhat));
    const k = Math.floor(offset / layout.inner) % layout.channels;
    const row = rowAt(layout, offset);
    const at = k * sets.length + (sets.length === 1 ? 0 : setOfRow(sets, row));
    const gammaR = numberAt(factors.gammaR, at);
    if (term === "direct") return gammaR * through(offset);
    if (mode === "eval" || mask?.[row] === 0) return 0;
    return term === "mean" ? -gammaR * numberAt(factors.gbar, at) : -gammaR * xhat(offset, k) * numberAt(factors.c, at);
  };
}

/** dout through the activation, at an offset. */
function upstreamAt(problem: Problem, { out }: Gradients): (offset: number) => number {
  const below = slopeOf(problem);
  const { dout } = problem;
  if (below === 1) return (offset) => numberAt(dout, offset);
  return (offset) => (numberAt(out, offset) <= 0 ? below : 1) * numberAt(dout, offset);
}

function termFactors(
  problem: Problem,
  { normaliser }: Gradients,
  through: (offset: number) => number,
  xhat: (offset: number, k: number) => number,
): TermFactors {
  const { layout, sets, gamma, variance, eps, epsPlacement } = problem;
  const size = layout.channels * sets.length;
  const factors = { gammaR: new Float64Array(size), gbar: new Float64Array(size), c: new Float64Array(size) };
  for (let at = 0; at < size; at++) {
    const k = Math.floor(at / sets.length);
    const set = sets[at % sets.length];
    if (!set) continue;
    const [sum, sumXhat] = [new CompensatedSum(), new CompensatedSum()];
    for (let row = set.from; row < set.to; row++) {
      const offset = offsetOf(layout, row, k);
      const g = through(offset);
      sum.add(g);
      sumXhat.add(g * xhat(offset, k));
    }
    const [r, unit] = [numberAt(normaliser.r, at), numberAt(normaliser.unit, at)];
    const root = 1 / r - (epsPlacement === "outside" ? eps / unit : 0); // sqrt(v), where eps is outside of it
    const stretch = epsPlacement === "inside" ? 1 : root * r > 1e-15 ? 1 / (r * root) : 0; // nothing but rounding: v is 0
    const degrees = degreesOf(variance, set.members);
    factors.gammaR[at] = (numberAt(gamma, k) * r) / unit;
    factors.gbar[at] = sum.total / set.members;
    factors.c[at] = (sumXhat.total * stretch) / degrees;
  }
  return factors;
}
