import { format } from "d3-format";
import { fromNumeric, toNumeric, type Numeric } from "../../src/protocol/json-number";
import { oddNumber, shortest } from "../heatmap/number-format";

const grouped = format(",");
const three = format(".3~r");
const two = format(".2~r");

/** A true minus sign has the width of a plus and of a digit in tabular figures; copied text keeps the hyphen. */
function minus(text: string): string {
  return text.replace(/^-/, "\u2212");
}

/** 4096 -> "4,096". */
export function count(value: number): string {
  return grouped(value);
}

/** Three significant digits, for bars, ticks and lists. */
export function short(value: Numeric): string {
  const number = fromNumeric(value);
  return (
    oddNumber(number) ?? (number === 0 ? "0" : minus(awkward(number) ? exponential(number, 2) : plain(number, three)))
  );
}

/** Two significant digits, for errors. */
export function tiny(value: Numeric): string {
  const number = fromNumeric(value);
  return (
    oddNumber(number) ?? (number === 0 ? "0" : minus(awkward(number) ? exponential(number, 1) : plain(number, two)))
  );
}

function plain(number: number, digits: (value: number) => string): string {
  return Math.abs(number) >= 1000 ? grouped(Math.round(number)) : digits(number);
}
function awkward(number: number): boolean {
  const size = Math.abs(number);
  return size < 1e-3 || size >= 1e5;
}
function exponential(number: number, digits: number): string {
  return number
    .toExponential(digits)
    .replace("e+", "e")
    .replace(/\.?0+e/, "e");
}

/** The shortest digits that read back as the same double: two numbers that differ never print alike. */
export function exact(value: Numeric): string {
  return shortest(fromNumeric(value));
}

/** The same of what was worked out: there a 0 has no sign. */
export function exactUnsignedZero(value: Numeric): string {
  return exact(toNumeric(fromNumeric(value) + 0));
}

/** Text that reads back as the same double everywhere: for the clipboard. */
export function literal(value: Numeric): string {
  const number = fromNumeric(value);
  return Object.is(number, -0) ? "-0.0" : String(number);
}

export function shapeText(shape: readonly number[]): string {
  return shape.map(count).join(" \u00d7 ");
}
