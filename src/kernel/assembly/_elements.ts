// Sets whose elements stand side by side, each element with a gamma of its own: layer and RMS norm over trailing axes.
// The sums are those of _statistics.ts with u = gamma*dout in the place of dout; the two lanes hold two elements of a set.
import { load, madd, nmadd, productError } from "./_pair";
import { CONSTANTS, CURVATURE, GBAR, MEAN, OFFSET, R } from "./_set-constants";
import { addByMultiplier, ONE } from "./_statistics";

/** Sums over `count` pairs of elements of one set, its chains in registers. */
// @ts-ignore: decorator
@inline
function sums(x: usize, dout: usize, gamma: usize, records: usize, count: usize, lone: bool): void {
  let sum = v128.load(records, 16);
  let sumLost = v128.load(records, 32);
  let us = v128.load(records, 48);
  let usLost = v128.load(records, 64);
  let products = v128.load(records, 80);
  let productsLost = v128.load(records, 96);
  let productsRest = f64x2.splat(0);
  let squares = v128.load(records, 112);
  let squaresLost = v128.load(records, 128);
  const one = v128.load(ONE);
  for (let i: usize = 0; i < count; i++) {
    const d = load<f64>(dout, lone);
    const weight = load<f64>(gamma, lone);
    const y = load<f64>(x, lone);
    const sumNext = f64x2.add(sum, y);
    sumLost = addByMultiplier(f64x2.sub(y, f64x2.sub(sumNext, sum)), sumLost, one);
    sum = sumNext;
    if (ASC_FEATURE_RELAXED_SIMD) {
      // u = rest - taken, what it adds to its chain and what the chain rounds off: nothing of it is lost to speak of.
      const usNext = madd(weight, d, us);
      const taken = f64x2.sub(us, usNext);
      const rest = madd(weight, d, taken);
      usLost = addByMultiplier(rest, usLost, one);
      us = usNext;
      const productsNext = nmadd(taken, y, products);
      productsLost = addByMultiplier(nmadd(taken, y, f64x2.sub(products, productsNext)), productsLost, one);
      productsRest = madd(rest, y, productsRest); // apart: a sum that takes two in turn waits for both
      products = productsNext;
      const squaresNext = madd(y, y, squares);
      squaresLost = addByMultiplier(madd(y, y, f64x2.sub(squares, squaresNext)), squaresLost, one);
      squares = squaresNext;
    } else {
      const u = f64x2.mul(weight, d);
      const uLow = productError(weight, d, u);
      const usNext = f64x2.add(us, u);
      usLost = f64x2.add(usLost, f64x2.add(f64x2.sub(u, f64x2.sub(usNext, us)), uLow));
      us = usNext;
      const product = f64x2.mul(u, y);
      const productsNext = f64x2.add(products, product);
      const productLow = f64x2.add(productError(u, y, product), f64x2.mul(uLow, y));
      productsLost = f64x2.add(
        productsLost, f64x2.add(f64x2.sub(product, f64x2.sub(productsNext, products)), productLow),
      );
      products = productsNext;
      const square = f64x2.mul(y, y);
      const squaresNext = f64x2.add(squares, square);
      const squareLow = f64x2.add(f64x2.sub(square, f64x2.sub(squaresNext, squares)), productError(y, y, square));
      squaresLost = f64x2.add(squaresLost, squareLow);
      squares = squaresNext;
    }
    x += 16;
    dout += 16;
    gamma += 16;
  }
  v128.store(records, sum, 16);
  v128.store(records, sumLost, 32);
  v128.store(records, us, 48);
  v128.store(records, usLost, 64);
  v128.store(records, products, 80);
  v128.store(records, f64x2.add(productsLost, productsRest), 96);
  v128.store(records, squares, 112);
  v128.store(records, squaresLost, 128);
}

/** First sweep over a set of `count` elements, shifted already, into a record that holds the start of its chains. */
export function sumElements(x: usize, dout: usize, gamma: usize, records: usize, count: usize): void {
  sums(x, dout, gamma, records, count >> 1, false);
  const at: usize = 8 * (count - 1);
  if ((count & 1) != 0) sums(x + at, dout + at, gamma + at, records, 1, true);
}

// @ts-ignore: decorator
@inline
function put(to: usize, values: v128, lone: bool): void {
  if (lone) v128.store64_lane(to, values, 0);
  else v128.store(to, values);
}

/** Adds to the chain of two entries of gamma or beta what some sets add up to (_sets.ts). */
// @ts-ignore: decorator
@inline
function addTo(chain: usize, term: v128): void {
  const old = v128.load(chain);
  const next = f64x2.add(old, term);
  v128.store(chain, next);
  v128.store(chain, f64x2.add(v128.load(chain, 16), f64x2.sub(term, f64x2.sub(next, old))), 16);
}

/** out and dx of a pair of elements of one set, whose constants stand at `c`. Gives xhat. */
// @ts-ignore: decorator
@inline
function cells(x: usize, g: v128, out: usize, dx: usize, weight: v128, shift: v128, c: usize, lone: bool): v128 {
  const d = f64x2.sub(load<f64>(x, lone), v128.load64_splat(c, MEAN));
  const r = v128.load64_splat(c, R);
  const xhat = madd(d, r, v128.load64_splat(c, OFFSET));
  put(out, madd(weight, xhat, shift), lone);
  const direct = madd(weight, g, v128.load64_splat(c, GBAR));
  put(dx, f64x2.mul(madd(d, v128.load64_splat(c, CURVATURE), direct), r), lone);
  return xhat;
}

/** A pair of elements of four sets, or of one. */
// @ts-ignore: decorator
@inline
function pair(
  x: usize, dout: usize, out: usize, dx: usize, stride: usize, gamma: usize, beta: usize, c: usize, chains: usize,
  four: bool, lone: bool,
): void {
  const weight = load<f64>(gamma, lone);
  const shift = load<f64>(beta, lone);
  const g0 = load<f64>(dout, lone);
  let ofGamma = f64x2.mul(g0, cells(x, g0, out, dx, weight, shift, c, lone));
  let ofBeta = g0;
  if (four) {
    const g1 = load<f64>(dout + stride, lone);
    const c1 = c + CONSTANTS;
    ofGamma = madd(g1, cells(x + stride, g1, out + stride, dx + stride, weight, shift, c1, lone), ofGamma);
    const two: usize = 2 * stride;
    const g2 = load<f64>(dout + two, lone);
    const c2 = c + 2 * CONSTANTS;
    ofGamma = madd(g2, cells(x + two, g2, out + two, dx + two, weight, shift, c2, lone), ofGamma);
    const three: usize = 3 * stride;
    const g3 = load<f64>(dout + three, lone);
    const c3 = c + 3 * CONSTANTS;
    ofGamma = madd(g3, cells(x + three, g3, out + three, dx + three, weight, shift, c3, lone), ofGamma);
    ofBeta = f64x2.add(f64x2.add(g0, g1), f64x2.add(g2, g3));
  }
  addTo(chains, ofGamma);
  addTo(chains + 32, ofBeta);
}

// @ts-ignore: decorator
@inline
function sweep(
  x: usize, dout: usize, out: usize, dx: usize, count: usize, gamma: usize, beta: usize, c: usize, chains: usize,
  four: bool,
): void {
  const stride: usize = 8 * count;
  const end: usize = x + 8 * (count & ~1);
  while (x < end) {
    pair(x, dout, out, dx, stride, gamma, beta, c, chains, four, false);
    x += 16;
    dout += 16;
    out += 16;
    dx += 16;
    gamma += 16;
    beta += 16;
    chains += 64;
  }
  if ((count & 1) != 0) pair(x, dout, out, dx, stride, gamma, beta, c, chains, four, true);
}

/** Second sweep over four sets of `count` elements, or over one; their constants stand from `c` on. */
export function writeElements(
  x: usize, dout: usize, out: usize, dx: usize, four: bool, count: usize, gamma: usize, beta: usize, c: usize,
  chains: usize,
): void {
  if (four) sweep(x, dout, out, dx, count, gamma, beta, c, chains, true);
  else sweep(x, dout, out, dx, count, gamma, beta, c, chains, false);
}
