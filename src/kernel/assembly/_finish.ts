// Between the sweeps: from sums to the constants of the second sweep, for each pair of columns, with high + low pairs
// wherever a plain rounding would be seen in a result.
import { isOrdinary, nmadd, productError, sumError } from "./_pair";
import * as record from "./_records";
import { shiftOf, startOfDout, startOfProducts, startOfSquares, startOfSum } from "./_statistics";

/**
 * Finishing takes two stages, each over all pairs of columns: their chains of divisions and roots are long, and short
 * loops let the machine work on several pairs at once. `at` is the byte offset of a pair in the (D) arrays.
 *
 * First: the mean and v + eps. Leaves delta, mean - K and v + eps in the record.
 */
export function finishStatistics(
  records: usize,
  at: usize,
  columns: usize,
  arrays: record.Columns,
  rows: f64,
  eps: f64,
): void {
  const n = f64x2.splat(rows);
  const inverse = f64x2.splat(1 / rows); // for what is below the last place anyway
  const end = at + 8 * columns;
  for (; at < end; at += 16) {
    const low = v128.load(arrays.low + at);
    const high = v128.load(arrays.high + at);
    const shift = v128.load(records, 0);
    const sum0 = f64x2.sub(v128.load(records, 16), startOfSum(low, high, shift, rows)); // exact: multiples of one unit
    const sumLost = v128.load(records, 32);
    const sum = f64x2.add(sum0, sumLost);
    const sumLow = sumError(sum0, sumLost, sum);
    const h = f64x2.div(sum, n); // mean - K = h + l
    const back = f64x2.mul(h, n);
    const l = f64x2.mul(f64x2.add(f64x2.sub(f64x2.sub(sum, back), productError(h, n, back)), sumLow), inverse);
    const m0 = f64x2.add(shift, h);
    const rest = f64x2.add(sumError(shift, h, m0), l);
    const m = f64x2.add(m0, rest); // mean = m + delta
    v128.store(arrays.mean + at, m);
    v128.store(records, f64x2.sub(rest, f64x2.sub(m, m0)), 0);
    v128.store(records, h, 16);
    v128.store(records, l, 32);

    // v = (sum y^2 - N (mean - K)^2) / N
    const squares0 = f64x2.sub(v128.load(records, 112), startOfSquares(low, high, shift, rows));
    const squaresLost = v128.load(records, 128);
    const squares = f64x2.add(squares0, squaresLost);
    const hh = f64x2.mul(h, h);
    const hhLow = f64x2.add(productError(h, h, hh), f64x2.mul(l, f64x2.add(f64x2.add(h, h), l)));
    const nhh = f64x2.mul(hh, n);
    const nhhLow = f64x2.add(productError(hh, n, nhh), f64x2.mul(n, hhLow));
    const difference = f64x2.sub(squares, nhh);
    const differenceLow = f64x2.add(
      sumError(squares, f64x2.neg(nhh), difference),
      f64x2.sub(sumError(squares0, squaresLost, squares), nhhLow),
    );
    const deviation = f64x2.add(difference, differenceLow);
    const deviationLow = f64x2.sub(differenceLow, f64x2.sub(deviation, difference));
    const v0 = f64x2.div(deviation, n);
    const vBack = f64x2.mul(v0, n);
    const vRest = f64x2.add(f64x2.sub(f64x2.sub(deviation, vBack), productError(v0, n, vBack)), deviationLow);
    const constant = f64x2.eq(low, high); // then what rounding left of v is not there
    const v = v128.andnot(v0, constant);
    const vLow = v128.andnot(f64x2.mul(vRest, inverse), constant);
    v128.store(arrays.variance + at, v);
    const w = f64x2.add(v, f64x2.splat(eps));
    v128.store(records, w, 112);
    v128.store(records, f64x2.add(sumError(v, f64x2.splat(eps), w), vLow), 128);
    records += record.RECORD;
  }
}

/** The same record for evaluation: mean and variance are read, and constant. */
export function takeStatistics(records: usize, at: usize, columns: usize, arrays: record.Columns, eps: f64): void {
  const end = at + 8 * columns;
  for (; at < end; at += 16) {
    const m = v128.load(arrays.mean + at);
    const shift = v128.load(records, 0);
    const h = f64x2.sub(m, shift);
    const v = v128.load(arrays.variance + at);
    const w = f64x2.add(v, f64x2.splat(eps));
    v128.store(records, f64x2.splat(0), 0);
    v128.store(records, h, 16);
    v128.store(records, sumError(m, f64x2.neg(shift), h), 32);
    v128.store(records, w, 112);
    v128.store(records, sumError(v, f64x2.splat(eps), w), 128);
    records += record.RECORD;
  }
}

/**
 * Second: dgamma, dbeta and the constants of the second sweep for one pair. Returns a mask (2 bits) of the columns whose
 * result may not keep the accuracy contract: numbers that are not finite, or far from 1.
 * In evaluation (`training` false) mean and variance do not depend on x.
 */
// @ts-ignore: decorator
@inline
export function finishGradients(records: usize, at: usize, arrays: record.Columns, rows: f64, training: bool): i32 {
  const n = f64x2.splat(rows);
  const low = v128.load(arrays.low + at);
  const high = v128.load(arrays.high + at);
  const reach = v128.load(arrays.reach + at);
  const shift = shiftOf(low, high);
  const delta = v128.load(records, 0);
  const h = v128.load(records, 16);
  const l = v128.load(records, 32);
  const w = v128.load(records, 112);

  // r = 1/sqrt(v + eps): one Newton step in pairs
  const r = f64x2.div(f64x2.splat(1), f64x2.sqrt(w));
  const rr = f64x2.mul(r, r);
  const wrr = f64x2.mul(w, rr);
  const one = f64x2.sub(f64x2.sub(f64x2.splat(1), wrr), productError(w, rr, wrr));
  const wLow = v128.load(records, 128);
  const defect = f64x2.sub(one, f64x2.add(f64x2.mul(w, productError(r, r, rr)), f64x2.mul(wLow, rr)));
  const rLow = f64x2.mul(f64x2.mul(r, defect), f64x2.splat(0.5));

  // sum dout*(x - mean) = sum dout*y - (mean - K) sum dout
  const dout0 = f64x2.sub(v128.load(records, 48), startOfDout(reach, rows));
  const doutLost = v128.load(records, 64);
  const dout = f64x2.add(dout0, doutLost);
  const doutLow = sumError(dout0, doutLost, dout);
  const products0 = f64x2.sub(v128.load(records, 80), startOfProducts(low, high, shift, reach, rows));
  const productsLost = v128.load(records, 96);
  const products = f64x2.add(products0, productsLost);
  const hd = f64x2.mul(h, dout);
  const hdLow = f64x2.add(productError(h, dout, hd), f64x2.add(f64x2.mul(h, doutLow), f64x2.mul(l, dout)));
  const e0 = f64x2.sub(products, hd);
  const e0Low = f64x2.add(
    sumError(products, f64x2.neg(hd), e0),
    f64x2.sub(sumError(products0, productsLost, products), hdLow),
  );
  const e = f64x2.add(e0, e0Low);
  const eLow = f64x2.sub(e0Low, f64x2.sub(e, e0));
  const re = f64x2.mul(r, e);
  const reLow = f64x2.add(productError(r, e, re), f64x2.add(f64x2.mul(r, eLow), f64x2.mul(rLow, e)));
  const dgamma = f64x2.add(re, reLow);

  const gamma = v128.load(arrays.gamma + at);
  const a = f64x2.mul(gamma, r);
  const scale = f64x2.add(a, f64x2.add(productError(gamma, r, a), f64x2.mul(gamma, rLow)));
  let curvature = f64x2.splat(0);
  let gbar = f64x2.splat(0);
  if (training) {
    const rd = f64x2.mul(r, dgamma);
    const rdLow = f64x2.add(productError(r, dgamma, rd), f64x2.mul(rLow, dgamma));
    curvature = f64x2.div(f64x2.add(rd, rdLow), n);
    gbar = f64x2.div(dout, n);
  }

  const m = v128.load(arrays.mean + at);
  v128.store(arrays.dgamma + at, dgamma);
  v128.store(arrays.dbeta + at, dout);
  v128.store(arrays.delta + at, delta);
  v128.store(arrays.r + at, f64x2.add(r, rLow));
  v128.store(records, m, 0);
  v128.store(records, scale, 16);
  // x - mean = (x - m) - delta: delta's share goes into the two offsets.
  v128.store(records, nmadd(delta, scale, v128.load(arrays.beta + at)), 32);
  v128.store(records, nmadd(delta, curvature, gbar), 48);
  v128.store(records, curvature, 64);

  // Ranges of x and dout that need care have made dout NaN (_ranges.ts).
  let good = v128.and(f64x2.ge(w, f64x2.splat(1e-200)), f64x2.le(w, f64x2.splat(1e200)));
  good = v128.and(good, f64x2.eq(dout, dout));
  return 3 ^ i64x2.bitmask(v128.and(good, isOrdinary(f64x2.abs(gamma))));
}

/** Second stage of finishing; stores the columns that need care and returns how many there are. */
export function finishAll(
  records: usize, at: usize, columns: usize, arrays: record.Columns, rows: f64, training: bool, doubtful: usize,
): i32 {
  let count: i32 = 0;
  for (let k: usize = 0; k < columns; k += 2) {
    const bad = finishGradients(records, at + k * 8, arrays, rows, training);
    if (bad != 0) {
      if ((bad & 1) != 0) store<i32>(doubtful + 4 * <usize>(count++), <i32>k);
      if ((bad & 2) != 0 && k + 1 < columns) store<i32>(doubtful + 4 * <usize>(count++), <i32>k + 1);
    }
    records += record.RECORD;
  }
  return count;
}
