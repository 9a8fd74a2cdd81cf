import { sumOfProducts } from "../../arithmetic/sum-of-products";
import { gatherColumn } from "../../batchnorm/column";
import { numberAt } from "../../item-at";
import { because } from "../../reason";
import { resolution, roundoff } from "../evidence/given-precision";
import { isOpen, openWords } from "../fits/open-keys";
import { createColumnReader } from "../formula/column-reader";
import { at } from "../formula/term-effect";
import { listed } from "../wording";
import { namesOf, type Case, type Finding } from "./case";

const ROUNDINGS = 16; // that a sum may have lost for each of its terms
const FAR = 0.05; // of a column, from what any gamma makes: an activation does more than a wrong eps
const EPS_SHARES = 16; // of a column's magnitudes: more than eps leaves of dx in the direction of xhat

/**
 * No mistake explains the candidate, an activation may stand behind the batch norm, and gamma or beta, on which its slope
 * depends, were not given. What holds of dx whatever reaches the batch norm holds here: so there is nothing to judge it by.
 */
export function withoutAffine(seen: Case): Finding | undefined {
  const { problem, candidate, agreements, off } = seen;
  const { activation, mode, mask, sets } = problem;
  const keys = ["gamma", "beta"].filter((key) => isOpen(problem, key));
  if (keys.length === 0 || !isOpen(problem, "activation") || activation !== "none") return undefined;
  // An activation moves all of them.
  if (off.length < agreements.length) return undefined;
  if (mode !== "train" || mask || sets.length > 1 || (candidate.dx && !isOfSomeUpstream(seen))) return undefined;
  const some = candidate.dx ? "dx is right for some gradient that reaches the batch norm, and not for dout; " : "";
  const text = `${listed(namesOf(agreements))} cannot be judged: ${some}an activation whose slope depends on gamma and beta may stand behind the batch norm; ${openWords(problem, [...keys, "activation"])}`;
  return { verdict: "doubtful", why: because("open", namesOf(agreements), text) };
}

/**
 * Whether every column of dx sums to 0, and its products with xhat to what eps leaves of them, as those of every right
 * one; and one of them is what no gamma makes.
 */
function isOfSomeUpstream({ problem, gradients, candidate, statistics: s, precisions }: Case): boolean {
  const { dx } = candidate;
  const precision = precisions.dx;
  if (!dx || !precision) return false;
  const read = createColumnReader(problem, "omitted", s.centres);
  const given = new Float64Array(s.rows);
  const expected = new Float64Array(s.rows);
  const ones = new Float64Array(s.rows).fill(1);
  let far = false; // in some column
  const ofSome = s.gamma.every((_, k) => {
    const { xhat } = read(k);
    gatherColumn(problem.layout, dx.values, k, given);
    gatherColumn(problem.layout, gradients.dx, k, expected);
    const share = 1 - at(s.stretch, k) * at(s.v, k) * at(s.r, k) ** 2; // that eps leaves
    const isNear = (factors: Float64Array, left: number): boolean => {
      const magnitudes = given.reduce((sum, value, i) => sum + Math.abs(value * numberAt(factors, i)), 0);
      const lost = given.reduce((sum, value, i) => sum + resolution(precision, value) * Math.abs(numberAt(factors, i)), 0); // prettier-ignore
      const room = lost + (ROUNDINGS * roundoff(precision) + left) * magnitudes;
      return Math.abs(sumOfProducts(given, factors)) <= room;
    };
    far ||= isFar(given, expected);
    return isNear(ones, 0) && isNear(xhat, EPS_SHARES * share);
  });
  return ofSome && far;
}

/** Whether no multiple of a column is near another. */
function isFar(given: Float64Array, expected: Float64Array): boolean {
  const products = sumOfProducts(given, expected);
  const all = sumOfProducts(given, given) * sumOfProducts(expected, expected);
  return all - products * products > FAR * FAR * all;
}
