// Between the sweeps: from sums to the constants of the second sweep, for each pair of columns, with high + low pairs
// wherever a plain rounding would be seen in a result.
import { nmadd, productError, sumError } from "./_pair";
import * as record from "./_records";

// @ts-ignore: decorator
@inline
function within(value: v128, low: f64, high: f64): v128 {
  const size = f64x2.abs(value);
  return v128.and(f64x2.ge(size, f64x2.splat(low)), f64x2.le(size, f64x2.splat(high)));
}

// @ts-ignore: decorator
@inline
function zeroOrWithin(value: v128): v128 {
  return v128.or(f64x2.eq(value, f64x2.splat(0)), within(value, 1e-280, 1e280));
}

/** Where the column's parameters stand and its results go: (D) doubles each, padded to an even D. */
@unmanaged
export class Columns {
  gamma: usize;
  beta: usize;
  mean: usize;
  variance: usize;
  dgamma: usize;
  dbeta: usize;
}

/**
 * Finishes the pair of columns at byte offset `at` of the (D) arrays. Returns 0 when both keep the accuracy contract.
 * Bits 0 and 1: the first or second column does not. Bits 2 and 3: it does only if it is constant, because all its
 * squares came out as 0.
 */
export function finishPair(hot: usize, totals: usize, at: usize, columns: Columns, rows: f64, eps: f64): i32 {
  const n = f64x2.splat(rows);
  const start = v128.load(totals + record.CHAIN_START);
  const shift = v128.load(hot + record.SHIFT);

  // mean = m + delta
  const chain = f64x2.sub(v128.load(hot + record.CHAIN), start); // exact: multiples of one unit
  const lost = v128.load(hot + record.CHAIN_ERROR);
  const sum = f64x2.add(chain, lost);
  const sumLow = sumError(chain, lost, sum);
  const m0 = f64x2.div(sum, n);
  const back = f64x2.mul(m0, n);
  const rest = f64x2.add(f64x2.sub(f64x2.sub(sum, back), productError(m0, n, back)), sumLow);
  const delta0 = f64x2.div(rest, n);
  const m = f64x2.add(m0, delta0);
  const delta = f64x2.sub(delta0, f64x2.sub(m, m0));

  // mu - K = h + l
  const h = f64x2.sub(m, shift);
  const l = f64x2.add(sumError(m, f64x2.neg(shift), h), delta);

  // v = (sum (x-K)^2 - N (mu-K)^2) / N
  const squares = v128.load(totals + record.SQUARES_HIGH);
  const hh = f64x2.mul(h, h);
  const hhLow = f64x2.add(productError(h, h, hh), f64x2.mul(f64x2.splat(2), f64x2.mul(h, l)));
  const nhh = f64x2.mul(hh, n);
  const nhhLow = f64x2.add(productError(hh, n, nhh), f64x2.mul(n, hhLow));
  const deviation = f64x2.sub(squares, nhh);
  const deviationLow = f64x2.add(
    sumError(squares, f64x2.neg(nhh), deviation),
    f64x2.sub(v128.load(totals + record.SQUARES_LOW), nhhLow),
  );
  const v0 = f64x2.div(deviation, n);
  const vBack = f64x2.mul(v0, n);
  const vRest = f64x2.add(f64x2.sub(f64x2.sub(deviation, vBack), productError(v0, n, vBack)), deviationLow);
  const vLow = f64x2.div(vRest, n);
  const w = f64x2.add(v0, f64x2.splat(eps));
  const wLow = f64x2.add(sumError(v0, f64x2.splat(eps), w), vLow);

  // r = 1/sqrt(v + eps): one Newton step in pairs
  const r = f64x2.div(f64x2.splat(1), f64x2.sqrt(w));
  const rr = f64x2.mul(r, r);
  const rrLow = productError(r, r, rr);
  const wrr = f64x2.mul(w, rr);
  const one = f64x2.sub(f64x2.sub(f64x2.splat(1), wrr), productError(w, rr, wrr));
  const defect = f64x2.sub(one, f64x2.add(f64x2.mul(w, rrLow), f64x2.mul(wLow, rr)));
  const rLow = f64x2.mul(f64x2.mul(r, defect), f64x2.splat(0.5));

  // sum dout*(x-mu) = sum dout*(x-K) - (mu-K) sum dout
  const dout = v128.load(totals + record.DOUT_HIGH);
  const doutLow = v128.load(totals + record.DOUT_LOW);
  const products = v128.load(totals + record.PRODUCTS_HIGH);
  const hd = f64x2.mul(h, dout);
  const hdLow = f64x2.add(productError(h, dout, hd), f64x2.add(f64x2.mul(h, doutLow), f64x2.mul(l, dout)));
  const e = f64x2.sub(products, hd);
  const eLow = f64x2.add(
    sumError(products, f64x2.neg(hd), e),
    f64x2.sub(v128.load(totals + record.PRODUCTS_LOW), hdLow),
  );
  const re = f64x2.mul(r, e);
  const reLow = f64x2.add(productError(r, e, re), f64x2.add(f64x2.mul(r, eLow), f64x2.mul(rLow, e)));
  const dgamma = f64x2.add(re, reLow);
  const dgammaLow = f64x2.sub(reLow, f64x2.sub(dgamma, re));
  const dbeta = f64x2.add(dout, doutLow);

  const gamma = v128.load(columns.gamma + at);
  const a = f64x2.mul(gamma, r);
  const scale = f64x2.add(a, f64x2.add(productError(gamma, r, a), f64x2.mul(gamma, rLow)));
  const rd = f64x2.mul(r, dgamma);
  const curvature = f64x2.div(
    f64x2.add(rd, f64x2.add(productError(r, dgamma, rd), f64x2.add(f64x2.mul(rLow, dgamma), f64x2.mul(r, dgammaLow)))),
    n,
  );

  v128.store(columns.mean + at, m);
  v128.store(columns.variance + at, f64x2.add(v0, vLow));
  v128.store(columns.dgamma + at, dgamma);
  v128.store(columns.dbeta + at, dbeta);
  v128.store(hot + record.MEAN, m);
  v128.store(hot + record.SCALE, scale);
  // x - mean = (x - m) - delta: delta's share goes into the two offsets.
  v128.store(hot + record.OFFSET, nmadd(delta, scale, v128.load(columns.beta + at)));
  v128.store(hot + record.GBAR, nmadd(delta, curvature, f64x2.div(dbeta, n)));
  v128.store(hot + record.CURVATURE, curvature);

  // The chain's start bounded every partial sum: N|K| + sqrt(N * squares) >= sum |x|.
  const bound = f64x2.add(f64x2.mul(n, f64x2.abs(shift)), f64x2.sqrt(f64x2.mul(n, squares)));
  let good = f64x2.le(f64x2.mul(bound, f64x2.splat(2)), start);
  good = v128.and(good, f64x2.le(nhh, f64x2.mul(f64x2.splat(4), deviation)));
  good = v128.and(good, within(w, 1e-280, 1e280));
  const empty = f64x2.eq(squares, f64x2.splat(0));
  good = v128.and(good, v128.or(empty, within(squares, 1e-280, 1e280)));
  good = v128.and(good, within(m, 0, 1e280));
  good = v128.and(good, zeroOrWithin(scale));
  good = v128.and(good, zeroOrWithin(dout));
  good = v128.and(good, zeroOrWithin(products));
  good = v128.and(good, zeroOrWithin(curvature));
  return (3 ^ i64x2.bitmask(good)) | (i64x2.bitmask(empty) << 2);
}
