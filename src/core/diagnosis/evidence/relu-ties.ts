import { piecesOrLine } from "../../activation/pieces";
import { roundTo } from "../../ulp";
import { createColumnReader } from "../formula/column-reader";
import type { Statistics } from "../formula/column-statistics";
import { each } from "../formula/term-effect";
import { stepsOf } from "./allowance";
import type { GivenPrecision } from "./given-precision";
import { inputRounding, type InputRounding } from "./input-rounding";

/** Values of out so near to 0 that rounding may open or close the ReLU there: sums of what |dout| and |dout * xhat| change. */
export interface ReluTies {
  readonly sums: Float64Array; // (D)
  readonly products: Float64Array; // (D)
  /** Of a batch that is not split. */
  readonly isNear: (k: number, xhat: number, x: number) => boolean;
  readonly change: number; // of g, in units of |dout|: 1 for ReLU
}

export function findReluTies(s: Statistics, precision: GivenPrecision, rounding?: InputRounding): ReluTies | undefined {
  const { below, top } = piecesOrLine(s.problem); // a smooth activation has no ties
  const change = Math.abs(1 - below);
  if (change === 0) return undefined;
  if (s.parts.length > 0) return overParts(s, precision);
  const { gamma, beta, offset, rows, D } = s;
  const steps = 4 * stepsOf(precision, rows);
  const short = precision.dtype === "float64" ? "float32" : "bfloat16";
  const isNear = (k: number, xhat: number, x: number): boolean => {
    if (!Number.isFinite(s.r[k])) return true; // a constant column with eps = 0: out is not a number
    // A short number that the whole column repeats has an exact mean in any arithmetic: the tie is one for everybody.
    if (!rounding && xhat === 0 && beta[k] === 0 && roundTo(x, short) === x) return false;
    const size = Math.abs(gamma[k]) * (Math.abs(xhat) + offset[k]) + Math.abs(beta[k]);
    const y = gamma[k] * xhat + beta[k];
    const toKink = Math.min(Math.abs(y), Math.abs(y - top));
    return !(toKink > steps * size + (rounding?.out(k, xhat) ?? 0)) && size !== 0; // so that NaN is near
  };
  const sums = new Float64Array(D);
  const products = new Float64Array(D);
  const read = createColumnReader(s.problem, s.mask, s.centres);
  for (let k = 0; k < D; k++) {
    const { x, dout, xhat } = read(k);
    for (let i = 0; i < rows; i++) {
      if (!isNear(k, xhat[i], x[i])) continue;
      sums[k] += change * Math.abs(dout[i]);
      products[k] += change * Math.abs(dout[i] * xhat[i]);
    }
  }
  return { sums, products, isNear, change };
}

/** Sums over the parts; which cells are near is asked of each part. */
function overParts(s: Statistics, precision: GivenPrecision): ReluTies {
  const parts = s.parts.flatMap((part) => findReluTies(part.s, precision, inputRounding(part.s, precision)) ?? []);
  const sum = (of: (ties: ReluTies) => Float64Array): Float64Array =>
    each(s.D, (k) => parts.reduce((total, ties) => total + of(ties)[k], 0));
  return {
    sums: sum(({ sums }) => sums),
    products: sum(({ products }) => products),
    isNear: () => {
      throw new Error("expected the statistics of one part, got those of a split batch");
    },
    change: parts[0]?.change ?? 0,
  };
}
