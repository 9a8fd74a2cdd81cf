// The forward on complex numbers, for the complex step: Im L. Two rows in each vector; the sums are compensated, so that
// the result is good to a few units of its largest terms whatever N. src/core/gradcheck/complex.ts is the readable twin.
import { madd, nmadd, sumError } from "./_pair";

// @ts-ignore: decorator
@inline
function lanes(pair: v128): f64 {
  return f64x2.extract_lane(pair, 0) + f64x2.extract_lane(pair, 1);
}

/** high + low of a compensated sum whose lanes are added. */
// @ts-ignore: decorator
@inline
function total(high: v128, low: v128): f64 {
  const a = f64x2.extract_lane(high, 0);
  const b = f64x2.extract_lane(high, 1);
  const sum = a + b;
  const part = sum - a;
  return sum + (a - (sum - part) + (b - part) + lanes(low));
}

/**
 * Rows are even in number here: an odd column is padded with x = 0, dout = 0, which is seen by the squares; `rows` is
 * the true number, and the padding's share is taken out.
 */
export function complexDerivative(
  x: usize, imaginary: usize, dout: usize, rows: usize, gamma: f64, eps: f64, variance: f64,
): f64 {
  const n = <f64>rows;
  const odd = <f64>(rows & 1);
  const end: usize = 8 * rows;
  let meanRe: f64 = 0;
  let meanIm: f64 = 0;
  let vRe = variance;
  let vIm: f64 = 0;
  if (variance < 0) {
    let high = f64x2.splat(0);
    let low = high;
    let im = high;
    for (let at: usize = 0; at < end; at += 16) {
      const value = v128.load(x + at);
      const next = f64x2.add(high, value);
      low = f64x2.add(low, sumError(high, value, next));
      high = next;
      im = f64x2.add(im, v128.load(imaginary + at));
    }
    meanRe = total(high, low) / n;
    meanIm = lanes(im) / n;
    const mRe = f64x2.splat(meanRe);
    const mIm = f64x2.splat(meanIm);
    let squares = f64x2.splat(0);
    let squaresLow = squares;
    let squaresIm = squares;
    let squaresImLow = squares;
    for (let at: usize = 0; at < end; at += 16) {
      const dRe = f64x2.sub(v128.load(x + at), mRe);
      const dIm = f64x2.sub(v128.load(imaginary + at), mIm);
      const a = nmadd(dIm, dIm, f64x2.mul(dRe, dRe)); // (dRe + i dIm)^2 = a + 2ib
      const nextA = f64x2.add(squares, a);
      squaresLow = f64x2.add(squaresLow, sumError(squares, a, nextA));
      squares = nextA;
      const b = f64x2.mul(dRe, dIm);
      const nextB = f64x2.add(squaresIm, b);
      squaresImLow = f64x2.add(squaresImLow, sumError(squaresIm, b, nextB));
      squaresIm = nextB;
    }
    vRe = (total(squares, squaresLow) - odd * (meanRe * meanRe)) / n;
    vIm = (2 * (total(squaresIm, squaresImLow) - odd * (meanRe * meanIm))) / n;
  }
  // 1 / sqrt(v + eps): |Im| is far below |Re|, so that the modulus is the real part.
  const a = vRe + eps;
  const root = Math.sqrt(a);
  const rootIm = vIm / (2 * root);
  const rRe = f64x2.splat(root / a);
  const rIm = f64x2.splat(-rootIm / a);
  const mRe = f64x2.splat(meanRe);
  const mIm = f64x2.splat(meanIm);
  let loss = f64x2.splat(0);
  let lossLow = loss;
  for (let at: usize = 0; at < end; at += 16) {
    const dRe = f64x2.sub(v128.load(x + at), mRe);
    const dIm = f64x2.sub(v128.load(imaginary + at), mIm);
    const xhatIm = madd(dRe, rIm, f64x2.mul(dIm, rRe));
    const term = f64x2.mul(v128.load(dout + at), xhatIm); // the padding's dout is 0
    const next = f64x2.add(loss, term);
    lossLow = f64x2.add(lossLow, sumError(loss, term, next));
    loss = next;
  }
  return gamma * total(loss, lossLow);
}
