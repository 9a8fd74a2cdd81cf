// Pixels of a heatmap from the numbers of a tile: each takes the number at its centre through a colour map. Numbers and
// where they lie on the map are single precision, colours are four bytes each. webview/heatmap/memory.ts has the memory,
// test/webview/heatmap/colours.ts the readable twin, bit for bit.

/** Entries of a colour table, as in webview/heatmap/colour.ts. */
const STEPS = 1025;
const NOT_A_NUMBER = STEPS;
const POSITIVE_INFINITE = STEPS + 1;
const NEGATIVE_INFINITE = STEPS + 2;
const BELOW = STEPS + 3;
const ABOVE = STEPS + 4;
const ABSENT = STEPS + 5;
/** In steps: limits include values that rounding to single precision has moved just beyond them. */
const SLACK: f32 = 1e-3;
/** Added to a step, its nearest whole number stands in the lowest bits. */
const TO_WHOLE: f32 = 8388608;

// @ts-ignore: decorator
@inline
function gather(at: usize, offset: v128): v128 {
  let lanes = v128.load32_zero(at + i32x4.extract_lane(offset, 0));
  lanes = v128.load32_lane(at + i32x4.extract_lane(offset, 1), lanes, 1);
  lanes = v128.load32_lane(at + i32x4.extract_lane(offset, 2), lanes, 2);
  return v128.load32_lane(at + i32x4.extract_lane(offset, 3), lanes, 3);
}

/** Colours of four numbers. */
// @ts-ignore: decorator
@inline
function coloursOf(value: v128, colours: usize, low: f32, rest: f32, factor: f32, absent: i32): v128 {
  let entry: v128;
  if (factor == 0) entry = i32x4.shr_u(value, 16);
  else {
    const from = f32x4.sub(f32x4.sub(value, f32x4.splat(low)), f32x4.splat(rest));
    const step = f32x4.mul(from, f32x4.splat(factor));
    const isAbsent = v128.and(f32x4.lt(value, f32x4.splat(0)), i32x4.splat(absent));
    const isWithin = v128.andnot(
      v128.and(f32x4.ge(step, f32x4.splat(-SLACK)), f32x4.le(step, f32x4.splat(<f32>(STEPS - 1) + SLACK))),
      isAbsent,
    );
    entry = v128.and(f32x4.add(step, f32x4.splat(TO_WHOLE)), i32x4.splat(0x7ff));
    if (!i32x4.all_true(isWithin)) {
      const isBelow = f32x4.lt(step, f32x4.splat(0));
      let slot = v128.bitselect(i32x4.splat(BELOW), i32x4.splat(ABOVE), isBelow);
      slot = v128.bitselect(i32x4.splat(ABSENT), slot, isAbsent);
      slot = v128.bitselect(i32x4.splat(NEGATIVE_INFINITE), slot, f32x4.eq(value, f32x4.splat(-Infinity)));
      slot = v128.bitselect(i32x4.splat(POSITIVE_INFINITE), slot, f32x4.eq(value, f32x4.splat(Infinity)));
      slot = v128.bitselect(i32x4.splat(NOT_A_NUMBER), slot, f32x4.ne(value, value));
      entry = v128.bitselect(entry, slot, isWithin);
    }
  }
  return gather(colours, i32x4.shl(entry, 2));
}

/**
 * Paints pixels [x0, x1) x [y0, y1) of a picture that is `width` pixels wide. `columns` and `rows` hold the entry of the
 * level for each pixel's column and row, in rising order; the tile is of a level that is the shifts coarser, has `stride`
 * columns, and its level's entry (0, 0) would lie at `tile`. `scratch` has room for a line and eight words more; four may
 * be read after `columns`.
 *
 * (value - low - rest) * factor is the step of a number on the map: the lowest value comes in two parts, and close to it
 * the difference loses nothing. `colours` are those of the steps and slots. Where factor is 0 they are 65536, by the
 * upper half of a number. Negative numbers have no place on the map where `absent` is -1, else it is 0.
 */
export function paint(
  pixels: usize,
  width: i32,
  x0: i32,
  x1: i32,
  y0: i32,
  y1: i32,
  columns: usize,
  rows: usize,
  columnShift: i32,
  rowShift: i32,
  tile: usize,
  stride: i32,
  scratch: usize,
  colours: usize,
  low: f32,
  rest: f32,
  factor: f32,
  absent: i32,
): void {
  const bytes = <usize>(x1 - x0) << 2;
  columns += <usize>x0 << 2;
  // Of four pixels at a time the last may be of another tile: they read a number of this one and are not shown.
  const first = v128.load32_splat(columns);
  const last = v128.load32_splat(columns + bytes - 4);
  for (let at: usize = 0; at < bytes; at += 16) {
    const entries = i32x4.max_s(i32x4.min_s(v128.load(columns + at), last), first);
    v128.store(scratch + at, i32x4.shl(i32x4.shr_s(entries, columnShift), 2));
  }
  let painted = -1; // row of the tile that the line above was painted from
  for (let y = y0; y < y1; y++) {
    const row = load<i32>(rows + (<usize>y << 2)) >> rowShift;
    const line = pixels + (<usize>(y * width + x0) << 2);
    if (row == painted) memory.copy(line, line - (<usize>width << 2), bytes);
    else {
      const from = tile + (<usize>(row * stride) << 2);
      for (let at: usize = 0; at < bytes; at += 16) {
        const numbers = gather(from, v128.load(scratch + at));
        const four = coloursOf(numbers, colours, low, rest, factor, absent);
        if (at + 16 <= bytes) v128.store(line + at, four);
        else {
          const beside = scratch + <usize>((width + 4) << 2);
          v128.store(beside, four);
          memory.copy(line + at, beside, bytes - at);
        }
      }
    }
    painted = row;
  }
}
