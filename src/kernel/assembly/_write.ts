// Second sweep: out = d*(gamma*r) + beta and dx = (dout - gbar - d*(c*r))*(gamma*r), where d = x - mean.
// mean = m + delta: x - m is formed first (exact near the mean), delta's share stands in the constants (_finish.ts).
import { loadLone, loadPair, madd, nmadd } from "./_pair";
import * as record from "./_records";

// @ts-ignore: decorator
@inline
function writeOne<T>(x: usize, dout: usize, out: usize, dx: usize, at: usize, constants: usize, lone: bool): void {
  const c = constants + at * record.RECORD;
  const from = at * 2 * sizeof<T>();
  const to = at * 16;
  const xs = lone ? loadLone<T>(x + from) : loadPair<T>(x + from);
  const gs = lone ? loadLone<T>(dout + from) : loadPair<T>(dout + from);
  const d = f64x2.sub(xs, v128.load(c, 0));
  const scale = v128.load(c, 16);
  const y = madd(d, scale, v128.load(c, 32));
  const inner = nmadd(d, v128.load(c, 64), f64x2.sub(gs, v128.load(c, 48)));
  const gradient = f64x2.mul(inner, scale);
  if (lone) {
    v128.store64_lane(out + to, y, 0);
    v128.store64_lane(dx + to, gradient, 0);
  } else {
    v128.store(out + to, y);
    v128.store(dx + to, gradient);
  }
}

function writeRow<T>(x: usize, dout: usize, out: usize, dx: usize, columns: usize, constants: usize): void {
  let k: usize = 0;
  for (; k + 8 <= columns; k += 8) {
    writeOne<T>(x, dout, out, dx, 0, constants, false);
    writeOne<T>(x, dout, out, dx, 1, constants, false);
    writeOne<T>(x, dout, out, dx, 2, constants, false);
    writeOne<T>(x, dout, out, dx, 3, constants, false);
    x += 8 * sizeof<T>();
    dout += 8 * sizeof<T>();
    out += 64;
    dx += 64;
    constants += 4 * record.RECORD;
  }
  for (; k + 2 <= columns; k += 2) {
    writeOne<T>(x, dout, out, dx, 0, constants, false);
    x += 2 * sizeof<T>();
    dout += 2 * sizeof<T>();
    out += 16;
    dx += 16;
    constants += record.RECORD;
  }
  if (k < columns) writeOne<T>(x, dout, out, dx, 0, constants, true);
}

/** Two rows of one pair of columns whose constants are at hand. */
// @ts-ignore: decorator
@inline
function writeTwo<T>(
  x: usize, dout: usize, out: usize, dx: usize, stride: usize, strideOut: usize,
  mean: v128, scale: v128, offset: v128, gbar: v128, curvature: v128,
): void {
  const d0 = f64x2.sub(loadPair<T>(x), mean);
  const d1 = f64x2.sub(loadPair<T>(x + stride), mean);
  const g0 = f64x2.sub(loadPair<T>(dout), gbar);
  const g1 = f64x2.sub(loadPair<T>(dout + stride), gbar);
  v128.store(out, madd(d0, scale, offset));
  v128.store(dx, f64x2.mul(nmadd(d0, curvature, g0), scale));
  v128.store(out + strideOut, madd(d1, scale, offset));
  v128.store(dx + strideOut, f64x2.mul(nmadd(d1, curvature, g1), scale));
}

/** Four rows of one pair of columns: the constants are loaded once. `at` is the pair's place in the unrolled group. */
// @ts-ignore: decorator
@inline
function writeFour<T>(
  x: usize, dout: usize, out: usize, dx: usize, stride: usize, strideOut: usize, at: usize, constants: usize,
): void {
  const c = constants + at * record.RECORD;
  const mean = v128.load(c, 0);
  const scale = v128.load(c, 16);
  const offset = v128.load(c, 32);
  const gbar = v128.load(c, 48);
  const curvature = v128.load(c, 64);
  const xs = x + at * 2 * sizeof<T>();
  const gs = dout + at * 2 * sizeof<T>();
  const ys = out + at * 16;
  const ds = dx + at * 16;
  writeTwo<T>(xs, gs, ys, ds, stride, strideOut, mean, scale, offset, gbar, curvature);
  writeTwo<T>(
    xs + 2 * stride, gs + 2 * stride, ys + 2 * strideOut, ds + 2 * strideOut, stride, strideOut,
    mean, scale, offset, gbar, curvature,
  );
}

function writeRowGroup<T>(
  x: usize, dout: usize, out: usize, dx: usize, stride: usize, strideOut: usize, columns: usize, constants: usize,
): void {
  let k: usize = 0;
  for (; k + 4 <= columns; k += 4) {
    writeFour<T>(x, dout, out, dx, stride, strideOut, 0, constants);
    writeFour<T>(x, dout, out, dx, stride, strideOut, 1, constants);
    x += 4 * sizeof<T>();
    dout += 4 * sizeof<T>();
    out += 32;
    dx += 32;
    constants += 2 * record.RECORD;
  }
  for (; k + 2 <= columns; k += 2) {
    writeFour<T>(x, dout, out, dx, stride, strideOut, 0, constants);
    x += 2 * sizeof<T>();
    dout += 2 * sizeof<T>();
    out += 16;
    dx += 16;
    constants += record.RECORD;
  }
  if (k < columns) {
    for (let i: usize = 0; i < 4; i++) {
      writeOne<T>(x + i * stride, dout + i * stride, out + i * strideOut, dx + i * strideOut, 0, constants, true);
    }
  }
}

/** The second sweep; four rows at a time when the arrays are in cache: beyond it few streams are better. */
export function write<T>(
  x: usize, dout: usize, out: usize, dx: usize, stride: usize, strideOut: usize, rows: usize, columns: usize,
  constants: usize, cached: bool,
): void {
  let i: usize = 0;
  if (cached) {
    for (; i + 4 <= rows; i += 4) {
      writeRowGroup<T>(x, dout, out, dx, stride, strideOut, columns, constants);
      x += 4 * stride;
      dout += 4 * stride;
      out += 4 * strideOut;
      dx += 4 * strideOut;
    }
  }
  for (; i < rows; i++) {
    writeRow<T>(x, dout, out, dx, columns, constants);
    x += stride;
    dout += stride;
    out += strideOut;
    dx += strideOut;
  }
}
