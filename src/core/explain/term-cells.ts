/** The three terms of dx as tensors of their own, made cell by cell when they are asked for: no copy is kept of them. */
import { slopeAt } from "../activation/acting";
import { isActivated } from "../activation/pieces";
import { smoothOf } from "../activation/smooth";
import { CompensatedSum } from "../arithmetic/compensated-sum";
import type { Gradients } from "../batchnorm/gradients";
import { normalised } from "../batchnorm/normaliser";
import { degreesOf } from "../conventions";
import { numberAt } from "../item-at";
import { offsetOf, rowAt } from "../layout";
import { isCentred } from "../normalization-layer";
import type { Problem } from "../problem";
import { isKeptOut, membersIn, setOfRow } from "../sets";
import { setFinder, shownMatrix } from "../shown-matrix";
import type { SignedTerms } from "./signed-terms";

/** What a column's sets (D, sets) multiply the terms with. In other layers than batch norm gamma stands in u, not in front. */
interface TermFactors {
  readonly frontR: Float64Array; // gamma r, or r
  readonly upstreamMean: Float64Array; // gbar = sum(dout) / M, or ubar = sum(u) / M
  readonly c: Float64Array; // as the backward has it
}

/** What the terms are made of at an offset of x. */
interface Cells {
  readonly columnAt: (offset: number) => number; // k, or the set
  readonly upstream: (offset: number) => number; // dout through the activation, or u = gamma times it
  readonly xhat: (offset: number, column: number) => number;
}

/** The terms at an offset of x (N,D). All that takes a look at every cell is made when the first one is asked for. */
export function termCells(problem: Problem, gradients: Gradients): (term: keyof SignedTerms, offset: number) => number {
  const { layout, sets, mode } = problem;
  const keptOut = isKeptOut(problem);
  const hasMean = isCentred(problem);
  let known: (Cells & TermFactors) | undefined;
  const make = (): Cells & TermFactors => {
    const cells = cellsOf(problem, gradients);
    return { ...cells, ...termFactors(problem, gradients, cells) };
  };
  return (term, offset) => {
    const { columnAt, upstream, xhat, frontR, upstreamMean, c } = (known ??= make());
    const k = columnAt(offset);
    const row = rowAt(layout, offset);
    const at = k * sets.length + (sets.length === 1 ? 0 : setOfRow(sets, row));
    const front = numberAt(frontR, at);
    if (term === "direct") return front * upstream(offset);
    if (mode === "eval" || keptOut(offset)) return 0;
    if (term === "variance") return -front * xhat(offset, k) * numberAt(c, at);
    return hasMean ? -front * numberAt(upstreamMean, at) : 0;
  };
}

function cellsOf(problem: Problem, gradients: Gradients): Cells {
  const { layout, gamma } = problem;
  const columnAt = setFinder(layout);
  const entryAt = setFinder(shownMatrix(problem)); // a column of the shown matrix for each entry of gamma
  const xhat = normalised(problem, gradients.normaliser);
  const through = throughActivation(problem, gradients, (offset) => {
    const entry = entryAt(offset);
    return numberAt(gamma, entry) * xhat(offset, columnAt(offset)) + numberAt(problem.beta, entry);
  });
  return {
    columnAt,
    upstream: layout.cells ? (offset) => numberAt(gamma, entryAt(offset)) * through(offset) : through,
    xhat,
  };
}

/** dout through the activation, at an offset. `before`: what goes into it. */
function throughActivation(
  problem: Problem,
  { out }: Gradients,
  before: (offset: number) => number,
): (offset: number) => number {
  const { dout } = problem;
  if (!isActivated(problem)) return (offset) => numberAt(dout, offset);
  const slope = slopeAt(problem);
  // A kink lies where out has the sign of what goes into it; of a smooth one out does not tell the slope.
  const at = smoothOf(problem) ? before : (offset: number) => numberAt(out, offset);
  return (offset) => slope(at(offset)) * numberAt(dout, offset);
}

function termFactors(problem: Problem, { normaliser }: Gradients, { upstream, xhat }: Cells): TermFactors {
  const { layout, sets, gamma, variance, eps, epsPlacement } = problem;
  const size = layout.channels * sets.length;
  const of = (): Float64Array => new Float64Array(size);
  const factors = { frontR: of(), upstreamMean: of(), c: of() };
  for (let at = 0; at < size; at++) {
    const k = Math.floor(at / sets.length);
    const set = sets[at % sets.length];
    if (!set) continue;
    const [sum, sumXhat] = [new CompensatedSum(), new CompensatedSum()];
    for (let row = set.from; row < set.to; row++) {
      const offset = offsetOf(layout, row, k);
      const g = upstream(offset);
      sum.add(g);
      sumXhat.add(g * xhat(offset, k));
    }
    const [r, unit] = [numberAt(normaliser.r, at), numberAt(normaliser.unit, at)];
    const root = 1 / r - (epsPlacement === "outside" ? eps / unit : 0); // sqrt(v), where eps is outside of it
    const stretch = epsPlacement === "inside" ? 1 : root * r > 1e-15 ? 1 / (r * root) : 0; // nothing but rounding: v is 0
    const members = membersIn(problem, k, set);
    const degrees = degreesOf(variance, members);
    factors.frontR[at] = ((layout.cells ? 1 : numberAt(gamma, k)) * r) / unit;
    factors.upstreamMean[at] = sum.total / members;
    factors.c[at] = (sumXhat.total * stretch) / degrees;
  }
  return factors;
}
