import { at } from "../formula/term-effect";
import { numberAt } from "../../item-at";
import type { Gradients } from "../../batchnorm/gradients";
import type { Candidate } from "../../problem";
import type { GradientName } from "../../verdict";
import { takePart } from "../../batchnorm/parts";
import { partsIn, type Statistics } from "../formula/column-statistics";
import type { Agreement } from "./cell-agreement";
import { observeDx, type DxObservation } from "./dx-observation";
import type { GivenPrecision } from "./given-precision";

const NOISE = 1e-6; // of the cell's terms: no derivative by differences in double precision is worse, if made with care
const SURE_NOISE = 1e-8; // where nothing tells noise from a formula
const SPREAD = 0.5; // share of the cells that noise disturbs
const OUTSIDE = 0.3; // share of its square that noise leaves outside of {dout, 1, xhat}, for each row beyond three

/**
 * How many digits a candidate agrees to when what it is off by is the noise of numeric derivatives: small, in most
 * cells, and in no pattern of dout, 1 and xhat. undefined when it is not.
 */
export function digitsOfNumericDerivative(
  s: Statistics,
  gradients: Gradients,
  candidate: Candidate,
  off: readonly { readonly name: GradientName; readonly agreement: Agreement; readonly precision: GivenPrecision }[],
): number | undefined {
  let largest = 0;
  for (const { name, agreement, precision } of off) {
    if (precision.dtype !== "float64" || precision.printed) return undefined;
    const { checked } = agreement;
    if (checked.cells - checked.agreeing < SPREAD * checked.cells) return undefined;
    const given = candidate[name]?.values;
    if (!given) return undefined;
    const { inner } = s.problem.layout;
    const sizes = { dx: s.size, dgamma: s.sums, dbeta: s.sumsBeta }[name];
    for (const [i, value] of given.entries()) {
      const k = name === "dx" ? Math.floor(i / inner) % s.D : i;
      const error = Math.abs(value - numberAt(gradients[name], i)) / at(sizes, k);
      if (!(error <= NOISE)) return undefined;
      largest = Math.max(largest, error);
    }
  }
  const dx = off.find(({ name }) => name === "dx");
  if (largest > SURE_NOISE && (!dx || !candidate.dx)) return undefined;
  if (dx && candidate.dx && s.N > 3) {
    const { values } = candidate.dx;
    const parts = partsIn(s).map(({ part, s: own }) =>
      observeDx(own, takePart(part, gradients.dx), takePart(part, values), dx.precision),
    );
    const sum = (of: (o: DxObservation) => number): number => parts.reduce((total, o) => total + of(o), 0);
    const share = (s.N - 3 * parts.length) / s.N;
    if (sum(({ sumOutside }) => sumOutside) < OUTSIDE * sum(({ square }) => square) * share) return undefined;
  } else if (largest > SURE_NOISE) return undefined;
  return Math.floor(-Math.log10(largest));
}
