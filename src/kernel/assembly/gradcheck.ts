// Numeric derivatives of L = sum(dout*out) by every x of one column. The forward is a black box here as well: for each
// row it runs over the whole perturbed column, mean, variance and all outputs, and nothing is taken over from the
// unperturbed one. src/core/gradcheck/numeric.ts is the readable twin; docs/gradcheck.md derives steps and uncertainties.
//
// Pointers are byte addresses; x and dout hold N doubles, centred and scaled by the caller (exact symmetries of the
// forward), padded with 0 to an even N.
import { madd, nmadd } from "./_pair";
import { complexDerivative } from "./_complex";

/** Rows whose terms are added plainly before they join the total, so that N does not cost accuracy. */
const BLOCK: usize = 256;

/** sum x and sum x^2 of a column, in the two lanes. */
function sums(x: usize, rows: usize): v128 {
  let total = f64x2.splat(0);
  let i: usize = 0;
  while (i < rows) {
    const end = min(i + BLOCK, rows);
    let s0 = f64x2.splat(0);
    let s1 = s0;
    let s2 = s0;
    let s3 = s0;
    let q0 = s0;
    let q1 = s0;
    let q2 = s0;
    let q3 = s0;
    for (; i + 8 <= end; i += 8) {
      const at = x + 8 * i;
      const a = v128.load(at, 0);
      const b = v128.load(at, 16);
      const c = v128.load(at, 32);
      const d = v128.load(at, 48);
      s0 = f64x2.add(s0, a);
      s1 = f64x2.add(s1, b);
      s2 = f64x2.add(s2, c);
      s3 = f64x2.add(s3, d);
      q0 = madd(a, a, q0);
      q1 = madd(b, b, q1);
      q2 = madd(c, c, q2);
      q3 = madd(d, d, q3);
    }
    for (; i + 2 <= end; i += 2) {
      const a = v128.load(x + 8 * i);
      s0 = f64x2.add(s0, a);
      q0 = madd(a, a, q0);
    }
    if (i < end) {
      const a = v128.load64_zero(x + 8 * i);
      s1 = f64x2.add(s1, a);
      q1 = madd(a, a, q1);
      i++;
    }
    const s = f64x2.add(f64x2.add(s0, s1), f64x2.add(s2, s3));
    const q = f64x2.add(f64x2.add(q0, q1), f64x2.add(q2, q3));
    total = f64x2.add(total, f64x2.add(i64x2.shuffle(s, q, 0, 2), i64x2.shuffle(s, q, 1, 3)));
  }
  return total;
}

/** sum dout*(plus - minus) over the rows; the lanes are the narrow and the wide pair of points. */
function differences(
  x: usize, dout: usize, rows: usize,
  meanPlus: v128, meanMinus: v128, scalePlus: v128, scaleMinus: v128, beta: v128,
): v128 {
  let total = f64x2.splat(0);
  let i: usize = 0;
  while (i < rows) {
    const end = min(i + BLOCK, rows);
    let d0 = f64x2.splat(0);
    let d1 = d0;
    let d2 = d0;
    let d3 = d0;
    for (; i + 4 <= end; i += 4) {
      const at = x + 8 * i;
      const to = dout + 8 * i;
      const x0 = v128.load64_splat(at, 0);
      const plus0 = madd(f64x2.sub(x0, meanPlus), scalePlus, beta);
      const minus0 = madd(f64x2.sub(x0, meanMinus), scaleMinus, beta);
      d0 = madd(v128.load64_splat(to, 0), f64x2.sub(plus0, minus0), d0);
      const x1 = v128.load64_splat(at, 8);
      const plus1 = madd(f64x2.sub(x1, meanPlus), scalePlus, beta);
      const minus1 = madd(f64x2.sub(x1, meanMinus), scaleMinus, beta);
      d1 = madd(v128.load64_splat(to, 8), f64x2.sub(plus1, minus1), d1);
      const x2 = v128.load64_splat(at, 16);
      const plus2 = madd(f64x2.sub(x2, meanPlus), scalePlus, beta);
      const minus2 = madd(f64x2.sub(x2, meanMinus), scaleMinus, beta);
      d2 = madd(v128.load64_splat(to, 16), f64x2.sub(plus2, minus2), d2);
      const x3 = v128.load64_splat(at, 24);
      const plus3 = madd(f64x2.sub(x3, meanPlus), scalePlus, beta);
      const minus3 = madd(f64x2.sub(x3, meanMinus), scaleMinus, beta);
      d3 = madd(v128.load64_splat(to, 24), f64x2.sub(plus3, minus3), d3);
    }
    for (; i < end; i++) {
      const x0 = v128.load64_splat(x + 8 * i);
      const plus0 = madd(f64x2.sub(x0, meanPlus), scalePlus, beta);
      const minus0 = madd(f64x2.sub(x0, meanMinus), scaleMinus, beta);
      d0 = madd(v128.load64_splat(dout + 8 * i), f64x2.sub(plus0, minus0), d0);
    }
    total = f64x2.add(total, f64x2.add(f64x2.add(d0, d1), f64x2.add(d2, d3)));
  }
  return total;
}

/** Statistics of the four forwards of a row: means and scales gamma / sqrt(v + eps) on either side. */
const MEAN_PLUS: usize = 0;
const MEAN_MINUS: usize = 16;
const SCALE_PLUS: usize = 32;
const SCALE_MINUS: usize = 48;
const FORWARDS: usize = 64; // bytes
const AT_ONCE: usize = 8;
const statistics: usize = memory.data(<i32>(AT_ONCE * FORWARDS), 16);

/**
 * Central differences at the rows [from, to): for each row (L(x+h) - L(x-h)) / 2h, and behind it the same with 2h, at
 * `result`. The steps are what comes out after rounding. `variance` >= 0: evaluation, where it is given, and the mean is
 * 0 after the shift. In vectors the lanes are the narrow and the wide pair of points.
 */
export function centralDifferences(
  x: usize, dout: usize, rows: usize, from: usize, to: usize, h: f64, gamma: f64, beta: f64, eps: f64, variance: f64,
  result: usize,
): void {
  const betas = f64x2.splat(beta);
  const gammas = f64x2.splat(gamma);
  const epsilons = f64x2.splat(eps);
  const share = f64x2.splat(1 / <f64>rows);
  const step = f64x2.replace_lane(f64x2.splat(h), 1, 2 * h);
  // Roots and divisions take long to come out, but several can be under way: statistics of some rows go first.
  for (let start = from; start < to; start += AT_ONCE) {
    const end = min(start + AT_ONCE, to);
    for (let l = start; l < end; l++) {
      const at = x + 8 * l;
      const base = v128.load64_splat(at);
      const above = f64x2.add(base, step);
      const below = f64x2.sub(base, step);
      let meanPlus = f64x2.splat(0);
      let meanMinus = meanPlus;
      let vPlus = f64x2.splat(variance);
      let vMinus = vPlus;
      if (variance < 0) {
        // The rows that stay are the same numbers in all four forwards, and are added once for the four.
        const rest = f64x2.add(sums(x, l), sums(at + 8, rows - l - 1));
        const sum = i64x2.shuffle(rest, rest, 0, 0);
        const squares = i64x2.shuffle(rest, rest, 1, 1);
        meanPlus = f64x2.mul(f64x2.add(sum, above), share);
        meanMinus = f64x2.mul(f64x2.add(sum, below), share);
        vPlus = nmadd(meanPlus, meanPlus, f64x2.mul(madd(above, above, squares), share));
        vMinus = nmadd(meanMinus, meanMinus, f64x2.mul(madd(below, below, squares), share));
      }
      const target = statistics + FORWARDS * (l - start);
      v128.store(target, meanPlus, MEAN_PLUS);
      v128.store(target, meanMinus, MEAN_MINUS);
      v128.store(target, f64x2.div(gammas, f64x2.sqrt(f64x2.add(vPlus, epsilons))), SCALE_PLUS);
      v128.store(target, f64x2.div(gammas, f64x2.sqrt(f64x2.add(vMinus, epsilons))), SCALE_MINUS);
    }
    for (let l = start; l < end; l++) {
      const source = statistics + FORWARDS * (l - start);
      const meanPlus = v128.load(source, MEAN_PLUS);
      const meanMinus = v128.load(source, MEAN_MINUS);
      const scalePlus = v128.load(source, SCALE_PLUS);
      const scaleMinus = v128.load(source, SCALE_MINUS);
      // All rows but l hold the same value on both sides; row l holds the perturbed ones.
      const weight = f64.load(dout + 8 * l);
      f64.store(dout + 8 * l, 0);
      const others = differences(x, dout, rows, meanPlus, meanMinus, scalePlus, scaleMinus, betas);
      f64.store(dout + 8 * l, weight);
      const base = v128.load64_splat(x + 8 * l);
      const above = f64x2.add(base, step);
      const below = f64x2.sub(base, step);
      const plus = madd(f64x2.sub(above, meanPlus), scalePlus, betas);
      const minus = madd(f64x2.sub(below, meanMinus), scaleMinus, betas);
      const own = f64x2.mul(f64x2.splat(weight), f64x2.sub(plus, minus));
      const difference = f64x2.add(own, others);
      v128.store(result + 16 * (l - from), f64x2.div(difference, f64x2.sub(above, below)));
    }
  }
}

/**
 * Central differences by gamma (hBeta = 0) or by beta (hGamma = 0), with steps h and 2h, at `result`. The
 * statistics depend on neither.
 */
export function parameterDifferences(
  x: usize, dout: usize, rows: usize, hGamma: f64, hBeta: f64, gamma: f64, beta: f64, eps: f64, variance: f64,
  result: usize,
): void {
  const gammaStep = f64x2.replace_lane(f64x2.splat(hGamma), 1, 2 * hGamma);
  const betaStep = f64x2.replace_lane(f64x2.splat(hBeta), 1, 2 * hBeta);
  const gammaAbove = f64x2.add(f64x2.splat(gamma), gammaStep);
  const gammaBelow = f64x2.sub(f64x2.splat(gamma), gammaStep);
  const betaAbove = f64x2.add(f64x2.splat(beta), betaStep);
  const betaBelow = f64x2.sub(f64x2.splat(beta), betaStep);
  let mean = f64x2.splat(0);
  let v = f64x2.splat(variance);
  if (variance < 0) {
    const a = f64x2.div(sums(x, rows), f64x2.splat(<f64>rows));
    mean = i64x2.shuffle(a, a, 0, 0);
    v = f64x2.sub(i64x2.shuffle(a, a, 1, 1), f64x2.mul(mean, mean));
  }
  const root = f64x2.sqrt(f64x2.add(v, f64x2.splat(eps)));
  const scaleAbove = f64x2.div(gammaAbove, root);
  const scaleBelow = f64x2.div(gammaBelow, root);
  let total = f64x2.splat(0);
  let i: usize = 0;
  while (i < rows) {
    const end = min(i + BLOCK, rows);
    let block = f64x2.splat(0);
    for (; i < end; i++) {
      const d = f64x2.sub(v128.load64_splat(x + 8 * i), mean);
      const plus = madd(d, scaleAbove, betaAbove);
      const minus = madd(d, scaleBelow, betaBelow);
      block = madd(v128.load64_splat(dout + 8 * i), f64x2.sub(plus, minus), block);
    }
    total = f64x2.add(total, block);
  }
  const width = hGamma != 0 ? f64x2.sub(gammaAbove, gammaBelow) : f64x2.sub(betaAbove, betaBelow);
  v128.store(result, f64x2.div(total, width));
}

/**
 * The complex step at the rows [from, to): Im L(x + ih) / h for each. `imaginary`: N zeros (padded), changed and
 * restored.
 */
export function complexSteps(
  x: usize, imaginary: usize, dout: usize, rows: usize, from: usize, to: usize, h: f64, gamma: f64, eps: f64,
  variance: f64, result: usize,
): void {
  for (let l = from; l < to; l++) {
    f64.store(imaginary + 8 * l, h);
    f64.store(result + 8 * (l - from), complexDerivative(x, imaginary, dout, rows, gamma, eps, variance) / h);
    f64.store(imaginary + 8 * l, 0);
  }
}
