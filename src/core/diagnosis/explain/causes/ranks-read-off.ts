import { numberAt, itemAt } from "../../../item-at";
import { gatherColumn } from "../../../batchnorm/column";
import { mistake as unevenRanks, prefixes, saidOfRanks, unweightedOver } from "../../catalogue/uneven-ranks";
import { noiseOf } from "../../evidence/dx-observation";
import { createColumnReader } from "../../formula/column-reader";
import { at } from "../../formula/term-effect";
import { causeOf, isAs, valuesOf, type Cause, type Evidence } from "./cause";
import { dxUnder } from "./dx-under";

const FEWEST_RANKS = 3;
const MOST_RANKS = 8;
const MOST_TRIED = 200_000; // ways to cut a batch
const COLUMNS = 4; // that tell the cut
const CHANCE = 1e-6; // that one of all cuts fits by accident: more is no proof

/** A mean that dx tells, and the sums that it may be made of. */
interface Told {
  readonly sums: Float64Array; // over the first 0, 1, ... samples, divided by the positions
  readonly mean: number; // that stands in dx
  readonly allowed: number;
  readonly spread: number; // how far means of such numbers lie apart
}

/**
 * The means of ranks of any sizes, averaged without weights: gbar and c are read off every column of dx, and of all ways
 * to cut the batch the one is named that makes them, if it is the only one. The catalogue tries the usual ones alone.
 */
export const ranksReadOff: Cause = (e) => {
  const { s } = e;
  const { problem } = s;
  if (e.off.length !== 1 || e.off[0] !== "dx" || s.parts.length > 0) return undefined;
  if (!(unevenRanks.applies?.(problem) ?? true)) return undefined;
  const told = meansIn(e);
  const [found, ...others] = told.length > 0 ? cutsThatFit(problem.layout.samples, told) : [];
  if (!found || others.length > 0) return undefined;
  const [effect] = unweightedOver(s, [found]);
  if (!effect || !isAs(e, "dx", dxUnder(s, effect))) return undefined;
  const { id, title, sentence, written, code } = unevenRanks;
  const text = `${sentence} ${saidOfRanks(problem, found)}`;
  return causeOf(e, ["dx"], { id, title, text, written: () => written, code });
};

/** gbar and c as they stand in the first columns of dx. */
function meansIn(e: Evidence): Told[] {
  const { s } = e;
  const precision = e.precisions.dx;
  if (!precision) return [];
  const read = createColumnReader(s.problem, s.mask, s.centres);
  const given = new Float64Array(s.rows);
  const told: Told[] = [];
  for (let k = 0; k < s.D && told.length < 2 * COLUMNS; k++) {
    const scale = at(s.gamma, k) * at(s.r, k);
    if (scale === 0) continue;
    const { g, xhat } = read(k);
    gatherColumn(s.problem.layout, valuesOf(e, "dx"), k, given);
    const paths = g.map((value, i) => value - numberAt(given, i) / scale); // gbar + xhat c
    const largest = given.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const allowed = (4 * noiseOf(s, k, precision, largest)) / Math.abs(scale);
    const total = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);
    const products = g.map((value, i) => value * numberAt(xhat, i));
    const mean = total(paths) / s.N;
    const slope = total(paths.map((value, i) => value * numberAt(xhat, i))) / at(s.xhatSquares, k);
    told.push(
      { sums: bySamples(g, s.problem.layout.positions), mean, allowed, spread: at(s.sumsBeta, k) / s.N },
      { sums: bySamples(products, s.problem.layout.positions), mean: slope, allowed, spread: at(s.sums, k) / s.N },
    );
  }
  return told;
}

function bySamples(values: Float64Array, positions: number): Float64Array {
  return prefixes(values)
    .filter((_, i) => i % positions === 0)
    .map((sum) => sum / positions);
}

/** Sizes of the ranks of every cut whose plain mean of means is the one told, in all columns; none where chance would do. */
function cutsThatFit(samples: number, told: readonly Told[]): number[][] {
  const found: number[][] = [];
  let tried = 0;
  for (let ranks = FEWEST_RANKS; ranks <= Math.min(MOST_RANKS, samples - 1); ranks++) {
    const count = waysToCut(samples, ranks);
    if (tried + count > MOST_TRIED) break;
    tried += count;
    const first = itemAt(told, 0);
    const others = told.slice(1);
    overCuts(samples, ranks, first, (ends) => {
      if (others.every((one) => isNear(one, meanOf(one, ends)))) found.push(sizesOf(ends));
    });
  }
  const chance = told.reduce((share, { allowed, spread }) => share * Math.min(1, allowed / spread), tried);
  return chance < CHANCE ? found : [];
}

function waysToCut(samples: number, ranks: number): number {
  let ways = 1;
  for (let i = 1; i < ranks; i++) ways *= (samples - i) / i;
  return Math.round(ways);
}

/** Every cut into so many ranks that makes the first mean, by the samples at which the ranks end. */
function overCuts(samples: number, ranks: number, first: Told, take: (ends: readonly number[]) => void): void {
  const ends = new Array<number>(ranks).fill(samples);
  const share = (from: number, to: number): number =>
    (numberAt(first.sums, to) - numberAt(first.sums, from)) / (to - from);
  const cut = (rank: number, from: number, sum: number): void => {
    if (rank === ranks - 1) {
      if (isNear(first, (sum + share(from, samples)) / ranks)) take(ends);
      return;
    }
    for (let to = from + 1; to <= samples - (ranks - 1 - rank); to++) {
      ends[rank] = to;
      cut(rank + 1, to, sum + share(from, to));
    }
  };
  cut(0, 0, 0);
}

function meanOf({ sums }: Told, ends: readonly number[]): number {
  let from = 0;
  let total = 0;
  for (const to of ends) {
    total += (numberAt(sums, to) - numberAt(sums, from)) / (to - from);
    from = to;
  }
  return total / ends.length;
}

const isNear = ({ mean, allowed }: Told, value: number): boolean => Math.abs(value - mean) <= allowed;

function sizesOf(ends: readonly number[]): number[] {
  return ends.map((end, i) => end - (i === 0 ? 0 : itemAt(ends, i - 1)));
}
