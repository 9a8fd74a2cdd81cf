import type { Fault } from "../core/fault";
import { Cursor } from "./cursor";
import { likely } from "./formats/index";
import { json, readJson } from "./formats/json";
import { printed } from "./formats/printed-arrays";
import { table } from "./formats/table";
import type { Reading, TextFormat } from "./formats/format";
import { ArrayReader } from "./nested-arrays";
import { attempt, fail, Lines } from "./place";
import { requireRank, toTensor } from "./problem-object";
import { widenSelection, type Selected } from "./search/widen-selection";

/** A reading, and the format that gave it. */
interface FormatReading {
  readonly format: TextFormat;
  readonly reading: Reading;
}

/**
 * Reads a part of a text, widened when it cuts a number or an array in half. `selected`: as what it was found, where it is
 * widened already. `promised`: by the name of the file.
 */
export function readSelection(
  text: string,
  [from, to]: readonly [number, number],
  selected: Pick<Selected, "kind" | "dialect"> | undefined,
  promised: TextFormat | undefined,
  wanted?: string,
): FormatReading {
  if (from <= 0 && to >= text.length && /^\s*\[/.test(text.slice(0, 64))) {
    // Nothing is around it that it could be widened to, and finding that out would read it once more.
    const whole = attempt(() => readJson(text));
    if (whole.ok) return { format: json, reading: whole.value };
  }
  const { start, end, kind, dialect } = selected
    ? { start: from, end: to, ...selected }
    : widenSelection(text, from, to);
  if (kind === "table") return readAs(table, text, start, end, wanted);
  if (kind === "whole") return readFirst(promised ? [promised] : likely(text), text, start, end, wanted);
  if (kind === "rows") {
    const cursor = new Cursor(text, start, end, dialect ?? "json");
    const rows = new ArrayReader(cursor, "x").readRows();
    requireRank(cursor, rows);
    const input = { x: toTensor(rows), places: { x: new Lines(text).at(start) } };
    return { format: dialect === "printed" ? printed : json, reading: { input, assumed: [] } };
  }
  // A call around an array says what it is: tensor( means float32, and dtype= follows the array.
  const call = /\b(?:tensor|array|Array)\(\s*$/.exec(text.slice(Math.max(0, start - 40), start));
  if (call) return readAs(printed, text, start - call[0].length, closingLine(text, end), wanted);
  if (dialect === "json" || (dialect === undefined && promised === json)) return readAs(json, text, start, end, wanted);
  return readFirst(likely(text, start, end), text, start, end, wanted);
}

function readAs(format: TextFormat, text: string, start: number, end: number, wanted?: string): FormatReading {
  return { format, reading: format.read(text, start, end, wanted) };
}

/** Of faults that tell what a text is, not only what was not expected. */
const SURE: ReadonlySet<string> = new Set(["abbreviated", "said-shape", "rank", "columns"]);

/** Reads as the first of these formats that can. When all refuse, the one that came furthest knows best what was meant. */
export function readFirst(
  formats: readonly TextFormat[],
  text: string,
  start: number,
  end: number,
  wanted?: string,
): FormatReading {
  const faults: Fault[] = [];
  for (const format of formats) {
    const read = attempt(() => format.read(text, start, end, wanted));
    if (read.ok) return { format, reading: read.value };
    faults.push(read.fault);
  }
  // Where something was left out of a print, or it is read and no matrix, whatever else is said of it leads astray.
  const isMissing = ({ code }: Fault, i: number): boolean => code === "missing-value" && formats[i] === table;
  const whole = faults.find(({ code }) => SURE.has(code)) ?? faults.find(isMissing);
  if (whole) return fail(whole);
  const reach = (fault: Fault): number => fault.place?.offset ?? 0;
  return fail(faults.reduce((best, fault) => (reach(fault) > reach(best) ? fault : best)));
}

/** End of what follows an array up to the parenthesis that closes its call: `, dtype=torch.float64)`. */
function closingLine(text: string, end: number): number {
  const match = /^[^()[\]{}]{0,200}\)/.exec(text.slice(end, end + 201));
  return match ? end + match[0].length : end;
}
