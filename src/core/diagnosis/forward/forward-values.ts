/** What the forward pass of a problem leaves, and how large the terms are that each of its numbers is made of. */
import { batchnormForward } from "../../batchnorm/batchnorm";
import { columnMembers } from "../../batchnorm/column";
import type { ForwardName } from "../../forward";
import { itemAt } from "../../item-at";
import { affineIndexOf, offsetOf } from "../../layout";
import { halfUnit, type Digits } from "../../printed-digits";
import type { Problem } from "../../problem";
import type { Magnitudes } from "../evidence/allowance";
import type { PrintedInputs } from "../evidence/given-precision";

/**
 * Takes one number of the forward: out in the order of x, statistics by set: (D), or of the parts of a split, one after
 * the other (parts, D).
 */
export type ForwardVisit = (name: ForwardName, at: number, exact: number, magnitudes: Partial<Magnitudes>) => void;

/** @param printed what print took of the inputs */
export function visitForward(problem: Problem, printed: PrintedInputs, visit: ForwardVisit): void {
  const { layout, sets } = problem;
  const { out, cache } = batchnormForward(problem);
  for (let k = 0; k < layout.channels; k++) {
    const x = columnMembers(layout, problem.x, k);
    sets.forEach(({ from, to }, s) => {
      const { unit, m, delta, v, r, centred } = itemAt(itemAt(cache.columns, k), s);
      const [mean, variance, rstd] = [centred ? (m + delta.hi) * unit : 0, v.hi * unit * unit, r.hi / unit];
      const members = x.subarray(from, to);
      const offset = Math.abs(mean * rstd);
      const largest = members.reduce((most, value) => Math.max(most, lostOf(printed.x, value)), 0);
      const lost = largest * rstd; // what print took of xhat
      const at = s * layout.channels + k;
      const size = members.reduce((sum, value) => sum + Math.abs(value), 0) / members.length;
      visit("mean", at, mean, { terms: size, inputs: largest });
      visit("variance", at, variance, {
        terms: variance,
        offset,
        inputs: 2 * largest * (Math.sqrt(variance) + largest),
      });
      visit("rstd", at, rstd, { terms: rstd, offset, inputs: rstd * lost });
      members.forEach((value, i) => {
        const a = affineIndexOf(layout, from + i, k);
        const [gamma, beta] = [itemAt(problem.gamma, a), itemAt(problem.beta, a)];
        const width = Math.abs((value / unit - m - delta.hi) * r.hi);
        const terms = Math.abs(gamma) * width + Math.abs(beta);
        const ofAffine = lostOf(printed.gamma, gamma) * width + lostOf(printed.beta, beta);
        const inputs = Math.abs(gamma) * lost * (2 + width) + ofAffine;
        const place = offsetOf(layout, from + i, k);
        visit("out", place, itemAt(out, place), { terms, slack: Math.abs(gamma) * offset, offset, inputs });
      });
    });
  }
}

function lostOf(digits: Digits | undefined, value: number): number {
  return digits ? halfUnit(digits, value) : 0;
}
