/**
 * The standard normal distribution, of which GELU is made: its density phi(y) and its upper tail Q(y) = 1 - Phi(y).
 *
 * Q(y) = phi(y) R(y) with Mills' ratio R, which is smooth and of size 1 / y where Q itself leaves the range of doubles.
 * R' = y R - 1, so that its Taylor series at any place follows from R there: (n + 1) c[n+1] = y c[n] + c[n-1]. R is known
 * at places 1/8 apart, each made of the one above it, from the asymptotic series at 40 on: in that direction errors die out.
 */
import { add, dd, divide, multiply, productError, squareRoot, subtract, type DD } from "../arithmetic/dd";
import { exponential } from "../arithmetic/exponential";

const PI = dd(Math.PI, 1.2246467991473532e-16);
const ROOT_2_PI = squareRoot(multiply(dd(2), PI));
const PER_ROOT_2_PI = 1 / ROOT_2_PI.hi;

/** Beyond it Q is 0 among doubles. */
const LAST = 39;
const STEP = 1 / 8;
const PRECISE_TERMS = 26;
const TERMS = 13; // for a double: half a step to this power is below its last place

interface Ratios {
  readonly precise: readonly DD[]; // R at 0, STEP, 2 STEP ...
  readonly plain: Float64Array; // TERMS coefficients of each
}

let known: Ratios | undefined;

function ratios(): Ratios {
  if (known) return known;
  const count = LAST / STEP + 1;
  const precise: DD[] = [];
  let [at, ratio] = [LAST + 1, asymptotic(LAST + 1)];
  const plain = new Float64Array(count * TERMS);
  while (at > 0) {
    ratio = series(coefficients(at, ratio), dd(-STEP));
    at -= STEP;
    const place = at / STEP;
    if (place >= count) continue;
    precise[place] = ratio;
    coefficients(at, ratio).forEach(({ hi }, n) => {
      if (n < TERMS) plain[place * TERMS + n] = hi;
    });
  }
  known = { precise, plain };
  return known;
}

/** 1/y - 1/y^3 + 3/y^5 - 15/y^7 ..., at a large y. */
function asymptotic(y: number): DD {
  let term = divide(dd(1), dd(y));
  let sum = term;
  for (let n = 1; n < 60; n += 2) {
    term = divide(multiply(term, dd(-n)), dd(y * y));
    sum = add(sum, term);
  }
  return sum;
}

/** Of R around y. */
function coefficients(y: number, ratio: DD): DD[] {
  let [before, last] = [ratio, subtract(multiply(dd(y), ratio), dd(1))];
  const all = [before, last];
  for (let n = 1; n < PRECISE_TERMS; n++) {
    [before, last] = [last, divide(add(multiply(dd(y), last), before), dd(n + 1))];
    all.push(last);
  }
  return all;
}

function series(coefficientsOf: readonly DD[], step: DD): DD {
  return coefficientsOf.reduceRight((sum, each) => add(multiply(sum, step), each), dd(0));
}

/** phi(y) of y = hi + lo. */
export function density(hi: number, lo: number): number {
  if (Math.abs(hi) > LAST) return 0;
  const square = hi * hi;
  const rest = productError(hi, hi, square) + 2 * hi * lo;
  return Math.exp(-square / 2) * (1 - rest / 2) * PER_ROOT_2_PI;
}

/** Phi(y) of y = hi + lo, to a few units in the last place of itself on both sides of 0. */
export function distribution(hi: number, lo: number): number {
  const size = Math.abs(hi);
  const tail = size > LAST - STEP ? 0 : density(hi, lo) * plainRatio(size);
  return hi > 0 ? 1 - tail : tail;
}

function plainRatio(y: number): number {
  const { plain } = ratios();
  const place = Math.round(y / STEP);
  const h = y - place * STEP;
  let sum = 0;
  for (let n = TERMS - 1; n >= 0; n--) sum = sum * h + (plain[place * TERMS + n] ?? 0);
  return sum;
}

/** phi(y) in double-double. */
export function preciseDensity(y: DD): DD {
  if (Math.abs(y.hi) > LAST) return dd(0);
  const { hi, lo } = multiply(y, y);
  return divide(exponential(dd(-hi / 2, -lo / 2)), ROOT_2_PI);
}

/** Phi(y) in double-double. */
export function preciseDistribution(y: DD): DD {
  if (Number.isNaN(y.hi)) return dd(NaN);
  const size = y.hi < 0 ? dd(-y.hi, -y.lo) : y;
  const tail = size.hi > LAST - STEP ? dd(0) : multiply(preciseDensity(y), preciseRatio(size));
  return y.hi > 0 ? subtract(dd(1), tail) : tail;
}

function preciseRatio(y: DD): DD {
  const place = Math.round(y.hi / STEP);
  const ratio = ratios().precise[place];
  if (!ratio) throw new RangeError(`expected a place from 0 to ${LAST}, got ${y.hi}`);
  return series(coefficients(place * STEP, ratio), subtract(y, dd(place * STEP)));
}
