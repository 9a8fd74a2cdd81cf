/**
 * Seeded random numbers that stay the same for ever: a seed shown on screen or in a report reproduces its numbers.
 * Generator: xoshiro128** (Blackman and Vigna, 2018), seeded by splitmix32. Version 1; never change it in place.
 */
export class Random {
  private a: number;
  private b: number;
  private c: number;
  private d: number;
  private spare: number | undefined;

  constructor(seed: number) {
    let state = (seed ^ Math.floor(seed / 2 ** 32)) >>> 0;
    const next = (): number => {
      state = (state + 0x9e3779b9) >>> 0;
      let z = state;
      z = Math.imul(z ^ (z >>> 16), 0x21f0aaad);
      z = Math.imul(z ^ (z >>> 15), 0x735a2d97);
      return (z ^ (z >>> 15)) >>> 0;
    };
    this.a = next();
    this.b = next();
    this.c = next();
    this.d = next();
  }

  /** A uniform integer in [0, 2^32). */
  uint32(): number {
    const { b } = this;
    const scrambled = Math.imul(b, 5);
    const result = Math.imul((scrambled << 7) | (scrambled >>> 25), 9) >>> 0;
    const t = b << 9;
    this.c ^= this.a;
    this.d ^= this.b;
    this.b ^= this.c;
    this.a ^= this.d;
    this.c ^= t;
    this.d = (this.d << 11) | (this.d >>> 21);
    return result;
  }

  /** A uniform number in [0, 1) with 53 random bits. */
  uniform(): number {
    return ((this.uint32() >>> 5) * 2 ** 26 + (this.uint32() >>> 6)) / 2 ** 53;
  }

  /** A uniform integer in [0, bound). */
  below(bound: number): number {
    return Math.floor(this.uniform() * bound);
  }

  /** A standard normal number (Box and Muller, polar form by Marsaglia). */
  normal(): number {
    if (this.spare !== undefined) {
      const value = this.spare;
      this.spare = undefined;
      return value;
    }
    for (;;) {
      const u = 2 * this.uniform() - 1;
      const v = 2 * this.uniform() - 1;
      const square = u * u + v * v;
      if (square > 0 && square < 1) {
        const factor = Math.sqrt((-2 * Math.log(square)) / square);
        this.spare = v * factor;
        return u * factor;
      }
    }
  }

  /**
   * Fills an array with what `normal` would give, call by call, in half the time: the state stays in local integers,
   * where fields would hold it as doubles.
   */
  fillNormal(target: Float64Array): void {
    let i = 0;
    if (this.spare !== undefined && target.length > 0) target[i++] = this.normal();
    let a = this.a | 0;
    let b = this.b | 0;
    let c = this.c | 0;
    let d = this.d | 0;
    const word = (): number => {
      const scrambled = Math.imul(b, 5);
      const result = Math.imul((scrambled << 7) | (scrambled >>> 25), 9);
      const t = b << 9;
      c ^= a;
      d ^= b;
      b ^= c;
      a ^= d;
      c ^= t;
      d = (d << 11) | (d >>> 21);
      return result;
    };
    while (i < target.length) {
      const u = 2 * (((word() >>> 5) * 2 ** 26 + (word() >>> 6)) / 2 ** 53) - 1;
      const v = 2 * (((word() >>> 5) * 2 ** 26 + (word() >>> 6)) / 2 ** 53) - 1;
      const square = u * u + v * v;
      if (!(square > 0 && square < 1)) continue;
      const factor = Math.sqrt((-2 * Math.log(square)) / square);
      target[i++] = u * factor;
      if (i < target.length) target[i++] = v * factor;
      else this.spare = v * factor;
    }
    this.a = a;
    this.b = b;
    this.c = c;
    this.d = d;
  }
}

/** `length` standard normal numbers drawn from a seed. Large tensors fill memory that is there already. */
export function standardNormal(length: number, seed: number): Float64Array {
  const values = new Float64Array(length);
  new Random(seed).fillNormal(values);
  return values;
}
