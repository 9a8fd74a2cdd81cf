// Between the sweeps: from sums to the constants of the second sweep, for each pair of columns, with high + low pairs
// wherever a plain rounding would be seen in a result.
import { nmadd, productError, sumError } from "./_pair";
import * as record from "./_records";
import { shiftOf, startOfDout, startOfProducts, startOfSquares, startOfSum } from "./_statistics";

// @ts-ignore: decorator
@inline
function within(value: v128, low: f64, high: f64): v128 {
  const size = f64x2.abs(value);
  return v128.and(f64x2.ge(size, f64x2.splat(low)), f64x2.le(size, f64x2.splat(high)));
}

// @ts-ignore: decorator
@inline
function zeroOrWithin(value: v128): v128 {
  return v128.or(f64x2.eq(value, f64x2.splat(0)), within(value, 1e-250, 1e250));
}

/**
 * Finishes the pair of columns at byte offset `at` of the (D) arrays. Returns a mask (2 bits) of the columns whose
 * result may not keep the accuracy contract: numbers that are not finite, or near the ends of the range of doubles.
 * In evaluation (`training` false) mean and variance are read, and constant.
 */
export function finishPair(records: usize, at: usize, arrays: record.Columns, rows: f64, eps: f64, training: bool): i32 {
  const n = f64x2.splat(rows);
  const low = v128.load(arrays.low + at);
  const high = v128.load(arrays.high + at);
  const reach = v128.load(arrays.reach + at);
  const shift = shiftOf(low, high);

  const dout0 = f64x2.sub(v128.load(records, 48), startOfDout(reach, rows)); // exact: multiples of one unit
  const doutLost = v128.load(records, 64);
  const dout = f64x2.add(dout0, doutLost);
  const doutLow = sumError(dout0, doutLost, dout);

  let m: v128; // mean = m + delta
  let delta: v128;
  let h: v128; // mean - K = h + l
  let l: v128;
  let w: v128; // v + eps = w + wLow
  let wLow: v128;
  if (training) {
    const sum0 = f64x2.sub(v128.load(records, 16), startOfSum(low, high, shift, rows));
    const sumLost = v128.load(records, 32);
    const sum = f64x2.add(sum0, sumLost);
    const sumLow = sumError(sum0, sumLost, sum);
    h = f64x2.div(sum, n);
    const back = f64x2.mul(h, n);
    l = f64x2.div(f64x2.add(f64x2.sub(f64x2.sub(sum, back), productError(h, n, back)), sumLow), n);
    const m0 = f64x2.add(shift, h);
    const rest = f64x2.add(sumError(shift, h, m0), l);
    m = f64x2.add(m0, rest);
    delta = f64x2.sub(rest, f64x2.sub(m, m0));

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
    const v = f64x2.div(deviation, n);
    const vBack = f64x2.mul(v, n);
    const vLow = f64x2.div(
      f64x2.add(f64x2.sub(f64x2.sub(deviation, vBack), productError(v, n, vBack)), deviationLow),
      n,
    );
    // A constant column: all y are one number, and so is what rounding left of v.
    const constant = f64x2.eq(low, high);
    const v0 = v128.andnot(v, constant);
    w = f64x2.add(v0, f64x2.splat(eps));
    wLow = f64x2.add(sumError(v0, f64x2.splat(eps), w), v128.andnot(vLow, constant));
    v128.store(arrays.mean + at, m);
    v128.store(arrays.variance + at, v0);
  } else {
    m = v128.load(arrays.mean + at);
    delta = f64x2.splat(0);
    h = f64x2.sub(m, shift);
    l = sumError(m, f64x2.neg(shift), h);
    const v = v128.load(arrays.variance + at);
    w = f64x2.add(v, f64x2.splat(eps));
    wLow = sumError(v, f64x2.splat(eps), w);
  }

  // r = 1/sqrt(v + eps): one Newton step in pairs
  const r = f64x2.div(f64x2.splat(1), f64x2.sqrt(w));
  const rr = f64x2.mul(r, r);
  const wrr = f64x2.mul(w, rr);
  const one = f64x2.sub(f64x2.sub(f64x2.splat(1), wrr), productError(w, rr, wrr));
  const defect = f64x2.sub(one, f64x2.add(f64x2.mul(w, productError(r, r, rr)), f64x2.mul(wLow, rr)));
  const rLow = f64x2.mul(f64x2.mul(r, defect), f64x2.splat(0.5));

  // sum dout*(x - mean) = sum dout*y - (mean - K) sum dout
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
  const train = training ? f64x2.splat(1) : f64x2.splat(0);
  const rd = f64x2.mul(r, dgamma);
  const rdLow = f64x2.add(productError(r, dgamma, rd), f64x2.mul(rLow, dgamma));
  const curvature = f64x2.mul(train, f64x2.div(f64x2.add(rd, rdLow), n));
  const gbar = f64x2.mul(train, f64x2.div(dout, n));

  v128.store(arrays.dgamma + at, dgamma);
  v128.store(arrays.dbeta + at, dout);
  v128.store(records, m, 0);
  v128.store(records, scale, 16);
  // x - mean = (x - m) - delta: delta's share goes into the two offsets.
  v128.store(records, nmadd(delta, scale, v128.load(arrays.beta + at)), 32);
  v128.store(records, nmadd(delta, curvature, gbar), 48);
  v128.store(records, curvature, 64);

  let good = within(w, 1e-250, 1e250);
  good = v128.and(good, zeroOrWithin(f64x2.sub(high, low)));
  good = v128.and(good, within(m, 0, 1e250));
  good = v128.and(good, zeroOrWithin(scale));
  good = v128.and(good, zeroOrWithin(reach));
  good = v128.and(good, zeroOrWithin(products));
  good = v128.and(good, zeroOrWithin(curvature));
  return 3 ^ i64x2.bitmask(good);
}
