/**
 * The three terms of dx at one cell, signed, and made to add up: dx = direct + mean + variance holds for the doubles
 * themselves, from left to right.
 */
import { inProblemUnits } from "../batchnorm/affine";
import { itemAt, numberAt } from "../item-at";
import { isCentred } from "../normalization-layer";
import { setOfRow } from "../sets";
import type { ExplainedColumn } from "./explained-column";

/** r u, -r ubar (0 in RMS norm) and -r xhat c; gamma r dout, -gamma r gbar and -gamma r xhat c of batch norm. */
export interface SignedTerms {
  readonly direct: number;
  readonly mean: number;
  readonly variance: number;
}

export interface ClosedTerms {
  readonly terms: SignedTerms;
  readonly dx: number; // direct + mean + variance, exactly
}

export function signedTerms(column: ExplainedColumn, row: number): ClosedTerms {
  const { problem, weighed, xhat, dx } = column;
  const { upstream, statistics } = itemAt(column.sets, setOfRow(column.sets, row));
  const term = (inner: number): number => inProblemUnits(inner, weighed, upstream, statistics);
  const isMember = column.moves(row);
  const direct = term(numberAt(weighed.u, row) / upstream.unit); // (1)
  const mean = isMember && isCentred(problem) ? term(-upstream.gbar.hi) : 0; // (2)
  const variance = isMember ? term(-numberAt(xhat, row) * upstream.c.hi) : 0; // (3)
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
