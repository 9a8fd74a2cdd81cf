import { roundTo } from "../../ulp";
import { createColumnReader } from "../formula/column-reader";
import type { Statistics } from "../formula/column-statistics";
import { stepsOf } from "./allowance";
import type { GivenPrecision } from "./given-precision";
import type { InputRounding } from "./input-rounding";

/** Values of out so near to 0 that rounding may open or close the ReLU there: sums of |dout| and |dout * xhat|. */
export interface ReluTies {
  readonly sums: Float64Array; // (D)
  readonly products: Float64Array; // (D)
  readonly isNear: (k: number, xhat: number, x: number) => boolean;
}

export function findReluTies(s: Statistics, precision: GivenPrecision, rounding?: InputRounding): ReluTies | undefined {
  if (s.problem.activation !== "relu") return undefined;
  const { gamma, beta, offset, N, D } = s;
  const steps = 4 * stepsOf(precision, N);
  const short = precision.dtype === "float64" ? "float32" : "bfloat16";
  const isNear = (k: number, xhat: number, x: number): boolean => {
    if (!Number.isFinite(s.r[k])) return true; // a constant column with eps = 0: out is not a number
    // A short number that the whole column repeats has an exact mean in any arithmetic: the tie is one for everybody.
    if (!rounding && xhat === 0 && beta[k] === 0 && roundTo(x, short) === x) return false;
    const size = Math.abs(gamma[k]) * (Math.abs(xhat) + offset[k]) + Math.abs(beta[k]);
    return !(Math.abs(gamma[k] * xhat + beta[k]) > steps * size + (rounding?.out(k, xhat) ?? 0)) && size !== 0; // so that NaN is near
  };
  const sums = new Float64Array(D);
  const products = new Float64Array(D);
  const read = createColumnReader(s.problem, s.mask, s.centres);
  for (let k = 0; k < D; k++) {
    const { x, dout, xhat } = read(k);
    for (let i = 0; i < N; i++) {
      if (!isNear(k, xhat[i], x[i])) continue;
      sums[k] += Math.abs(dout[i]);
      products[k] += Math.abs(dout[i] * xhat[i]);
    }
  }
  return { sums, products, isNear };
}
