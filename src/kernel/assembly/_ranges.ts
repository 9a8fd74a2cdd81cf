// Ranges of the columns, taken once when a problem's arrays come in: smallest and largest x, largest |dout|.
import { isOrdinary, load } from "./_pair";
import { Columns } from "./_records";

/** One row after the other; NaN may be passed over here, the sums find it. */
// @ts-ignore: decorator
@inline
function widen<T>(x: usize, dout: usize, at: usize, arrays: Columns, lone: bool, first: bool): void {
  const value = load<T>(x, lone);
  const size = f64x2.abs(load<T>(dout, lone));
  if (first) {
    v128.store(arrays.low + at, value);
    v128.store(arrays.high + at, value);
    v128.store(arrays.reach + at, size);
  } else {
    v128.store(arrays.low + at, f64x2.pmin(v128.load(arrays.low + at), value));
    v128.store(arrays.high + at, f64x2.pmax(v128.load(arrays.high + at), value));
    v128.store(arrays.reach + at, f64x2.pmax(v128.load(arrays.reach + at), size));
  }
}

/** Makes `reach` NaN, and with it all sums, where the columns' numbers need the careful way. */
export function markUnusual(columns: usize, arrays: Columns): void {
  for (let at: usize = 0; at < 8 * columns; at += 16) {
    const low = v128.load(arrays.low + at);
    const high = v128.load(arrays.high + at);
    const reach = v128.load(arrays.reach + at);
    const largest = f64x2.pmax(f64x2.abs(low), f64x2.abs(high));
    let good = v128.and(isOrdinary(reach), isOrdinary(f64x2.sub(high, low)));
    good = v128.and(good, f64x2.le(largest, f64x2.splat(1e100)));
    v128.store(arrays.reach + at, v128.or(reach, v128.not(good)));
  }
}

export function findRanges<T>(x: usize, dout: usize, rows: usize, columns: usize, arrays: Columns): void {
  for (let i: usize = 0; i < rows; i++) {
    const first = i == 0;
    let at: usize = 0;
    let k: usize = 0;
    for (; k + 2 <= columns; k += 2) {
      widen<T>(x, dout, at, arrays, false, first);
      x += 2 * sizeof<T>();
      dout += 2 * sizeof<T>();
      at += 16;
    }
    if (k < columns) {
      widen<T>(x, dout, at, arrays, true, first);
      x += sizeof<T>();
      dout += sizeof<T>();
    }
  }
  markUnusual(columns, arrays);
}
