import { numberAt } from "../../item-at";
import type { Column } from "./column-reader";
import type { Statistics } from "./column-statistics";
import { at, gammaPower, type Columns, type Effect } from "./term-effect";

/** Coefficients of a column of dx on g, 1 and xhat of the batch. */
export interface Line {
  g: number;
  one: number;
  xhat: number;
}

/** The column of dx that an effect leads to, as coefficients. In evaluation only the direct term is there. */
export function lineOf(s: Statistics, effect: Effect, k: number, into: Line): Line {
  const gamma = at(s.gamma, k);
  const r = at(s.r, k);
  const value = (of: Columns | undefined, standard: number): number => (of === undefined ? standard : at(of, k));
  const paths = effect.paths ?? (s.training ? 1 : 0);
  const mean = gammaPower(gamma, effect.gb) * r * value(effect.b, 1) * paths * value(effect.mean, at(s.gbar, k));
  const variance = gammaPower(gamma, effect.gk) * r * value(effect.k, 1) * paths;
  into.g = gammaPower(gamma, effect.ga) * r * value(effect.a, 1);
  into.one = -mean - variance * value(effect.ones, 0);
  into.xhat = -variance * value(effect.slope, at(s.c, k));
  return into;
}

/** Fills a column with a line: a row that makes no statistics has the direct term alone. */
export function fillLine(
  { problem: { mask }, rows }: Statistics,
  line: Line,
  { g, xhat }: Pick<Column, "g" | "xhat">,
  into: Float64Array,
): void {
  for (let i = 0; i < rows; i++) {
    const direct = line.g * numberAt(g, i);
    into[i] = mask?.[i] === 0 ? direct : direct + (line.one + line.xhat * numberAt(xhat, i));
  }
}
