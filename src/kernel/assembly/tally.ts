// Counts and limits of many numbers in one pass. src/compute/engine/check-tally.ts is the readable twin.

/** Doubles of a result: smallest and largest finite number, then how many are NaN, +Inf, -Inf, 0 and absent. */
const MAX: usize = 8;
const NANS: usize = 16;
const POSITIVE: usize = 24;
const NEGATIVE: usize = 32;
const ZEROS: usize = 40;
const ABSENT: usize = 48;

// @ts-ignore: decorator
@inline
function add(result: usize, count: f64): void {
  store<f64>(result, load<f64>(result) + count);
}

/** Numbers that are not finite are rare. */
function addOdd(value: f64, result: usize): void {
  if (value - value == 0) return;
  add(result + (value == Infinity ? POSITIVE : value == -Infinity ? NEGATIVE : NANS), 1);
}

function addOne(value: f64, absent: f64, result: usize): void {
  if (value == absent) add(result + ABSENT, 1);
  else if (value - value == 0) {
    if (value < load<f64>(result)) store<f64>(result, value);
    if (value > load<f64>(result, MAX)) store<f64>(result + MAX, value);
    if (value == 0) add(result + ZEROS, 1);
  } else addOdd(value, result);
}

/** Adds `count` doubles to a result. */
export function tally64(source: usize, count: usize, absent: f64, result: usize): void {
  const zero = f64x2.splat(0);
  const missing = f64x2.splat(absent);
  const above = f64x2.splat(Infinity);
  const below = f64x2.splat(-Infinity);
  let min = f64x2.splat(load<f64>(result));
  let max = f64x2.splat(load<f64>(result, MAX));
  let zeros = i64x2.splat(0);
  let absents = i64x2.splat(0);
  const pairs = source + ((count & ~1) << 3);
  let at = source;
  for (; at < pairs; at += 16) {
    const value = v128.load(at);
    const isFinite = f64x2.eq(f64x2.sub(value, value), zero);
    const isAbsent = f64x2.eq(value, missing);
    const counts = v128.andnot(isFinite, isAbsent);
    min = f64x2.pmin(min, v128.bitselect(value, above, counts));
    max = f64x2.pmax(max, v128.bitselect(value, below, counts));
    // A comparison that holds is -1.
    zeros = i64x2.sub(zeros, f64x2.eq(value, zero));
    absents = i64x2.sub(absents, isAbsent);
    if (!i64x2.all_true(isFinite)) {
      addOdd(f64x2.extract_lane(value, 0), result);
      addOdd(f64x2.extract_lane(value, 1), result);
    }
  }
  const least = f64x2.pmin(min, i64x2.shuffle(min, min, 1, 0));
  const most = f64x2.pmax(max, i64x2.shuffle(max, max, 1, 0));
  store<f64>(result, f64x2.extract_lane(least, 0));
  store<f64>(result + MAX, f64x2.extract_lane(most, 0));
  add(result + ZEROS, <f64>(i64x2.extract_lane(zeros, 0) + i64x2.extract_lane(zeros, 1)));
  add(result + ABSENT, <f64>(i64x2.extract_lane(absents, 0) + i64x2.extract_lane(absents, 1)));
  if (count & 1) addOne(load<f64>(at), absent, result);
}

/** Adds `count` numbers of single precision, fewer than 2^32, to a result. */
export function tally32(source: usize, count: usize, absent: f64, result: usize): void {
  const zero = f32x4.splat(0);
  const missing = f32x4.splat(<f32>absent);
  const above = f32x4.splat(Infinity);
  const below = f32x4.splat(-Infinity);
  let min = above;
  let max = below;
  let zeros = i32x4.splat(0);
  let absents = i32x4.splat(0);
  const fours = source + ((count & ~3) << 2);
  let at = source;
  for (; at < fours; at += 16) {
    const value = v128.load(at);
    const isFinite = f32x4.eq(f32x4.sub(value, value), zero);
    const isAbsent = f32x4.eq(value, missing);
    const counts = v128.andnot(isFinite, isAbsent);
    min = f32x4.pmin(min, v128.bitselect(value, above, counts));
    max = f32x4.pmax(max, v128.bitselect(value, below, counts));
    zeros = i32x4.sub(zeros, f32x4.eq(value, zero));
    absents = i32x4.sub(absents, isAbsent);
    if (!i32x4.all_true(isFinite)) {
      addOdd(<f64>f32x4.extract_lane(value, 0), result);
      addOdd(<f64>f32x4.extract_lane(value, 1), result);
      addOdd(<f64>f32x4.extract_lane(value, 2), result);
      addOdd(<f64>f32x4.extract_lane(value, 3), result);
    }
  }
  min = f32x4.pmin(min, i32x4.shuffle(min, min, 2, 3, 0, 1));
  max = f32x4.pmax(max, i32x4.shuffle(max, max, 2, 3, 0, 1));
  const least = f32x4.extract_lane(f32x4.pmin(min, i32x4.shuffle(min, min, 1, 0, 3, 2)), 0);
  const most = f32x4.extract_lane(f32x4.pmax(max, i32x4.shuffle(max, max, 1, 0, 3, 2)), 0);
  if (<f64>least < load<f64>(result)) store<f64>(result, <f64>least);
  if (<f64>most > load<f64>(result, MAX)) store<f64>(result + MAX, <f64>most);
  let none = i32x4.extract_lane(zeros, 0) + i32x4.extract_lane(zeros, 1);
  none += i32x4.extract_lane(zeros, 2) + i32x4.extract_lane(zeros, 3);
  add(result + ZEROS, <f64>none);
  let open = i32x4.extract_lane(absents, 0) + i32x4.extract_lane(absents, 1);
  open += i32x4.extract_lane(absents, 2) + i32x4.extract_lane(absents, 3);
  add(result + ABSENT, <f64>open);
  for (const end = source + (count << 2); at < end; at += 4) addOne(<f64>load<f32>(at), absent, result);
}
