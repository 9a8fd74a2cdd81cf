// Fused forward and backward of batch normalization: two sweeps over x and dout (N,D), all arithmetic in float64.
// Pointers are byte addresses in the imported memory; the kernel allocates nothing and checks nothing.
import { finishGradients, finishStatistics, takeStatistics } from "./_finish";
import { madd } from "./_pair";
import { findRanges } from "./_ranges";
import * as record from "./_records";
import { Columns } from "./_records";
import { accumulate, prepare } from "./_statistics";
import { write } from "./_write";

/**
 * One strip of columns. `at`: the byte offset of its first column in the (D) arrays. `doubtful` receives the indices
 * (i32) of the columns that need the careful way. Returns how many there are.
 */
// @ts-ignore: decorator
@inline
function strip<T>(
  x: usize, dout: usize, out: usize, dx: usize, stride: usize, strideOut: usize, rows: usize, columns: usize,
  records: usize, arrays: usize, at: usize, doubtful: usize, eps: f64, training: bool, group: usize, rowPairs: bool,
): i32 {
  const all = changetype<Columns>(arrays);
  const n = <f64>rows;
  prepare(columns, at, n, records, all);
  accumulate<T>(x, dout, stride, rows, columns, records, group);
  if (training) finishStatistics(records, at, columns, all, n, eps);
  else takeStatistics(records, at, columns, all, eps);
  let count: i32 = 0;
  for (let k: usize = 0; k < columns; k += 2) {
    const bad = finishGradients(records + (k >> 1) * record.RECORD, at + k * 8, all, n, training);
    if (bad != 0) {
      if ((bad & 1) != 0) store<i32>(doubtful + 4 * <usize>(count++), <i32>k);
      if ((bad & 2) != 0 && k + 1 < columns) store<i32>(doubtful + 4 * <usize>(count++), <i32>k + 1);
    }
  }
  write<T>(x, dout, out, dx, stride, strideOut, rows, columns, records, rowPairs);
  return count;
}

export function gradients64(
  x: usize, dout: usize, out: usize, dx: usize, stride: usize, strideOut: usize, rows: usize, columns: usize,
  records: usize, arrays: usize, at: usize, doubtful: usize, eps: f64, training: bool, group: usize, rowPairs: bool,
): i32 {
  return strip<f64>(
    x, dout, out, dx, stride, strideOut, rows, columns, records, arrays, at, doubtful, eps, training, group, rowPairs,
  );
}

export function gradients32(
  x: usize, dout: usize, out: usize, dx: usize, stride: usize, strideOut: usize, rows: usize, columns: usize,
  records: usize, arrays: usize, at: usize, doubtful: usize, eps: f64, training: bool, group: usize, rowPairs: bool,
): i32 {
  return strip<f32>(
    x, dout, out, dx, stride, strideOut, rows, columns, records, arrays, at, doubtful, eps, training, group, rowPairs,
  );
}

export function ranges64(x: usize, dout: usize, rows: usize, columns: usize, arrays: usize): void {
  findRanges<f64>(x, dout, rows, columns, changetype<Columns>(arrays));
}

export function ranges32(x: usize, dout: usize, rows: usize, columns: usize, arrays: usize): void {
  findRanges<f32>(x, dout, rows, columns, changetype<Columns>(arrays));
}

/**
 * Whether multiply-add is fused on this machine, asked with numbers from memory so that no compiler answers. `at` holds
 * a, b and c (two lanes each); the result a*b + c goes behind them.
 */
export function multiplyAdd(at: usize): void {
  v128.store(at + 48, madd(v128.load(at), v128.load(at + 16), v128.load(at + 32)));
}
