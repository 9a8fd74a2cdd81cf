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

/** Two rows of one pair of columns: the constants are loaded once. */
// @ts-ignore: decorator
@inline
function writeTwo<T>(x: usize, dout: usize, out: usize, dx: usize, stride: usize, strideOut: usize, at: usize, constants: usize): void {
  const c = constants + at * record.RECORD;
  const from = at * 2 * sizeof<T>();
  const to = at * 16;
  const mean = v128.load(c, 0);
  const scale = v128.load(c, 16);
  const offset = v128.load(c, 32);
  const gbar = v128.load(c, 48);
  const curvature = v128.load(c, 64);
  const d0 = f64x2.sub(loadPair<T>(x + from), mean);
  const d1 = f64x2.sub(loadPair<T>(x + stride + from), mean);
  const g0 = f64x2.sub(loadPair<T>(dout + from), gbar);
  const g1 = f64x2.sub(loadPair<T>(dout + stride + from), gbar);
  v128.store(out + to, madd(d0, scale, offset));
  v128.store(dx + to, f64x2.mul(nmadd(d0, curvature, g0), scale));
  v128.store(out + strideOut + to, madd(d1, scale, offset));
  v128.store(dx + strideOut + to, f64x2.mul(nmadd(d1, curvature, g1), scale));
}

function writeRowPair<T>(
  x: usize,
  dout: usize,
  out: usize,
  dx: usize,
  stride: usize,
  strideOut: usize,
  columns: usize,
  constants: usize,
): void {
  let k: usize = 0;
  for (; k + 8 <= columns; k += 8) {
    writeTwo<T>(x, dout, out, dx, stride, strideOut, 0, constants);
    writeTwo<T>(x, dout, out, dx, stride, strideOut, 1, constants);
    writeTwo<T>(x, dout, out, dx, stride, strideOut, 2, constants);
    writeTwo<T>(x, dout, out, dx, stride, strideOut, 3, constants);
    x += 8 * sizeof<T>();
    dout += 8 * sizeof<T>();
    out += 64;
    dx += 64;
    constants += 4 * record.RECORD;
  }
  for (; k + 2 <= columns; k += 2) {
    writeTwo<T>(x, dout, out, dx, stride, strideOut, 0, constants);
    x += 2 * sizeof<T>();
    dout += 2 * sizeof<T>();
    out += 16;
    dx += 16;
    constants += record.RECORD;
  }
  if (k < columns) {
    writeOne<T>(x, dout, out, dx, 0, constants, true);
    writeOne<T>(x + stride, dout + stride, out + strideOut, dx + strideOut, 0, constants, true);
  }
}

export function write<T>(
  x: usize,
  dout: usize,
  out: usize,
  dx: usize,
  stride: usize,
  strideOut: usize,
  rows: usize,
  columns: usize,
  constants: usize,
  grouped: bool,
): void {
  let i: usize = 0;
  if (grouped) {
    for (; i + 2 <= rows; i += 2) {
      writeRowPair<T>(x, dout, out, dx, stride, strideOut, columns, constants);
      x += 2 * stride;
      dout += 2 * stride;
      out += 2 * strideOut;
      dx += 2 * strideOut;
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
