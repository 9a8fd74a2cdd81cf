import { isDigit } from "../cursor";
import { exactly, SHORT } from "../decimal";
import type { Sink } from "../sink";

/**
 * Reads a field that holds a number of few digits into a sink, and makes nothing beside it: of long tables that is most
 * of the time and of the memory. False, with nothing read, for all other fields.
 */
export function pushPlain(text: string, from: number, to: number, sink: Sink): boolean {
  let pos = from;
  let end = to;
  while (pos < end && text.charCodeAt(pos) === 32) pos++;
  while (end > pos && text.charCodeAt(end - 1) === 32) end--;
  const isNegative = text.charCodeAt(pos) === 45;
  if (isNegative) pos++;
  let mantissa = 0;
  let digits = 0;
  let point = -1;
  for (; pos < end; pos++) {
    const code = text.charCodeAt(pos);
    if (isDigit(code)) {
      if (mantissa >= SHORT) return false;
      mantissa = mantissa * 10 + (code - 48);
      digits++;
    } else if (code === 46 && point < 0) point = digits;
    else break;
  }
  if (digits === 0) return false;
  let scale = point < 0 ? 0 : point - digits;
  if (pos < end) {
    const exponent = exponentAt(text, pos, end);
    if (exponent === undefined) return false;
    scale += exponent;
  }
  const value = exactly(mantissa, scale);
  if (value === undefined) return false;
  sink.push(isNegative ? -value : value);
  return true;
}

/** The exponent of one or two digits that fills the rest of a field: e5, E-05. */
function exponentAt(text: string, start: number, end: number): number | undefined {
  if (text.charCodeAt(start) !== 101 && text.charCodeAt(start) !== 69) return undefined;
  const sign = text.charCodeAt(start + 1);
  const first = sign === 45 || sign === 43 ? start + 2 : start + 1;
  if (first >= end || end - first > 2) return undefined;
  let exponent = 0;
  for (let pos = first; pos < end; pos++) {
    const code = text.charCodeAt(pos);
    if (!isDigit(code)) return undefined;
    exponent = exponent * 10 + (code - 48);
  }
  return sign === 45 ? -exponent : exponent;
}
