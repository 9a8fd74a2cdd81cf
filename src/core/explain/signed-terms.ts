/**
 * The three terms of dx at one cell, signed, and made to add up: dx = direct + mean + variance holds for the doubles
 * themselves, from left to right.
 */
import { terms } from "../batchnorm/batchnorm";
import { numberAt } from "../item-at";
import type { ExplainedColumn } from "./explained-column";

/** gamma r dout, -gamma r gbar and -gamma r xhat c. */
export interface SignedTerms {
  readonly direct: number;
  readonly mean: number;
  readonly variance: number;
}

export interface ClosedTerms {
  readonly terms: SignedTerms;
  readonly dx: number; // direct + mean + variance, exactly
}

export function signedTerms({ problem, cache, dx }: ExplainedColumn, row: number): ClosedTerms {
  const [direct, mean, variance] = terms(problem, cache, row, 0);
  return closedTerms({ direct, mean, variance }, numberAt(dx, row));
}

const sumOf = ({ direct, mean, variance }: SignedTerms): number => direct + mean + variance;

/**
 * Terms and dx are each rounded by themselves, so that they may miss each other in the last places of the largest term.
 * That one takes up the difference. Where the terms cancel so far that dx has places which none of them has, dx is their
 * sum: within the rounding of the terms it is the same.
 */
export function closedTerms(rounded: SignedTerms, dx: number): ClosedTerms {
  const terms = { ...rounded };
  if (sumOf(terms) === dx) return { terms, dx };
  const names = ["direct", "mean", "variance"] as const;
  const largest = names.reduce((most, name) => (Math.abs(terms[name]) > Math.abs(terms[most]) ? name : most));
  const closed = { ...terms, [largest]: terms[largest] + (dx - sumOf(terms)) };
  return sumOf(closed) === dx ? { terms: closed, dx } : { terms, dx: sumOf(terms) };
}

/**
 * Which share of the direct term each path takes back: 0.998 is 99.8 %. Negative where it adds to it; not finite where
 * there is no direct term.
 */
export function takenBack({ direct, mean, variance }: SignedTerms): Readonly<Record<"mean" | "variance", number>> {
  return { mean: -mean / direct, variance: -variance / direct };
}
