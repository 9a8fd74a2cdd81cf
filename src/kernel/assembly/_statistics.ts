// First sweep: sum y, sum dout, sum dout*y and sum y^2 of y = x - K, each as good as exact.
//
// A chain starts at a power of two above twice every partial sum. Then what an addition rounds off is
// term - (new - old), exactly (Dekker's fast two-sum), and it is small enough to be summed plainly. Less would be seen:
// a mean that is off by u*sigma spoils out where x is close to the mean, and dx where dout is close to 0.
import { load, madd, productError } from "./_pair";
import * as record from "./_records";

/** Where 1 and 1 stand in memory. */
export const ONE: usize = 64;

/** a + b; by the multipliers where multiply-add is fused. `one`: a constant would be made anew for every use. */
// @ts-ignore: decorator
@inline
export function addByMultiplier(a: v128, b: v128, one: v128): v128 {
  return ASC_FEATURE_RELAXED_SIMD ? f64x2.relaxed_madd(a, one, b) : f64x2.add(a, b);
}

/** The power of two at or below a value. */
// @ts-ignore: decorator
@inline
function power(value: v128): v128 {
  return v128.and(value, i64x2.splat(0x7ff0000000000000));
}

/** Above this ratio of magnitude to width the column is shifted; then x - K is exact (Sterbenz). */
const FAR: f64 = 1048576;

// @ts-ignore: decorator
@inline
export function shiftOf(low: v128, high: v128): v128 {
  const far = f64x2.gt(
    f64x2.pmax(f64x2.abs(low), f64x2.abs(high)),
    f64x2.mul(f64x2.splat(FAR), f64x2.sub(high, low)),
  );
  return v128.and(far, low);
}

// @ts-ignore: decorator
@inline
function largestOf(low: v128, high: v128, shift: v128): v128 {
  return f64x2.pmax(f64x2.abs(f64x2.sub(low, shift)), f64x2.abs(f64x2.sub(high, shift)));
}

// @ts-ignore: decorator
@inline
export function startOfSum(low: v128, high: v128, shift: v128, rows: f64): v128 {
  return power(f64x2.mul(f64x2.splat(4 * rows), largestOf(low, high, shift)));
}

// @ts-ignore: decorator
@inline
export function startOfDout(reach: v128, rows: f64): v128 {
  return power(f64x2.mul(f64x2.splat(4 * rows), reach));
}

// @ts-ignore: decorator
@inline
export function startOfProducts(low: v128, high: v128, shift: v128, reach: v128, rows: f64): v128 {
  return power(f64x2.mul(f64x2.mul(f64x2.splat(4 * rows), largestOf(low, high, shift)), reach));
}

// @ts-ignore: decorator
@inline
export function startOfSquares(low: v128, high: v128, shift: v128, rows: f64): v128 {
  const largest = largestOf(low, high, shift);
  return power(f64x2.mul(f64x2.mul(f64x2.splat(4 * rows), largest), largest));
}

export function storeOne(): void {
  v128.store(ONE, f64x2.splat(1));
}

/** The record of a pair of columns (or lanes) before its first row. */
// @ts-ignore: decorator
@inline
export function storeStart(records: usize, low: v128, high: v128, reach: v128, rows: f64): void {
  const zero = f64x2.splat(0);
  const shift = shiftOf(low, high);
  v128.store(records, shift, 0);
  v128.store(records, startOfSum(low, high, shift, rows), 16);
  v128.store(records, zero, 32);
  v128.store(records, startOfDout(reach, rows), 48);
  v128.store(records, zero, 64);
  v128.store(records, startOfProducts(low, high, shift, reach, rows), 80);
  v128.store(records, zero, 96);
  v128.store(records, startOfSquares(low, high, shift, rows), 112);
  v128.store(records, zero, 128);
}

/** Fills the records of a strip. Returns whether any of its columns is shifted. */
export function prepare(columns: usize, at: usize, rows: f64, records: usize, arrays: record.Columns): bool {
  storeOne();
  const end = at + 8 * columns;
  let shifts = f64x2.splat(0);
  for (; at < end; at += 16) {
    storeStart(records, v128.load(arrays.low + at), v128.load(arrays.high + at), v128.load(arrays.reach + at), rows);
    shifts = v128.or(shifts, v128.load(records));
    records += record.RECORD;
  }
  return v128.any_true(shifts);
}

/**
 * `count` rows of one pair of columns, the chains in registers. With fused multiply-add a sum may also run through the
 * multipliers, as 1*a + b: half of them do, because additions alone would leave the multipliers idle.
 */
// @ts-ignore: decorator
@inline
export function pairOfColumns<T>(
  x: usize, dout: usize, stride: usize, records: usize, count: usize, lone: bool, shifted: bool,
): void {
  const shift = v128.load(records, 0);
  let sum = v128.load(records, 16);
  let sumLost = v128.load(records, 32);
  let g = v128.load(records, 48);
  let gLost = v128.load(records, 64);
  let products = v128.load(records, 80);
  let productsLost = v128.load(records, 96);
  let squares = v128.load(records, 112);
  let squaresLost = v128.load(records, 128);
  const one = v128.load(ONE); // a constant would be made anew for every use
  for (let i: usize = 0; i < count; i++) {
    const d = load<T>(dout, lone);
    const gNext = f64x2.add(g, d);
    gLost = addByMultiplier(f64x2.sub(d, f64x2.sub(gNext, g)), gLost, one);
    g = gNext;
    const value = load<T>(x, lone);
    if (ASC_FEATURE_RELAXED_SIMD) {
      const y = shifted ? f64x2.relaxed_nmadd(one, shift, value) : value;
      const sumNext = f64x2.add(sum, y);
      sumLost = addByMultiplier(f64x2.sub(y, f64x2.sub(sumNext, sum)), sumLost, one);
      sum = sumNext;
      const productsNext = madd(d, y, products);
      productsLost = addByMultiplier(madd(d, y, f64x2.sub(products, productsNext)), productsLost, one);
      products = productsNext;
      const squaresNext = madd(y, y, squares);
      squaresLost = addByMultiplier(madd(y, y, f64x2.sub(squares, squaresNext)), squaresLost, one);
      squares = squaresNext;
    } else {
      const y = f64x2.sub(value, shift);
      const sumNext = f64x2.add(sum, y);
      sumLost = f64x2.add(sumLost, f64x2.sub(y, f64x2.sub(sumNext, sum)));
      sum = sumNext;
      const product = f64x2.mul(d, y);
      const productsNext = f64x2.add(products, product);
      const productLost = f64x2.add(f64x2.sub(product, f64x2.sub(productsNext, products)), productError(d, y, product));
      productsLost = f64x2.add(productsLost, productLost);
      products = productsNext;
      const square = f64x2.mul(y, y);
      const squaresNext = f64x2.add(squares, square);
      const squareLost = f64x2.add(f64x2.sub(square, f64x2.sub(squaresNext, squares)), productError(y, y, square));
      squaresLost = f64x2.add(squaresLost, squareLost);
      squares = squaresNext;
    }
    x += stride;
    dout += stride;
  }
  v128.store(records, sum, 16);
  v128.store(records, sumLost, 32);
  v128.store(records, g, 48);
  v128.store(records, gLost, 64);
  v128.store(records, products, 80);
  v128.store(records, productsLost, 96);
  v128.store(records, squares, 112);
  v128.store(records, squaresLost, 128);
}

/** The last value of an odd run: what the other lane would hold counts as y = 0. */
export function loneOfChannel<T>(x: usize, dout: usize, records: usize): void {
  const shift = v128.load(records, 0);
  v128.store(records, f64x2.replace_lane(shift, 1, 0), 0);
  pairOfColumns<T>(x, dout, 0, records, 1, true, true);
  v128.store(records, shift, 0);
}

/** `count` rows of all columns. */
// @ts-ignore: decorator
@inline
function rowGroup<T>(
  x: usize, dout: usize, stride: usize, columns: usize, records: usize, count: usize, shifted: bool,
): void {
  let k: usize = 0;
  for (; k + 2 <= columns; k += 2) {
    pairOfColumns<T>(x, dout, stride, records, count, false, shifted);
    x += 2 * sizeof<T>();
    dout += 2 * sizeof<T>();
    records += record.RECORD;
  }
  if (k < columns) pairOfColumns<T>(x, dout, stride, records, count, true, shifted);
}

/** Where the touched values go, so that the loads are not left out. */
const TOUCHED: usize = 80;

/** Loads one value of each cache line of some rows, many at once: they come in faster than between computations. */
function touch(x: usize, stride: usize, rows: usize, bytes: usize): void {
  let all = i64x2.splat(0);
  for (let i: usize = 0; i < rows; i++) {
    const end = x + bytes;
    for (let at = x; at < end; at += 64) all = v128.or(all, v128.load64_zero(at));
    x += stride;
  }
  v128.store(TOUCHED, all);
}

/**
 * The first sweep, a few rows at a time; `shifted`: not all K are 0. When the arrays are beyond the caches, the next rows
 * are fetched before these are computed.
 */
export function accumulate<T>(
  x: usize, dout: usize, stride: usize, rows: usize, columns: usize, records: usize, cached: bool, shifted: bool,
): void {
  const group: usize = cached ? 8 : 4;
  for (let i: usize = 0; i < rows; i += group) {
    if (!cached && i + 2 * group <= rows) {
      touch(x + group * stride, stride, group, columns * sizeof<T>());
      touch(dout + group * stride, stride, group, columns * sizeof<T>());
    }
    const count = min(group, rows - i);
    if (shifted) rowGroup<T>(x, dout, stride, columns, records, count, true);
    else rowGroup<T>(x, dout, stride, columns, records, count, false);
    x += group * stride;
    dout += group * stride;
  }
}
