import { numberAt } from "../../item-at";

/** One number for every column, or the same number for all of them. */
export type Columns = number | Float64Array; // (D)

/**
 * What a mistake does to the three terms of dx, column by column. With every field at its default this is the correct
 * gradient of training:
 *
 *   dx = gamma^(1+ga) * r * a * dout            (1) direct
 *      - gamma^(1+gb) * r * b * mean            (2) mean path,      mean defaults to gbar
 *      - gamma^(1+gk) * r * k * (slope * xhat + ones)   (3) variance path, slope defaults to c, ones to 0
 *
 * Powers of gamma are counted apart from the factors, so that gamma = 0 needs no division. Two effects compose: factors
 * multiply, powers and `ones` add, and a replaced operand stays replaced.
 */
export interface Effect {
  readonly a?: Columns;
  readonly b?: Columns;
  readonly k?: Columns;
  readonly ga?: number;
  readonly gb?: number;
  readonly gk?: number;
  readonly mean?: Columns;
  readonly slope?: Columns;
  readonly ones?: Columns;
  /** 1: the mean and variance paths are there; 0: they are not. Defaults to 1 in training and 0 in evaluation. */
  readonly paths?: 0 | 1;
}

/** The number of a column. Throws a RangeError where there is no such column. */
export function at(value: Columns, column: number): number {
  return typeof value === "number" ? value : numberAt(value, column);
}

/** f of every column of the operands. */
export function each(length: number, f: (column: number) => number): Float64Array {
  return Float64Array.from({ length }, (_, column) => f(column));
}

/** The same factor on all three terms. */
export function whole(factor: Columns): Effect {
  return { a: factor, b: factor, k: factor };
}

function times(one: Columns | undefined, other: Columns | undefined): Columns | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  if (typeof one === "number") return typeof other === "number" ? one * other : other.map((value) => value * one);
  return one.map((value, column) => value * at(other, column));
}

function plus(one: Columns | undefined, other: Columns | undefined): Columns | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  if (typeof one === "number") return typeof other === "number" ? one + other : other.map((value) => value + one);
  return one.map((value, column) => value + at(other, column));
}

/** Both effects at once. */
export function compose(one: Effect, other: Effect): Effect {
  return {
    a: times(one.a, other.a),
    b: times(one.b, other.b),
    k: times(one.k, other.k),
    ga: (one.ga ?? 0) + (other.ga ?? 0),
    gb: (one.gb ?? 0) + (other.gb ?? 0),
    gk: (one.gk ?? 0) + (other.gk ?? 0),
    mean: other.mean ?? one.mean,
    slope: other.slope ?? one.slope,
    ones: plus(one.ones, other.ones),
    paths: other.paths ?? one.paths,
  };
}

/** Powers that occur are small integers; a power below 0 (gamma left out twice) is left out once. */
export function gammaPower(gamma: number, extra: number | undefined): number {
  const power = 1 + (extra ?? 0);
  return power === 1 ? gamma : power <= 0 ? 1 : gamma ** power;
}

/** The same effect on some columns only. */
export function selectEffect(effect: Effect, columns: readonly number[]): Effect {
  const pick = (value: Columns | undefined): Columns | undefined =>
    value === undefined || typeof value === "number" ? value : Float64Array.from(columns, (k) => at(value, k));
  const { a, b, k, mean, slope, ones } = effect;
  return { ...effect, a: pick(a), b: pick(b), k: pick(k), mean: pick(mean), slope: pick(slope), ones: pick(ones) };
}
