// Fused forward and backward of batch normalization: two sweeps over x and dout (N,D), all arithmetic in float64.
// Pointers are byte addresses in the imported memory; the kernel allocates nothing and checks nothing.
import { finishAll, finishStatistics, takeStatistics } from "./_finish";
import { madd } from "./_pair";
import { findRanges, markUnusual } from "./_ranges";
import { Columns } from "./_records";
import { accumulateRuns, findRangesOfRuns, mergeRuns, writeRuns } from "./_runs";
import { findRangesOfSets, normalizeSets, Sets } from "./_sets";
import { accumulate, prepare, storeOne } from "./_statistics";
import { write } from "./_write";

/**
 * One strip of columns. `cached`: the arrays fit into the caches. `at`: the byte offset of its first column in the (D) arrays. `doubtful` receives the indices
 * (i32) of the columns that need the careful way. Returns how many there are.
 */
// @ts-ignore: decorator
@inline
function strip<T>(
  x: usize, dout: usize, out: usize, dx: usize, stride: usize, strideOut: usize, rows: usize, columns: usize,
  records: usize, arrays: usize, at: usize, doubtful: usize, eps: f64, training: bool, cached: bool,
): i32 {
  const all = changetype<Columns>(arrays);
  const n = <f64>rows;
  const shifted = prepare(columns, at, n, records, all);
  accumulate<T>(x, dout, stride, rows, columns, records, cached, shifted);
  if (training) finishStatistics(records, at, columns, all, n, eps);
  else takeStatistics(records, at, columns, all, eps);
  const count = finishAll(records, at, columns, all, n, training, doubtful);
  write<T>(x, dout, out, dx, stride, strideOut, rows, columns, records, cached);
  return count;
}

export function gradients64(
  x: usize, dout: usize, out: usize, dx: usize, stride: usize, strideOut: usize, rows: usize, columns: usize,
  records: usize, arrays: usize, at: usize, doubtful: usize, eps: f64, training: bool, cached: bool,
): i32 {
  return strip<f64>(
    x, dout, out, dx, stride, strideOut, rows, columns, records, arrays, at, doubtful, eps, training, cached,
  );
}

export function gradients32(
  x: usize, dout: usize, out: usize, dx: usize, stride: usize, strideOut: usize, rows: usize, columns: usize,
  records: usize, arrays: usize, at: usize, doubtful: usize, eps: f64, training: bool, cached: bool,
): i32 {
  return strip<f32>(
    x, dout, out, dx, stride, strideOut, rows, columns, records, arrays, at, doubtful, eps, training, cached,
  );
}

/**
 * One strip of channels of a tensor of rank > 2; `first` is its first channel. Steps: bytes from one batch entry to the
 * next. `records`: one for each channel, `merged`: one for each pair of channels.
 */
// @ts-ignore: decorator
@inline
function runs<T>(
  x: usize, dout: usize, out: usize, dx: usize, step: usize, stepOut: usize, outer: usize, first: usize, count: usize,
  inner: usize, records: usize, merged: usize, arrays: usize, doubtful: usize, eps: f64, training: bool,
): i32 {
  const all = changetype<Columns>(arrays);
  const rows = <f64>(outer * inner);
  storeOne();
  accumulateRuns<T>(x, dout, step, outer, first, count, inner, records, all);
  mergeRuns(records, merged, first, count, rows, all);
  if (training) finishStatistics(merged, 8 * first, count, all, rows, eps);
  else takeStatistics(merged, 8 * first, count, all, eps);
  const careful = finishAll(merged, 8 * first, count, all, rows, training, doubtful);
  writeRuns<T>(x, dout, out, dx, step, stepOut, outer, count, inner, merged);
  return careful;
}

export function runs64(
  x: usize, dout: usize, out: usize, dx: usize, step: usize, stepOut: usize, outer: usize, first: usize, count: usize,
  inner: usize, records: usize, merged: usize, arrays: usize, doubtful: usize, eps: f64, training: bool,
): i32 {
  return runs<f64>(
    x, dout, out, dx, step, stepOut, outer, first, count, inner, records, merged, arrays, doubtful, eps, training,
  );
}

export function runs32(
  x: usize, dout: usize, out: usize, dx: usize, step: usize, stepOut: usize, outer: usize, first: usize, count: usize,
  inner: usize, records: usize, merged: usize, arrays: usize, doubtful: usize, eps: f64, training: bool,
): i32 {
  return runs<f32>(
    x, dout, out, dx, step, stepOut, outer, first, count, inner, records, merged, arrays, doubtful, eps, training,
  );
}

export function rangesOfRuns64(x: usize, dout: usize, outer: usize, channels: usize, inner: usize, arrays: usize): void {
  findRangesOfRuns<f64>(x, dout, outer, channels, inner, changetype<Columns>(arrays));
  markUnusual(channels, changetype<Columns>(arrays));
}

export function rangesOfRuns32(x: usize, dout: usize, outer: usize, channels: usize, inner: usize, arrays: usize): void {
  findRangesOfRuns<f32>(x, dout, outer, channels, inner, changetype<Columns>(arrays));
  markUnusual(channels, changetype<Columns>(arrays));
}

export function ranges64(x: usize, dout: usize, rows: usize, columns: usize, arrays: usize): void {
  findRanges<f64>(x, dout, rows, columns, changetype<Columns>(arrays));
}

export function ranges32(x: usize, dout: usize, rows: usize, columns: usize, arrays: usize): void {
  findRanges<f32>(x, dout, rows, columns, changetype<Columns>(arrays));
}

/** Sets whose elements stand side by side, as `sets` describes them (_sets.ts). Returns how many need the careful way. */
export function sets64(sets: usize, reach: f64, eps: f64, centred: bool): i32 {
  return normalizeSets(changetype<Sets>(sets), reach, eps, centred);
}

export function rangesOfSets64(sets: usize, centred: bool): void {
  findRangesOfSets(changetype<Sets>(sets), centred);
}

/**
 * Whether multiply-add is fused on this machine, asked with numbers from memory so that no compiler answers. `at` holds
 * a, b and c (two lanes each); the result a*b + c goes behind them.
 */
export function multiplyAdd(at: usize): void {
  v128.store(at + 48, madd(v128.load(at), v128.load(at + 16), v128.load(at + 32)));
}
