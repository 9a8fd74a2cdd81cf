import { format } from "d3-format";

const three = format(".3~g");
const threeSmall = format(".2~e");
const one = format(".0~e");
const six = format(".6~g");
const whole = format(",d");

/** What is written for NaN and the infinities, wherever they are shown; undefined for a finite number. */
export function oddNumber(value: number): string | undefined {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "+∞" : "−∞";
  return undefined;
}

/** Three significant digits: what fits into a cell. Small numbers have an exponent, not a row of zeros. */
export function short(value: number): string {
  const isSmall = value !== 0 && Math.abs(value) < 1e-3;
  return oddNumber(value) ?? tidy(isSmall ? threeSmall(value) : three(value));
}

/** Where room is short: one significant digit beside an exponent. */
export function brief(value: number): string {
  const text = short(value);
  return text.includes("e") ? tidy(one(value)) : text;
}

/** Six significant digits: what single precision is good for. */
export function readable(value: number): string {
  return oddNumber(value) ?? tidy(six(value));
}

/** All digits that it takes to read the same double back, and no more: numbers that differ never print alike. */
export function shortest(value: number): string {
  const odd = oddNumber(value);
  if (odd) return odd;
  if (value === 0) return Object.is(value, -0) ? "\u22120" : "0";
  const size = Math.abs(value);
  return tidy(size >= 1e-4 && size < 1e15 ? String(value) : value.toExponential());
}

/** The digits of `shortest` with an exponent: where there are zeros enough it is shorter. */
function power(value: number): string {
  return oddNumber(value) ?? tidy(value.toExponential());
}

/** A number by so many significant digits. */
function rounded(value: number, digits: number): string {
  const size = Math.abs(value);
  return tidy(size >= 1e-3 && size < 1e15 ? value.toPrecision(digits) : value.toExponential(digits - 1));
}

/** How the numbers that are in view together are written. */
export interface Written {
  readonly text: (value: number) => string | undefined;
  readonly rounding: string; // "3 digits", "whole numbers"; empty where all are whole, or none is written
}

/** Numbers that are written in few digits may be off by as many distances. */
const COARSE = 10;

/**
 * How the numbers in view are written in `room` characters each: all whole where they fit in `airy` of them, else all to
 * as many significant digits as fit, `glance` at most (more where it takes more to tell numbers from their neighbours),
 * else all to one count of decimals, as ticks are. Their zeros are kept, so that "1.00" is not taken for 1. A number that
 * is not 0 is never written as 0. Where none of that fits all, none is written: digits of one number beside none of the
 * next say less than the colours. NaN and the infinities are no matter of digits.
 */
export function fittedAlike(
  values: readonly number[],
  room: number,
  distance: (value: number) => number,
  glance: number,
  airy = room,
): Written {
  const finite = values.filter(Number.isFinite);
  const fits = (text: string | undefined): boolean => text !== undefined && text.length <= room;
  const way = waysToWrite(finite, distance, glance, airy).find(({ write }) =>
    finite.every((value) => fits(write(value))),
  );
  return {
    text: (value) => {
      const text = oddNumber(value) ?? way?.write(value);
      return fits(text) ? text : undefined;
    },
    rounding: way?.rounding ?? "",
  };
}

interface Way {
  readonly write: (value: number) => string | undefined;
  readonly rounding: string;
}

/** From all digits to few. */
function waysToWrite(
  values: readonly number[],
  distance: (value: number) => number,
  glance: number,
  airy: number,
): readonly Way[] {
  const most = Math.max(glance, ...values.map((value) => (value === 0 ? 1 : digitsWithin(value, distance(value)))));
  const ways: Way[] = [{ write: (value) => wholeWithin(value, airy), rounding: "" }];
  for (let digits = most; digits > 0; digits--)
    ways.push({
      write: (value) => within(value, rounded(value, digits), COARSE * distance(value)),
      rounding: digits === 1 ? "1 digit" : `${digits} digits`,
    });
  for (let places = 3; places >= 0; places--)
    ways.push({
      write: (value) => within(value, value.toFixed(places), COARSE * distance(value)),
      rounding: places === 0 ? "whole numbers" : places === 1 ? "1 decimal" : `${places} decimals`,
    });
  return ways;
}

/** Sixteen digits edge to edge beside sixteen others are read by nobody. */
function wholeWithin(value: number, room: number): string | undefined {
  return [shortest(value), power(value)].find((text) => text.length <= room);
}

/** A rounded text; undefined where that is too far from the number, or 0 for one that is not. */
function within(value: number, text: string, distance: number): string | undefined {
  if (value === 0) return shortest(value);
  const read = parse(text) ?? NaN;
  return read !== 0 && Math.abs(read - value) <= distance ? tidy(text) : undefined;
}

/** Significant digits after which a value is rounded by no more than a distance. */
export function digitsWithin(value: number, distance: number): number {
  const first = Math.floor(Math.log10(Math.abs(value))); // power of ten of the first digit
  return Math.min(Math.ceil(first + 1 - Math.log10(2 * distance)), 17);
}

/** A true minus sign has the width of a digit; an exponent needs no plus. */
function tidy(text: string): string {
  return text.replace(/^-/, "\u2212").replace("e+", "e");
}

/** A count with thousands marked. */
export function count(value: number): string {
  return whole(value);
}

/** Text typed by the user -> number; undefined when it is none. Both minus signs count. */
export function parse(text: string): number | undefined {
  const trimmed = text.trim().replaceAll("−", "-");
  const value = Number(trimmed);
  return trimmed !== "" && Number.isFinite(value) ? value : undefined;
}
