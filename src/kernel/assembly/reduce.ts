// One level of detail of a row-major matrix: of each block of one or two rows and columns the value of largest
// magnitude, as float32. NaN wins; of equal magnitudes the first in row order stays. The readable twin, bit for bit, is
// src/compute/engine/loops/level-reduction.ts.

/** The stronger of two, lane by lane; `a` comes first in row order. */
// @ts-ignore: decorator
@inline
function stronger64(a: v128, b: v128): v128 {
  const keep = v128.or(f64x2.ge(f64x2.abs(a), f64x2.abs(b)), f64x2.ne(a, a));
  return v128.bitselect(a, b, keep);
}

// @ts-ignore: decorator
@inline
function stronger32(a: v128, b: v128): v128 {
  const keep = v128.or(f32x4.ge(f32x4.abs(a), f32x4.abs(b)), f32x4.ne(a, a));
  return v128.bitselect(a, b, keep);
}

// @ts-ignore: decorator
@inline
function better64(a: f64, b: f64): f64 {
  return abs(a) >= abs(b) || a != a ? a : b;
}

// @ts-ignore: decorator
@inline
function better32(a: f32, b: f32): f32 {
  return abs(a) >= abs(b) || a != a ? a : b;
}

/** Rows a and b (the same row where rows are not halved), two columns into one. */
// @ts-ignore: decorator
@inline
function wide64(a: usize, b: usize): v128 {
  const a0 = v128.load(a);
  const a1 = v128.load(a, 16);
  const first = stronger64(i64x2.shuffle(a0, a1, 0, 2), i64x2.shuffle(a0, a1, 1, 3));
  if (a == b) return first;
  const b0 = v128.load(b);
  const b1 = v128.load(b, 16);
  return stronger64(first, stronger64(i64x2.shuffle(b0, b1, 0, 2), i64x2.shuffle(b0, b1, 1, 3)));
}

export function reduce64(
  source: usize, rows: usize, columns: usize, halveRows: bool, halveColumns: bool, target: usize,
): void {
  const stride: usize = 8 * columns;
  const height: usize = halveRows ? 2 : 1;
  for (let i: usize = 0; i < rows; i += height) {
    let a = source + i * stride;
    let b = i + 1 < rows && halveRows ? a + stride : a;
    let k: usize = 0;
    if (halveColumns) {
      for (; k + 4 <= columns; k += 4) {
        v128.store64_lane(target, f32x4.demote_f64x2_zero(wide64(a, b)), 0);
        a += 32;
        b += 32;
        target += 8;
      }
      for (; k < columns; k += 2) {
        let best = f64.load(a);
        if (k + 1 < columns) best = better64(best, f64.load(a, 8));
        best = better64(best, f64.load(b));
        if (k + 1 < columns) best = better64(best, f64.load(b, 8));
        f32.store(target, <f32>best);
        a += 16;
        b += 16;
        target += 4;
      }
    } else {
      for (; k + 2 <= columns; k += 2) {
        const best = stronger64(v128.load(a), v128.load(b));
        v128.store64_lane(target, f32x4.demote_f64x2_zero(best), 0);
        a += 16;
        b += 16;
        target += 8;
      }
      if (k < columns) {
        f32.store(target, <f32>better64(f64.load(a), f64.load(b)));
        target += 4;
      }
    }
  }
}

// @ts-ignore: decorator
@inline
function wide32(a: usize, b: usize): v128 {
  const a0 = v128.load(a);
  const a1 = v128.load(a, 16);
  const first = stronger32(i32x4.shuffle(a0, a1, 0, 2, 4, 6), i32x4.shuffle(a0, a1, 1, 3, 5, 7));
  if (a == b) return first;
  const b0 = v128.load(b);
  const b1 = v128.load(b, 16);
  return stronger32(first, stronger32(i32x4.shuffle(b0, b1, 0, 2, 4, 6), i32x4.shuffle(b0, b1, 1, 3, 5, 7)));
}

export function reduce32(
  source: usize, rows: usize, columns: usize, halveRows: bool, halveColumns: bool, target: usize,
): void {
  const stride: usize = 4 * columns;
  const height: usize = halveRows ? 2 : 1;
  for (let i: usize = 0; i < rows; i += height) {
    let a = source + i * stride;
    let b = i + 1 < rows && halveRows ? a + stride : a;
    let k: usize = 0;
    if (halveColumns) {
      for (; k + 8 <= columns; k += 8) {
        v128.store(target, wide32(a, b));
        a += 32;
        b += 32;
        target += 16;
      }
      for (; k < columns; k += 2) {
        let best = f32.load(a);
        if (k + 1 < columns) best = better32(best, f32.load(a, 4));
        best = better32(best, f32.load(b));
        if (k + 1 < columns) best = better32(best, f32.load(b, 4));
        f32.store(target, best);
        a += 8;
        b += 8;
        target += 4;
      }
    } else {
      for (; k + 4 <= columns; k += 4) {
        v128.store(target, stronger32(v128.load(a), v128.load(b)));
        a += 16;
        b += 16;
        target += 16;
      }
      for (; k < columns; k++) {
        f32.store(target, better32(f32.load(a), f32.load(b)));
        a += 4;
        b += 4;
        target += 4;
      }
    }
  }
}
