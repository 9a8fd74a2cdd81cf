import { epsLengthOf, type Normalisation } from "../batchnorm/statistics";

/**
 * What eps is of all that xhat is divided by: eps / (v + eps), or eps / (sqrt(v) + eps) outside the root. `r` in units of
 * the set: v and r^2 may leave the range of doubles.
 */
export function epsShare(how: Normalisation, { unit, r }: { readonly unit: number; readonly r: number }): number {
  const ratio = (epsLengthOf(how) / unit) * r;
  return how.epsPlacement === "inside" ? ratio * ratio : ratio;
}
