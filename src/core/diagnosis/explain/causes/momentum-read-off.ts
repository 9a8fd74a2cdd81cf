import { sumOfProducts } from "../../../arithmetic/sum-of-products";
import { gatherColumn } from "../../../batchnorm/column";
import { numberAt } from "../../../item-at";
import {
  dgammaOf,
  effectOf,
  saidOf,
  mistake as statisticsUpdated,
  type Update,
} from "../../catalogue/statistics-updated";
import { createColumnReader } from "../../formula/column-reader";
import { at } from "../../formula/term-effect";
import { short } from "../../wording";
import { causeOf, isAs, valuesOf, type Cause, type Evidence } from "./cause";
import { dxUnder } from "./dx-under";

const MOST_DIGITS = 4; // of a momentum that people type
const MOST_BATCHES = 1e5; // of a plain mean over batches

/** How running statistics are updated, but for the momentum. */
const UPDATES = [true, false].flatMap((unbiased) =>
  (["after", "before"] as const).map((taken): Omit<Update, "momentum"> => ({ unbiased, taken })),
);

/**
 * Running statistics that were updated with a momentum of any size: it is read off the column of dx in which it changed
 * most, and proven by the others. The catalogue tries the usual ones alone.
 */
export const momentumReadOff: Cause = (e) => {
  const { s } = e;
  if (!e.off.includes("dx") || e.off.includes("dbeta") || s.D < 2 || s.parts.length > 0) return undefined;
  if (!(statisticsUpdated.applies?.(s.problem) ?? true)) return undefined;
  const told = tellingColumn(e);
  if (!told) return undefined;
  for (const kind of UPDATES) {
    if (s.training && kind.taken === "before") continue;
    for (const { momentum, words } of momentaNear(momentumOf(e, told, kind), e)) {
      const update: Update = { ...kind, momentum };
      if (!explains(e, update)) continue;
      const { id, title, sentence, written, code } = statisticsUpdated;
      const text = `${sentence} ${saidOf(update, words)}`;
      return causeOf(e, e.off, { id, title, text, written: () => written, code });
    }
  }
  return undefined;
};

/** A column, and how many times the root's inverse stands in its dx. */
interface Told {
  readonly k: number;
  readonly stretch: number;
}

/** The column of dx whose root changed most, by what follows dout itself: no path touches that. */
function tellingColumn(e: Evidence): Told | undefined {
  const { s } = e;
  const read = createColumnReader(s.problem, s.mask, s.centres);
  const given = new Float64Array(s.rows);
  let told: Told | undefined;
  for (let k = 0; k < s.D; k++) {
    const { g, xhat } = read(k);
    gatherColumn(s.problem.layout, valuesOf(e, "dx"), k, given);
    const rest = g.map((value, i) => value - at(s.level, k) - at(s.slope, k) * numberAt(xhat, i));
    const stretch = sumOfProducts(given, rest) / (at(s.gamma, k) * at(s.r, k) * sumOfProducts(rest, rest));
    if (!(stretch > 0) || !Number.isFinite(stretch) || at(s.restSquares, k) === 0) continue;
    if (!told || Math.abs(Math.log(stretch)) > Math.abs(Math.log(told.stretch))) told = { k, stretch };
  }
  return told;
}

/** The share of the batch's own variance that makes this column's root. */
function momentumOf({ s }: Evidence, { k, stretch }: Told, { unbiased, taken }: Omit<Update, "momentum">): number {
  const running = at(s.problem.running?.variance ?? NaN, k);
  const batch = (unbiased ? s.N / (s.N - 1) : 1) * at(s.batchV, k);
  const used = (stretch * at(s.r, k)) ** -2 - s.eps;
  return taken === "after" ? (used - running) / (batch - running) : (running - used) / (batch - used);
}

/** 1 / n of a plain mean over batches, the roundest numbers, and the number as it was read off. */
function momentaNear(seen: number, e: Evidence): { momentum: number; words: string }[] {
  if (!(seen > 0 && seen < 1)) return [];
  // Where inputs lost digits, or two columns are all, some number nearly always fits.
  const sharp = e.s.D > 2 && e.off.every((name) => e.precisions[name]?.inputs?.shared !== true);
  const round = Array.from({ length: sharp ? MOST_DIGITS : 2 }, (_, i) => Number(seen.toPrecision(i + 1)));
  const told = round.map((momentum) => ({ momentum, words: String(momentum) }));
  if (!sharp) return told;
  const batches = Math.round(1 / seen);
  const mean = batches > 1 && batches < MOST_BATCHES ? [{ momentum: 1 / batches, words: `1/${batches}` }] : [];
  return [...told, ...mean, { momentum: seen, words: short(seen) }];
}

function explains(e: Evidence, update: Update): boolean {
  const { s } = e;
  if (!isAs(e, "dx", dxUnder(s, effectOf(s, update)))) return false;
  return !e.off.includes("dgamma") || isAs(e, "dgamma", dgammaOf(s, update));
}
