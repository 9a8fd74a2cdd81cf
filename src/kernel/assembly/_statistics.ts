// First sweep: sum x exactly, and sum (x-K)^2, sum dout, sum dout*(x-K) in blocks of BLOCK rows.
//
// sum x decides how accurate out is close to the mean, so nothing of it may be lost: the chain starts at a power of two
// above every partial sum, and what each addition rounds off is x - (new - old), exactly (Dekker's fast two-sum).
import { loadLone, loadPair, madd, sumError } from "./_pair";
import * as record from "./_records";

/** Rows whose squares and products are added plainly before they go into a high + low pair. */
export const BLOCK: usize = 16;
const SAMPLES: usize = 8;

// @ts-ignore: decorator
@inline
function load<T>(pointer: usize, lone: bool): v128 {
  return lone ? loadLone<T>(pointer) : loadPair<T>(pointer);
}

/** Chooses K and the start of the chain from a few rows spread over the column; clears the sums. */
// @ts-ignore: decorator
@inline
function prepareOne<T>(x: usize, stride: usize, rows: usize, hot: usize, totals: usize, lone: bool): v128 {
  const count = min(rows, SAMPLES);
  const first = load<T>(x, lone);
  let sum = f64x2.splat(0);
  let spread = f64x2.splat(0);
  for (let i: usize = 1; i < count; i++) {
    const d = f64x2.sub(load<T>(x + ((i * rows) / count) * stride, lone), first);
    sum = f64x2.add(sum, d);
    spread = f64x2.pmax(spread, f64x2.abs(d));
  }
  // first + mean of the differences: exactly `first` for a constant column.
  const shift = f64x2.add(first, f64x2.div(sum, f64x2.splat(<f64>count)));
  const bound = f64x2.mul(f64x2.splat(<f64>rows * 2048), f64x2.add(f64x2.abs(shift), spread));
  const start = v128.and(bound, i64x2.splat(0x7ff0000000000000));
  const zero = f64x2.splat(0);
  v128.store(hot + record.SHIFT, shift);
  v128.store(hot + record.CHAIN, start);
  v128.store(hot + record.CHAIN_ERROR, zero);
  v128.store(hot + record.SQUARES, zero);
  v128.store(hot + record.DOUT, zero);
  v128.store(hot + record.PRODUCTS, zero);
  v128.store(totals + record.SQUARES_HIGH, zero);
  v128.store(totals + record.SQUARES_LOW, zero);
  v128.store(totals + record.DOUT_HIGH, zero);
  v128.store(totals + record.DOUT_LOW, zero);
  v128.store(totals + record.PRODUCTS_HIGH, zero);
  v128.store(totals + record.PRODUCTS_LOW, zero);
  v128.store(totals + record.CHAIN_START, start);
  return start;
}

export function prepare<T>(x: usize, stride: usize, rows: usize, columns: usize, hot: usize, totals: usize): void {
  let k: usize = 0;
  for (; k + 2 <= columns; k += 2) {
    prepareOne<T>(x, stride, rows, hot, totals, false);
    x += 2 * sizeof<T>();
    hot += record.HOT;
    totals += record.TOTALS;
  }
  if (k < columns) prepareOne<T>(x, stride, rows, hot, totals, true);
}

/** Four rows of one pair of columns. `at` is the pair's place in the unrolled group. */
// @ts-ignore: decorator
@inline
function fourRows<T>(x: usize, dout: usize, stride: usize, hot: usize, at: usize, lone: bool): void {
  const xs = x + at * 2 * sizeof<T>();
  const gs = dout + at * 2 * sizeof<T>();
  const h = hot + at * record.HOT;
  const shift = v128.load(h + record.SHIFT);
  let chain = v128.load(h + record.CHAIN);
  let lost = v128.load(h + record.CHAIN_ERROR);
  const x0 = load<T>(xs, lone);
  const x1 = load<T>(xs + stride, lone);
  const x2 = load<T>(xs + 2 * stride, lone);
  const x3 = load<T>(xs + 3 * stride, lone);
  let next = f64x2.add(chain, x0);
  lost = f64x2.add(lost, f64x2.sub(x0, f64x2.sub(next, chain)));
  chain = f64x2.add(next, x1);
  lost = f64x2.add(lost, f64x2.sub(x1, f64x2.sub(chain, next)));
  next = f64x2.add(chain, x2);
  lost = f64x2.add(lost, f64x2.sub(x2, f64x2.sub(next, chain)));
  chain = f64x2.add(next, x3);
  lost = f64x2.add(lost, f64x2.sub(x3, f64x2.sub(chain, next)));
  v128.store(h + record.CHAIN, chain);
  v128.store(h + record.CHAIN_ERROR, lost);
  const d0 = f64x2.sub(x0, shift);
  const d1 = f64x2.sub(x1, shift);
  const d2 = f64x2.sub(x2, shift);
  const d3 = f64x2.sub(x3, shift);
  const g0 = load<T>(gs, lone);
  const g1 = load<T>(gs + stride, lone);
  const g2 = load<T>(gs + 2 * stride, lone);
  const g3 = load<T>(gs + 3 * stride, lone);
  const squares = f64x2.add(madd(d0, d0, f64x2.mul(d1, d1)), madd(d2, d2, f64x2.mul(d3, d3)));
  v128.store(h + record.SQUARES, f64x2.add(v128.load(h + record.SQUARES), squares));
  const sum = f64x2.add(f64x2.add(g0, g1), f64x2.add(g2, g3));
  v128.store(h + record.DOUT, f64x2.add(v128.load(h + record.DOUT), sum));
  const products = f64x2.add(madd(g0, d0, f64x2.mul(g1, d1)), madd(g2, d2, f64x2.mul(g3, d3)));
  v128.store(h + record.PRODUCTS, f64x2.add(v128.load(h + record.PRODUCTS), products));
}

// @ts-ignore: decorator
@inline
function oneRow<T>(x: usize, dout: usize, hot: usize, at: usize, lone: bool): void {
  const h = hot + at * record.HOT;
  const x0 = load<T>(x + at * 2 * sizeof<T>(), lone);
  const g0 = load<T>(dout + at * 2 * sizeof<T>(), lone);
  const chain = v128.load(h + record.CHAIN);
  const next = f64x2.add(chain, x0);
  const lost = f64x2.sub(x0, f64x2.sub(next, chain));
  v128.store(h + record.CHAIN, next);
  v128.store(h + record.CHAIN_ERROR, f64x2.add(v128.load(h + record.CHAIN_ERROR), lost));
  const d0 = f64x2.sub(x0, v128.load(h + record.SHIFT));
  v128.store(h + record.SQUARES, madd(d0, d0, v128.load(h + record.SQUARES)));
  v128.store(h + record.DOUT, f64x2.add(v128.load(h + record.DOUT), g0));
  v128.store(h + record.PRODUCTS, madd(g0, d0, v128.load(h + record.PRODUCTS)));
}

/** Adds a block's plain sum to its high + low pair and clears it. */
// @ts-ignore: decorator
@inline
function fold(hot: usize, totals: usize): void {
  const sum = v128.load(hot);
  const high = v128.load(totals);
  const next = f64x2.add(high, sum);
  v128.store(totals, next);
  v128.store(totals + 16, f64x2.add(v128.load(totals + 16), sumError(high, sum, next)));
  v128.store(hot, f64x2.splat(0));
}

function foldBlock(pairs: usize, hot: usize, totals: usize): void {
  for (let j: usize = 0; j < pairs; j++) {
    fold(hot + record.SQUARES, totals + record.SQUARES_HIGH);
    fold(hot + record.DOUT, totals + record.DOUT_HIGH);
    fold(hot + record.PRODUCTS, totals + record.PRODUCTS_HIGH);
    hot += record.HOT;
    totals += record.TOTALS;
  }
}

function rowGroup<T>(x: usize, dout: usize, stride: usize, columns: usize, hot: usize): void {
  let k: usize = 0;
  for (; k + 8 <= columns; k += 8) {
    fourRows<T>(x, dout, stride, hot, 0, false);
    fourRows<T>(x, dout, stride, hot, 1, false);
    fourRows<T>(x, dout, stride, hot, 2, false);
    fourRows<T>(x, dout, stride, hot, 3, false);
    x += 8 * sizeof<T>();
    dout += 8 * sizeof<T>();
    hot += 4 * record.HOT;
  }
  for (; k + 2 <= columns; k += 2) {
    fourRows<T>(x, dout, stride, hot, 0, false);
    x += 2 * sizeof<T>();
    dout += 2 * sizeof<T>();
    hot += record.HOT;
  }
  if (k < columns) fourRows<T>(x, dout, stride, hot, 0, true);
}

function singleRow<T>(x: usize, dout: usize, columns: usize, hot: usize): void {
  let k: usize = 0;
  for (; k + 8 <= columns; k += 8) {
    oneRow<T>(x, dout, hot, 0, false);
    oneRow<T>(x, dout, hot, 1, false);
    oneRow<T>(x, dout, hot, 2, false);
    oneRow<T>(x, dout, hot, 3, false);
    x += 8 * sizeof<T>();
    dout += 8 * sizeof<T>();
    hot += 4 * record.HOT;
  }
  for (; k + 2 <= columns; k += 2) {
    oneRow<T>(x, dout, hot, 0, false);
    x += 2 * sizeof<T>();
    dout += 2 * sizeof<T>();
    hot += record.HOT;
  }
  if (k < columns) oneRow<T>(x, dout, hot, 0, true);
}

/** The first sweep. `grouped`: four rows at a time (data in cache, wide rows); else row by row (long narrow streams). */
export function accumulate<T>(
  x: usize,
  dout: usize,
  stride: usize,
  rows: usize,
  columns: usize,
  hot: usize,
  totals: usize,
  grouped: bool,
): void {
  const pairs = (columns + 1) >> 1;
  let i: usize = 0;
  while (i < rows) {
    const end = min(i + BLOCK, rows);
    if (grouped) {
      for (; i + 4 <= end; i += 4) {
        rowGroup<T>(x, dout, stride, columns, hot);
        x += 4 * stride;
        dout += 4 * stride;
      }
    }
    for (; i < end; i++) {
      singleRow<T>(x, dout, columns, hot);
      x += stride;
      dout += stride;
    }
    foldBlock(pairs, hot, totals);
  }
}
