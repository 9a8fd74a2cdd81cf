import { at } from "../formula/term-effect";
import type { DxObservation } from "./dx-observation";

/** At most `count` of `length` indices, evenly spread. */
export function evenlySpread(length: number, count: number): number[] {
  if (length <= count) return Array.from({ length }, (_, i) => i);
  return Array.from({ length: count }, (_, i) => Math.floor((i * length) / count));
}

const PER_COLUMN = [
  "gamma", "beta", "mu", "v", "r", "batchMu", "batchV", "stretch", "gbar", "c", "level", "slope", "xhatSquares", "restSquares", "sumXhat",
  "dgamma", "dbeta", "doutSum", "size", "sums", "sumsBeta", "offset",
] as const; // prettier-ignore

/** The same observation of some columns only. */
export function selectColumns(o: DxObservation, columns: readonly number[]): DxObservation {
  const pick = (values: Float64Array): Float64Array => Float64Array.from(columns, (k) => at(values, k));
  const picked: Partial<Record<(typeof PER_COLUMN)[number], Float64Array>> = {};
  for (const name of PER_COLUMN) picked[name] = pick(o.statistics[name]);
  const total = pick(o.total);
  const outside = pick(o.outside);
  const sum = (values: Float64Array): number => values.reduce((all, value) => all + value, 0);
  return {
    statistics: { ...o.statistics, ...picked, D: columns.length },
    one: pick(o.one),
    xhat: pick(o.xhat),
    rest: pick(o.rest),
    noise: pick(o.noise),
    outside,
    total,
    square: sum(total),
    sumOutside: sum(outside),
    unusable: o.unusable,
    nearby: [], // of all columns alone
  };
}
