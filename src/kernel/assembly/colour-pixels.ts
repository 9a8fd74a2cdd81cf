// Pixels of a heatmap from the numbers of a tile: each takes the number at its centre through a colour map. Numbers and
// where they lie on the map are single precision, colours are four bytes each.
// webview/heatmap/painting/painter-memory.ts has the memory, test/webview/heatmap/colours.ts the readable twin, bit for bit.

/** Entries of a colour table, as in webview/heatmap/painting/colour.ts. */
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

/** Entries of four numbers that have no place on the map. */
function slotsOf(value: v128, step: v128, isAbsent: v128): v128 {
  let slot = v128.bitselect(i32x4.splat(BELOW), i32x4.splat(ABOVE), f32x4.lt(step, f32x4.splat(0)));
  slot = v128.bitselect(i32x4.splat(ABSENT), slot, isAbsent);
  slot = v128.bitselect(i32x4.splat(NEGATIVE_INFINITE), slot, f32x4.eq(value, f32x4.splat(-Infinity)));
  slot = v128.bitselect(i32x4.splat(POSITIVE_INFINITE), slot, f32x4.eq(value, f32x4.splat(Infinity)));
  return v128.bitselect(i32x4.splat(NOT_A_NUMBER), slot, f32x4.ne(value, value));
}

/** Entries of four numbers that stand at these steps of the map, where they have a place on it. */
// @ts-ignore: decorator
@inline
function entriesOf(value: v128, step: v128, absents: v128, least: v128, most: v128, toWhole: v128): v128 {
  const isAbsent = v128.and(f32x4.lt(value, f32x4.splat(0)), absents);
  const isWithin = v128.andnot(v128.and(f32x4.ge(step, least), f32x4.le(step, most)), isAbsent);
  let entry = v128.and(f32x4.add(step, toWhole), i32x4.splat(0x7ff));
  if (!i32x4.all_true(isWithin)) entry = v128.bitselect(entry, slotsOf(value, step, isAbsent), isWithin);
  return entry;
}

/** Paints a line of so many bytes: `shown` has for each pixel the address of the address of its colour. */
// @ts-ignore: decorator
@inline
function paintLine(line: usize, shown: usize, bytes: usize): void {
  const end = shown + bytes;
  const fours = shown + (bytes & ~15);
  let pixel = line;
  let at = shown;
  for (; at < fours; at += 16) {
    store<i32>(pixel, load<i32>(load<usize>(load<usize>(at))));
    store<i32>(pixel, load<i32>(load<usize>(load<usize>(at, 4))), 4);
    store<i32>(pixel, load<i32>(load<usize>(load<usize>(at, 8))), 8);
    store<i32>(pixel, load<i32>(load<usize>(load<usize>(at, 12))), 12);
    pixel += 16;
  }
  for (; at < end; at += 4) {
    store<i32>(pixel, load<i32>(load<usize>(load<usize>(at))));
    pixel += 4;
  }
}

/** The same number in four lanes, for good: V8 makes a constant vector anew at every use, with four instructions. */
// @ts-ignore: decorator
@inline
function kept(at: usize, value: f32): v128 {
  store<f32>(at, value);
  return v128.load32_splat(at);
}

/**
 * The scratch holds the address of the colour of each number in a row of a tile, and after so many words, with room for
 * what four at a time add, the address of the one that each pixel of a line shows.
 */
const NUMBERS: usize = 256 + 4;

/**
 * Paints pixels [x0, x1) x [y0, y1) of a picture that is `width` pixels wide. `columns` and `rows` hold the entry of the
 * level for each pixel's column and row, in rising order; the tile is of a level that is the shifts coarser, has `stride`
 * columns, and its level's entry (0, 0) would lie at `tile`. `scratch` has room for NUMBERS words and a line; four words
 * may be read after the tile.
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
  const shown = scratch + (NUMBERS << 2);
  const first = load<i32>(columns) >> columnShift;
  const last = load<i32>(columns + bytes - 4) >> columnShift;
  const numbers = <usize>(last - first + 1) << 2; // bytes of them in a row
  for (let at: usize = 0; at < bytes; at += 4)
    store<usize>(shown + at, scratch + (((load<i32>(columns + at) >> columnShift) - first) << 2));
  const firstColour = i32x4.splat(<i32>colours);
  const lowest = f32x4.splat(low);
  const below = f32x4.splat(rest);
  const steps = f32x4.splat(factor);
  const least = kept(scratch, -SLACK);
  const most = kept(scratch, <f32>(STEPS - 1) + SLACK);
  const toWhole = kept(scratch, TO_WHOLE);
  const absents = i32x4.splat(absent);
  let painted = -1; // row of the tile that the line above was painted from
  for (let y = y0; y < y1; y++) {
    const row = load<i32>(rows + (<usize>y << 2)) >> rowShift;
    const line = pixels + (<usize>(y * width + x0) << 2);
    if (row == painted) memory.copy(line, line - (<usize>width << 2), bytes);
    else {
      // Each number is placed on the map once, however many pixels show it.
      const from = tile + (<usize>(row * stride + first) << 2);
      for (let at: usize = 0; at < numbers; at += 16) {
        const value = v128.load(from + at);
        let entry: v128;
        if (factor == 0) entry = i32x4.shr_u(value, 16);
        else {
          const step = f32x4.mul(f32x4.sub(f32x4.sub(value, lowest), below), steps);
          entry = entriesOf(value, step, absents, least, most, toWhole);
        }
        v128.store(scratch + at, i32x4.add(i32x4.shl(entry, 2), firstColour));
      }
      paintLine(line, shown, bytes);
    }
    painted = row;
  }
}
