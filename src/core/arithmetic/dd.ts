/**
 * Double-double arithmetic: a number as the unevaluated sum hi + lo of two doubles, |lo| <= ulp(hi) / 2, about 106 bits.
 *
 * Error-free transformations by Knuth (two-sum) and Dekker with Veltkamp's split (two-product); no fused multiply-add is
 * assumed. Operations after Joldes, Muller and Popescu (2017), "Tight and rigorous error bounds for basic building blocks
 * of double-word arithmetic": relative error at most 10 * 2^-106 each. Products must stay between 2^-900 and 2^900 and
 * factors below 2^900 for the error terms to exist; callers scale by powers of two where data could leave that range.
 */
export interface DD {
  readonly hi: number;
  readonly lo: number;
}

const SPLITTER = 2 ** 27 + 1;

export function dd(hi: number, lo = 0): DD {
  return { hi, lo };
}

/** a + b exactly. */
export function twoSum(a: number, b: number): DD {
  const hi = a + b;
  const part = hi - a;
  return { hi, lo: a - (hi - part) + (b - part) };
}

/** a - b exactly. */
export function twoDiff(a: number, b: number): DD {
  return twoSum(a, -b);
}

/** a + b exactly, for |a| >= |b|. */
function fastTwoSum(a: number, b: number): DD {
  const hi = a + b;
  return { hi, lo: b - (hi - a) };
}

/** The rounding error of the product p = fl(a * b). */
export function productError(a: number, b: number, p: number): number {
  const aBig = SPLITTER * a;
  const aHigh = aBig - (aBig - a);
  const aLow = a - aHigh;
  const bBig = SPLITTER * b;
  const bHigh = bBig - (bBig - b);
  const bLow = b - bHigh;
  return aLow * bLow - (p - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
}

/** a * b exactly. */
export function twoProduct(a: number, b: number): DD {
  const hi = a * b;
  return { hi, lo: productError(a, b, hi) };
}

export function add(a: DD, b: DD): DD {
  const s = twoSum(a.hi, b.hi);
  const t = twoSum(a.lo, b.lo);
  const v = fastTwoSum(s.hi, s.lo + t.hi);
  return fastTwoSum(v.hi, t.lo + v.lo);
}

function negate(a: DD): DD {
  return { hi: -a.hi, lo: -a.lo };
}

export function subtract(a: DD, b: DD): DD {
  return add(a, negate(b));
}

export function multiply(a: DD, b: DD): DD {
  const p = twoProduct(a.hi, b.hi);
  return fastTwoSum(p.hi, p.lo + (a.hi * b.lo + a.lo * b.hi));
}

export function divide(a: DD, b: DD): DD {
  const first = a.hi / b.hi;
  const rest = subtract(a, multiply(b, dd(first)));
  const second = rest.hi / b.hi;
  const remainder = subtract(rest, multiply(b, dd(second)));
  return add(twoSum(first, second), dd(remainder.hi / b.hi));
}

/** Square root of a >= 0. */
export function squareRoot(a: DD): DD {
  if (a.hi === 0) return dd(0);
  const root = Math.sqrt(a.hi);
  const rest = subtract(a, twoProduct(root, root));
  return fastTwoSum(root, rest.hi / (2 * root));
}

/**
 * A running sum in about twice the working precision (Sum2 of Ogita, Rump and Oishi, 2005): error at most
 * ulp(result) / 2 + (n u)^2 * (sum of magnitudes). `hi` alone is the plain sum, so that infinities and NaN come out as
 * IEEE arithmetic has them.
 */
export class Sum {
  private hi = 0;
  private lo = 0;

  add(a: number): void {
    const hi = this.hi + a;
    const part = hi - this.hi;
    this.lo += this.hi - (hi - part) + (a - part);
    this.hi = hi;
  }

  /** Adds a * (b + bLow). */
  addProduct(a: number, b: number, bLow: number): void {
    const p = a * b;
    this.add(p);
    this.lo += productError(a, b, p) + a * bLow;
  }

  value(): DD {
    // After cancellation lo may be the larger of the two.
    return Number.isFinite(this.hi) ? twoSum(this.hi, this.lo) : dd(this.hi);
  }
}
