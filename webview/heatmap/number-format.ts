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
  return oddNumber(value) ?? (isSmall ? threeSmall(value) : three(value));
}

/** Where room is short: one significant digit beside an exponent. */
export function brief(value: number): string {
  const text = short(value);
  return text.includes("e") ? one(value) : text;
}

/** Six significant digits: what single precision is good for. */
export function readable(value: number): string {
  return oddNumber(value) ?? six(value);
}

/** All digits that it takes to read the same double back, and no more: numbers that differ never print alike. */
export function shortest(value: number): string {
  const odd = oddNumber(value);
  if (odd) return odd;
  if (value === 0) return Object.is(value, -0) ? "\u22120" : "0";
  const size = Math.abs(value);
  return tidy(size >= 1e-4 && size < 1e15 ? String(value) : value.toExponential());
}

/**
 * A number in at most `room` characters: whole where it fits, else rounded to `glance` digits; to fewer where there is
 * less room, to more where it would be further than `distance` from itself. Its zeros are kept, so that "1.00" is not
 * taken for 1. undefined where there is no room for that.
 */
export function fitted(value: number, room: number, distance: number, glance: number): string | undefined {
  const whole = [shortest(value), power(value)].find((text) => text.length <= room);
  if (whole !== undefined) return whole;
  const least = Math.max(1, digitsWithin(value, distance));
  for (let digits = Math.max(glance, least); digits >= least; digits--) {
    const text = rounded(value, digits);
    if (text.length <= room) return text;
  }
  return undefined;
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

/** Numbers that stand in a row with fewer decimals than that may be off by as many distances. */
const COARSE = 10;

/**
 * How the numbers of a row are written in `room` characters each: all whole where they fit in `airy` of them, else all to `glance` digits
 * (to more where one would be further than its distance from itself), else to one count of decimals, as ticks are. A
 * number that is not 0 is never written as 0. Where none of that fits all, none is written: digits of one number beside
 * none of the next say less than the colours. NaN and the infinities are no matter of digits.
 */
export function fittedAlike(
  values: readonly number[],
  room: number,
  distance: (value: number) => number,
  glance: number,
  airy = room,
): (value: number) => string | undefined {
  const fits = (text: string | undefined): boolean => text !== undefined && text.length <= room;
  const ways: readonly Way[] = [
    wholeWithin(airy),
    (value) => atAGlance(value, distance(value), glance),
    ...[3, 2, 1, 0].map(
      (places): Way =>
        (value) =>
          toPlaces(value, places, COARSE * distance(value)),
    ),
  ];
  const finite = values.filter(Number.isFinite);
  const way = ways.find((one) => finite.every((value) => fits(one(value))));
  return (value) => {
    const text = oddNumber(value) ?? way?.(value);
    return fits(text) ? text : undefined;
  };
}

type Way = (value: number) => string | undefined;

/** Sixteen digits edge to edge beside sixteen others are read by nobody. */
function wholeWithin(room: number): Way {
  return (value) => {
    const text = shortest(value);
    return text.length <= room ? text : undefined;
  };
}

function atAGlance(value: number, distance: number, glance: number): string {
  if (value === 0) return shortest(value);
  const text = rounded(value, Math.max(glance, digitsWithin(value, distance)));
  return [shortest(value), power(value)].find((whole) => whole.length <= text.length) ?? text;
}

/** undefined where that is too far from the number, or 0 for one that is not. */
function toPlaces(value: number, places: number, distance: number): string | undefined {
  if (value === 0) return shortest(value);
  const text = value.toFixed(places);
  return Number(text) !== 0 && Math.abs(Number(text) - value) <= distance ? tidy(text) : undefined;
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
