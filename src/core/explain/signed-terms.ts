/**
 * The three terms of dx at one cell, signed, and made to add up: dx = direct + mean + variance holds for the doubles
 * themselves, from left to right.
 */
import { itemAt, numberAt } from "../item-at";
import { setOfRow } from "../sets";
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

export function signedTerms(column: ExplainedColumn, row: number): ClosedTerms {
  const { gamma, xhat, through, dx } = column;
  const set = itemAt(column.sets, setOfRow(column.sets, row));
  const { scaledR, unit, upstreamUnit, paths } = set;
  const term = (inner: number): number => (gamma * scaledR * inner * upstreamUnit) / unit;
  const isMember = column.moves(row);
  const direct = term(numberAt(through, row) / upstreamUnit); // (1)
  const mean = isMember ? term(-paths.gbar) : 0; // (2)
  const variance = isMember ? term(-numberAt(xhat, row) * paths.c) : 0; // (3)
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
