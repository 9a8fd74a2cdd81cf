// Fused forward and backward of batch normalization: two sweeps over x and dout (N,D), all arithmetic in float64.
// Pointers are byte addresses in the imported memory; the kernel allocates nothing and checks nothing.
import { finishPair, Columns } from "./_finish";
import { madd } from "./_pair";
import * as record from "./_records";
import { accumulate, prepare } from "./_statistics";
import { write } from "./_write";

/**
 * One strip of columns. `columnsAt` points at six addresses (see Columns). `doubtful` receives (i32) twice the index of
 * each column that needs the careful way, plus 1 when it does not if the column is constant. Returns how many there are.
 */
// @ts-ignore: decorator
@inline
function strip<T>(
  x: usize, dout: usize, out: usize, dx: usize, stride: usize, strideOut: usize, rows: usize, columns: usize,
  hot: usize, totals: usize, columnsAt: usize, doubtful: usize, eps: f64, grouped: i32,
): i32 {
  prepare<T>(x, stride, rows, columns, hot, totals);
  accumulate<T>(x, dout, stride, rows, columns, hot, totals, (grouped & 1) != 0);
  let count: i32 = 0;
  const arrays = changetype<Columns>(columnsAt);
  for (let k: usize = 0; k < columns; k += 2) {
    const pair = k >> 1;
    const verdict = finishPair(hot + pair * record.HOT, totals + pair * record.TOTALS, k * 8, arrays, <f64>rows, eps);
    if (verdict != 0) {
      if ((verdict & 5) != 0) store<i32>(doubtful + 4 * <usize>(count++), ((<i32>k) << 1) | ((verdict & 1) ^ 1));
      if ((verdict & 10) != 0 && k + 1 < columns) {
        store<i32>(doubtful + 4 * <usize>(count++), ((<i32>k + 1) << 1) | (((verdict >> 1) & 1) ^ 1));
      }
    }
  }
  write<T>(x, dout, out, dx, stride, strideOut, rows, columns, hot, (grouped & 2) != 0);
  return count;
}

export function gradients64(
  x: usize, dout: usize, out: usize, dx: usize, stride: usize, strideOut: usize, rows: usize, columns: usize,
  hot: usize, totals: usize, columnsAt: usize, doubtful: usize, eps: f64, grouped: i32,
): i32 {
  return strip<f64>(x, dout, out, dx, stride, strideOut, rows, columns, hot, totals, columnsAt, doubtful, eps, grouped);
}

export function gradients32(
  x: usize, dout: usize, out: usize, dx: usize, stride: usize, strideOut: usize, rows: usize, columns: usize,
  hot: usize, totals: usize, columnsAt: usize, doubtful: usize, eps: f64, grouped: i32,
): i32 {
  return strip<f32>(x, dout, out, dx, stride, strideOut, rows, columns, hot, totals, columnsAt, doubtful, eps, grouped);
}

/**
 * Whether multiply-add is fused on this machine, asked with numbers from memory so that no compiler answers. `at` holds
 * a, b and c (two lanes each); the result a*b + c goes behind them.
 */
export function multiplyAdd(at: usize): void {
  v128.store(at + 48, madd(v128.load(at), v128.load(at + 16), v128.load(at + 32)));
}
