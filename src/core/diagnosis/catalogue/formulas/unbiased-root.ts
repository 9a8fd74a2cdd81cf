import type { Statistics } from "../../formula/column-statistics";
import { rootWith, type Root } from "./another-root";

/** The root of the unbiased variance, in the place of the biased one. */
export function withUnbiased(s: Statistics): Root {
  return rootWith(s, { v: (v) => (v * s.N) / (s.N - 1) });
}
