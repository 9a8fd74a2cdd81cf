// Tensors of rank > 2: the values of channel c and batch entry n stand side by side, `inner` of them. The sweeps are those
// of a matrix, but the two lanes of a vector hold two values of one channel, and each channel has a record of its own.
import { load, loadLone, loadPair, madd, nmadd } from "./_pair";
import * as record from "./_records";
import {
  loneOfChannel, pairOfColumns, shiftOf, startOfDout, startOfProducts, startOfSquares, startOfSum, storeStart,
} from "./_statistics";

// @ts-ignore: decorator
@inline
export function channelOf(array: usize, c: usize): v128 {
  return v128.load64_splat(array + 8 * c);
}

/** Smallest and largest x and largest |dout| of every channel; those out of the ordinary are not marked yet. */
export function findRangesOfRuns<T>(
  x: usize,
  dout: usize,
  outer: usize,
  channels: usize,
  inner: usize,
  arrays: record.Columns,
): void {
  for (let n: usize = 0; n < outer; n++) {
    for (let c: usize = 0; c < channels; c++) {
      const first = load<T>(x, true);
      let low = f64x2.splat(f64x2.extract_lane(first, 0));
      let high = low;
      let reach = f64x2.splat(0);
      if (n > 0) {
        low = channelOf(arrays.low, c);
        high = channelOf(arrays.high, c);
        reach = channelOf(arrays.reach, c);
      }
      let l: usize = 0;
      for (; l + 2 <= inner; l += 2) {
        const value = loadPair<T>(x);
        low = f64x2.pmin(low, value);
        high = f64x2.pmax(high, value);
        reach = f64x2.pmax(reach, f64x2.abs(loadPair<T>(dout)));
        x += 2 * sizeof<T>();
        dout += 2 * sizeof<T>();
      }
      if (l < inner) {
        const value = f64x2.splat(f64x2.extract_lane(loadLone<T>(x), 0));
        low = f64x2.pmin(low, value);
        high = f64x2.pmax(high, value);
        reach = f64x2.pmax(reach, f64x2.abs(loadLone<T>(dout)));
        x += sizeof<T>();
        dout += sizeof<T>();
      }
      const a = f64x2.extract_lane(low, 0);
      const b = f64x2.extract_lane(low, 1);
      store<f64>(arrays.low + 8 * c, b < a ? b : a);
      const p = f64x2.extract_lane(high, 0);
      const q = f64x2.extract_lane(high, 1);
      store<f64>(arrays.high + 8 * c, p < q ? q : p);
      const s = f64x2.extract_lane(reach, 0);
      const t = f64x2.extract_lane(reach, 1);
      store<f64>(arrays.reach + 8 * c, s < t ? t : s);
    }
  }
}

/** First sweep over the channels [from, from + count). `step`: bytes from one batch entry to the next. */
export function accumulateRuns<T>(
  x: usize,
  dout: usize,
  step: usize,
  outer: usize,
  from: usize,
  count: usize,
  inner: usize,
  records: usize,
  arrays: record.Columns,
): void {
  const rows = <f64>(outer * inner);
  for (let c: usize = 0; c < count; c++) {
    const low = channelOf(arrays.low, from + c);
    const high = channelOf(arrays.high, from + c);
    storeStart(records + c * record.RECORD, low, high, channelOf(arrays.reach, from + c), rows);
  }
  const run = inner * sizeof<T>();
  for (let n: usize = 0; n < outer; n++) {
    for (let c: usize = 0; c < count; c++) {
      const at = records + c * record.RECORD;
      pairOfColumns<T>(x + c * run, dout + c * run, 2 * sizeof<T>(), at, inner >> 1, false, true);
      if ((inner & 1) != 0) loneOfChannel<T>(x + (c + 1) * run - sizeof<T>(), dout + (c + 1) * run - sizeof<T>(), at);
    }
    x += step;
    dout += step;
  }
}

/** Adds the lanes of each channel's record and puts two channels into each record of `merged`. */
export function mergeRuns(
  records: usize,
  merged: usize,
  from: usize,
  count: usize,
  rows: f64,
  arrays: record.Columns,
): void {
  for (let c: usize = 0; c < count; c++) {
    const low = channelOf(arrays.low, from + c);
    const high = channelOf(arrays.high, from + c);
    const reach = channelOf(arrays.reach, from + c);
    const shift = shiftOf(low, high);
    const target = merged + (c >> 1) * record.RECORD + 8 * (c & 1);
    store<f64>(target, f64x2.extract_lane(shift, 0));
    mergeChain(records, target, record.SUM, startOfSum(low, high, shift, rows));
    mergeChain(records, target, record.DOUT, startOfDout(reach, rows));
    mergeChain(records, target, record.PRODUCTS, startOfProducts(low, high, shift, reach, rows));
    mergeChain(records, target, record.SQUARES, startOfSquares(low, high, shift, rows));
    records += record.RECORD;
  }
}

// @ts-ignore: decorator
@inline
export function mergeChain(from: usize, to: usize, at: usize, start: v128): void {
  const lanes = f64x2.sub(v128.load(from + at), start);
  const sum = f64x2.extract_lane(lanes, 0) + f64x2.extract_lane(lanes, 1); // exact: multiples of one unit
  const first = f64x2.extract_lane(start, 0);
  const chain = first + sum;
  const lost = v128.load(from + at + 16);
  store<f64>(to + at, chain);
  store<f64>(to + at + 16, f64x2.extract_lane(lost, 0) + f64x2.extract_lane(lost, 1) + (sum - (chain - first)));
}

/** Second sweep over the channels of a strip. */
export function writeRuns<T>(
  x: usize,
  dout: usize,
  out: usize,
  dx: usize,
  step: usize,
  stepOut: usize,
  outer: usize,
  count: usize,
  inner: usize,
  merged: usize,
): void {
  for (let n: usize = 0; n < outer; n++) {
    let xs = x;
    let gs = dout;
    let ys = out;
    let ds = dx;
    for (let c: usize = 0; c < count; c++) {
      const constants = merged + (c >> 1) * record.RECORD + 8 * (c & 1);
      const mean = v128.load64_splat(constants, 0);
      const scale = v128.load64_splat(constants, 16);
      const offset = v128.load64_splat(constants, 32);
      const gbar = v128.load64_splat(constants, 48);
      const curvature = v128.load64_splat(constants, 64);
      let l: usize = 0;
      for (; l + 2 <= inner; l += 2) {
        const d = f64x2.sub(loadPair<T>(xs), mean);
        const g = f64x2.sub(loadPair<T>(gs), gbar);
        v128.store(ys, madd(d, scale, offset));
        v128.store(ds, f64x2.mul(nmadd(d, curvature, g), scale));
        xs += 2 * sizeof<T>();
        gs += 2 * sizeof<T>();
        ys += 16;
        ds += 16;
      }
      if (l < inner) {
        const d = f64x2.sub(loadLone<T>(xs), mean);
        const g = f64x2.sub(loadLone<T>(gs), gbar);
        v128.store64_lane(ys, madd(d, scale, offset), 0);
        v128.store64_lane(ds, f64x2.mul(nmadd(d, curvature, g), scale), 0);
        xs += sizeof<T>();
        gs += sizeof<T>();
        ys += 8;
        ds += 8;
      }
    }
    x += step;
    dout += step;
    out += stepOut;
    dx += stepOut;
  }
}
