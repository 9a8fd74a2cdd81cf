// Sets whose elements stand side by side: layer, RMS, group and instance norm. Nothing is copied, and what a block of sets
// holds stays in the caches from the first sweep to the second.
//
// Between the sweeps each set is finished as a column of batch norm is, with u = gamma*dout in the place of dout, gamma = 1
// and beta = 0: what is called dgamma there is sum u*xhat, and dbeta is sum u. gamma and beta come in by the second sweep,
// which adds up dgamma and dbeta too, set after set, in chains as those of _statistics.ts.
import { PART, sumChannels, writeChannels } from "./_channels";
import { sumElements, writeElements } from "./_elements";
import { finishAll, finishStatistics } from "./_finish";
import { markUnusual } from "./_ranges";
import * as record from "./_records";
import { channelOf, findRangesOfRuns, mergeChain } from "./_runs";
import * as constant from "./_set-constants";
import {
  shiftOf, startOfDout, startOfProducts, startOfSquares, startOfSum, storeOne, storeStart,
} from "./_statistics";

/** dgamma's chain for two entries, what it rounded off, dbeta's and what that did. */
const CHAINS: usize = 64;

/** Where everything of a problem is, and how its sets are made; addresses of doubles, `total` for each where not said. */
@unmanaged
export class Sets {
  x: usize;
  dout: usize;
  out: usize;
  dx: usize;
  total: usize; // sets
  block: usize; // how many go through both sweeps together
  runs: usize; // stretches of a set, each with one entry of gamma
  length: usize; // elements of a stretch
  period: usize; // sets after which the entries of gamma repeat
  records: usize; // one for each pair of a block
  record: usize; // of the set under way
  constants: usize; // CONSTANTS bytes for each set of a block (_set-constants.ts)
  shifted: usize; // a set's elements, shifted, where each has an entry of its own
  parts: usize; // PART bytes for each run of a block, where a run has several elements
  arrays: record.Columns;
  reach: usize; // largest |dout|
  gamma: usize; // (A), as the three that follow: padded to an even A
  beta: usize;
  dgamma: usize;
  dbeta: usize;
  chains: usize; // CHAINS bytes for each two entries of a set; those of the next set of a period follow
  doubtful: usize; // i32 for each set of a block
}

/** Smallest and largest x and largest |dout|. A set that is not centred has 0 in its middle, so that it is not shifted. */
export function findRangesOfSets(sets: Sets, centred: bool): void {
  const arrays = sets.arrays;
  const end: usize = 8 * sets.total;
  findRangesOfRuns<f64>(sets.x, sets.dout, 1, sets.total, sets.runs * sets.length, arrays);
  for (let at: usize = 0; !centred && at < end; at += 8) {
    const largest = Math.max(Math.abs(load<f64>(arrays.low + at)), Math.abs(load<f64>(arrays.high + at)));
    store<f64>(arrays.low + at, -largest);
    store<f64>(arrays.high + at, largest);
  }
  markUnusual(sets.total, arrays);
}

/** The chains of the entries of set k. */
// @ts-ignore: decorator
@inline
function chainsOf(sets: Sets, k: usize): usize {
  return sets.chains + CHAINS * (k % sets.period) * ((sets.runs + 1) >> 1);
}

/** Puts a sum, high and low, behind the start of a chain, as mergeChain leaves it. */
// @ts-ignore: decorator
@inline
function storeChain(to: usize, start: v128, sum: f64, low: f64): void {
  const first = f64x2.extract_lane(start, 0);
  const chain = first + sum;
  store<f64>(to, chain);
  store<f64>(to + 16, low + (sum - (chain - first)));
}

/** The first sweep over set k, into one lane of the record at `target`. */
function sumSet(sets: Sets, k: usize, target: usize, parts: usize, centred: bool): void {
  const arrays = sets.arrays;
  const own = sets.record;
  const elements = sets.runs * sets.length;
  const rows = <f64>elements;
  const low = channelOf(arrays.low, k);
  const high = channelOf(arrays.high, k);
  const reach = channelOf(arrays.reach, k); // of u
  const shift = shiftOf(low, high);
  const at: usize = 8 * k * elements;
  const gamma = sets.gamma + 8 * (k % sets.period) * sets.runs;
  const ofDout = startOfDout(reach, rows);
  const ofProducts = startOfProducts(low, high, shift, reach, rows);
  if (sets.length == 1) {
    storeStart(own, low, high, reach, rows);
    let x = sets.x + at;
    if (f64x2.extract_lane(shift, 0) != 0) {
      for (let i: usize = 0; i < 8 * elements; i += 16) {
        v128.store(sets.shifted + i, f64x2.sub(v128.load(x + i), shift));
      }
      x = sets.shifted;
    }
    sumElements(x, sets.dout + at, gamma, own, elements);
    mergeChain(own, target, record.DOUT, ofDout);
    mergeChain(own, target, record.PRODUCTS, ofProducts);
  } else {
    storeStart(own, low, high, channelOf(sets.reach, k), rows);
    const totals = parts + PART * sets.runs; // taken again by the next set
    sumChannels(sets.x + at, sets.dout + at, gamma, own, sets.runs, sets.length, parts, totals);
    storeChain(target + record.DOUT, ofDout, load<f64>(totals), load<f64>(totals + 16));
    storeChain(target + record.PRODUCTS, ofProducts, load<f64>(totals + 8), load<f64>(totals + 24));
  }
  const ofSum = startOfSum(low, high, shift, rows);
  if (!centred) {
    v128.store(own, ofSum, record.SUM);
    v128.store(own, f64x2.splat(0), record.SUM + 16);
  }
  mergeChain(own, target, record.SUM, ofSum);
  mergeChain(own, target, record.SQUARES, startOfSquares(low, high, shift, rows));
  store<f64>(target, f64x2.extract_lane(shift, 0));
}

/** The constants of a block's sets. Without a mean there is no mean path. */
function closeSets(records: usize, count: usize, centred: bool, to: usize): void {
  for (let k: usize = 0; k < count; k++) {
    const from = records + (k >> 1) * record.RECORD + 8 * (k & 1);
    store<f64>(to, load<f64>(from, record.MEAN), constant.MEAN);
    store<f64>(to, load<f64>(from, record.SCALE), constant.R); // gamma is 1 there
    store<f64>(to, load<f64>(from, record.OFFSET), constant.OFFSET);
    store<f64>(to, centred ? -load<f64>(from, record.GBAR) : 0, constant.GBAR);
    store<f64>(to, -load<f64>(from, record.CURVATURE), constant.CURVATURE);
    to += constant.CONSTANTS;
  }
}

/** The second sweep over the sets from k on, as many as go together. Returns how many that were. */
function writeSome(sets: Sets, k: usize, left: usize, c: usize, parts: usize): usize {
  const arrays = sets.arrays;
  const elements = sets.runs * sets.length;
  const at: usize = 8 * k * elements;
  const entry = (k % sets.period) * sets.runs;
  const gamma = sets.gamma + 8 * entry;
  const beta = sets.beta + 8 * entry;
  const x = sets.x + at;
  const dout = sets.dout + at;
  const out = sets.out + at;
  const dx = sets.dx + at;
  const chains = chainsOf(sets, k);
  if (sets.length > 1) {
    const shift = f64x2.extract_lane(shiftOf(channelOf(arrays.low, k), channelOf(arrays.high, k)), 0);
    const h = load<f64>(arrays.mean + 8 * k) - shift; // exact: far from 0 the mean is as near to K as the set is
    const l = load<f64>(arrays.delta + 8 * k);
    writeChannels(x, dout, out, dx, gamma, beta, c, sets.runs, sets.length, parts, h, l, chains);
    return 1;
  }
  const four = sets.period == 1 && left >= 4;
  writeElements(x, dout, out, dx, four, elements, gamma, beta, c, chains);
  return four ? 4 : 1;
}

/** The power of two at or below. */
// @ts-ignore: decorator
@inline
function power(value: f64): f64 {
  return reinterpret<f64>(reinterpret<u64>(value) & 0x7ff0000000000000);
}

/**
 * Forward and backward of all sets. `reach`: the largest |dout| of all. Returns how many sets need the careful way: where
 * there are any, no result is to be used.
 */
export function normalizeSets(sets: Sets, reach: f64, eps: f64, centred: bool): i32 {
  const total = sets.total;
  const elements = sets.runs * sets.length;
  const rows = <f64>elements;
  const end = chainsOf(sets, sets.period - 1) + CHAINS * ((sets.runs + 1) >> 1);
  const ofBeta = f64x2.splat(power(4 * <f64>(total * sets.length) * reach));
  const ofGamma = f64x2.splat(power(4 * <f64>(total * sets.length) * reach * Math.sqrt(rows))); // |xhat| <= sqrt(M)
  const zero = f64x2.splat(0);
  for (let chain = sets.chains; chain < end; chain += CHAINS) {
    v128.store(chain, ofGamma);
    v128.store(chain, zero, 16);
    v128.store(chain, ofBeta, 32);
    v128.store(chain, zero, 48);
  }
  storeOne();
  let careful: i32 = 0;
  for (let first: usize = 0; first < total; first += sets.block) {
    const count = min(sets.block, total - first);
    for (let i: usize = 0; i < count; i++) {
      const target = sets.records + (i >> 1) * record.RECORD + 8 * (i & 1);
      sumSet(sets, first + i, target, sets.parts + PART * i * sets.runs, centred);
    }
    finishStatistics(sets.records, 8 * first, count, sets.arrays, rows, eps);
    careful += finishAll(sets.records, 8 * first, count, sets.arrays, rows, true, sets.doubtful);
    closeSets(sets.records, count, centred, sets.constants);
    for (let i: usize = 0; i < count; ) {
      const c = sets.constants + constant.CONSTANTS * i;
      i += writeSome(sets, first + i, count - i, c, sets.parts + PART * i * sets.runs);
    }
  }
  for (let k: usize = 0; k < sets.period; k++) {
    let chain = chainsOf(sets, k);
    for (let i: usize = 0; i < sets.runs; i += 2) {
      const to: usize = 8 * (k * sets.runs + i); // what is beyond an odd set is written by the next
      v128.store(sets.dgamma + to, f64x2.add(f64x2.sub(v128.load(chain), ofGamma), v128.load(chain, 16)));
      v128.store(sets.dbeta + to, f64x2.add(f64x2.sub(v128.load(chain, 32), ofBeta), v128.load(chain, 48)));
      chain += CHAINS;
    }
  }
  return careful;
}
