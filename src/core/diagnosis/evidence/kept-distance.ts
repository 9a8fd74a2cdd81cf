import type { Problem } from "../../problem";
import { createColumnReader, type Column } from "../formula/column-reader";
import { partsIn, type Statistics } from "../formula/column-statistics";

/**
 * A backward pass takes xhat and r as they were kept; the exact gradients are those of an x that was made of them, whose
 * own xhat is free of the roundings of the one that was given. Where the two lie apart, a candidate of either is right.
 */
export interface KeptDistance {
  /** Of a cell of dx. */
  readonly dx: (row: number) => number;
  readonly dgamma: number;
}

const NONE: KeptDistance = { dx: () => 0, dgamma: 0 };
type Read = Pick<Column, "x" | "xhat" | "g">;

/** dx of a row and dgamma, by xhat and r as they were kept. */
function asKept(s: Statistics, k: number, { x, g }: Read, r: number): { dx: (row: number) => number; dgamma: number } {
  let products = 0;
  for (let i = 0; i < x.length; i++) products += g[i] * x[i] * r;
  const c = (products / s.degrees) * s.stretch[k];
  return { dx: (i) => cellOf(s, k, { i, g: g[i], xhat: x[i] * r, r, c }), dgamma: products };
}

interface Cell {
  readonly i: number;
  readonly g: number;
  readonly xhat: number;
  readonly r: number;
  readonly c: number;
}

function cellOf(s: Statistics, k: number, { i, g, xhat, r, c }: Cell): number {
  return s.gamma[k] * r * (s.problem.mask?.[i] === 0 ? g : g - s.gbar[k] - xhat * c);
}

/** Of one column, with its x, its xhat and its g, of a batch that is not split. */
export function keptDistance(s: Statistics, k: number, read: Read): KeptDistance {
  const { kept } = s.problem;
  if (!kept || !s.training) return NONE;
  const { dx, dgamma } = asKept(s, k, read, kept.r[k]);
  const { xhat, g } = read;
  return {
    dx: (i) => Math.abs(dx(i) - cellOf(s, k, { i, g: g[i], xhat: xhat[i], r: s.r[k], c: s.c[k] })),
    dgamma: Math.abs(dgamma - s.dgamma[k]),
  };
}

/** A column of dx as a backward pass makes it of what was kept, (N); undefined where nothing was, or in evaluation. */
export function dxAsKept(s: Statistics, k: number, read: Read): Float64Array | undefined {
  const { kept } = s.problem;
  if (!kept || !s.training) return undefined;
  const { dx } = asKept(s, k, read, kept.r[k]);
  return read.g.map((_, i) => dx(i));
}

/** Of dgamma of every column, (D); undefined where x was given. */
export function keptDistances(s: Statistics): Float64Array | undefined {
  if (!s.problem.kept) return undefined;
  const sums = new Float64Array(s.D);
  for (const { s: own } of partsIn(s)) {
    const read = createColumnReader(own.problem, own.mask, own.centres);
    for (let k = 0; k < s.D; k++) sums[k] += keptDistance(own, k, read(k)).dgamma;
  }
  return sums;
}

/** The numbers of x as they were given: digits and formats show in them alone. */
export function givenX({ x, kept }: Pick<Problem, "x" | "kept">): Problem["x"] {
  return kept ? kept.values : x;
}
