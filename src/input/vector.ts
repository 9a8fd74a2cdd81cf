import type { Result } from "../core/fault";
import { itemAt } from "../core/item-at";
import type { Tensor } from "../core/tensor";
import { ArrayReader } from "./nested-arrays";
import { isOpen } from "./search/brackets";
import { Cursor } from "./cursor";
import { attempt, fail } from "./place";
import { Sink } from "./sink";

/**
 * Reads what a user types into a parameter's box: one number ("1", "nan"), a list ("0.5, 2, 3", "[1 2 3]"), or nested
 * lists for a whole tensor. A list gives a tensor of rank 1. `ofMask`: true and false are 1 and 0.
 */
export function readParameter(text: string, ofMask = false): Result<Tensor | number> {
  const result = attempt(() => readTyped(text, ofMask));
  if (result.ok || text.includes("\n")) return result;
  // A box has one line, and naming it would only be noise.
  const { fault } = result;
  return { ok: false, fault: { ...fault, text: fault.bare ?? fault.text } };
}

function readTyped(text: string, ofMask: boolean): Tensor | number {
  const cursor = new Cursor(text, 0, text.length, "printed");
  cursor.readsBooleans = ofMask;
  cursor.blank();
  if (cursor.atEnd) return fail({ code: "empty", text: "Expected a number or a list of numbers, got nothing." });
  if (isOpen(cursor.code)) {
    const { shape, values } = new ArrayReader(cursor, "the list").read();
    cursor.blank();
    if (!cursor.atEnd)
      cursor.fail("trailing", `Expected nothing after the list, got "${text.slice(cursor.pos, cursor.pos + 20)}"`);
    return { shape, values, dtype: "float64" };
  }
  const sink = new Sink();
  while (!cursor.atEnd) {
    cursor.where = () => (sink.length ? `after ${sink.length} value${sink.length === 1 ? "" : "s"}` : "");
    sink.push(cursor.number());
    cursor.blank();
    if (cursor.code === 44 || cursor.code === 59) {
      cursor.pos++;
      cursor.blank();
      // One comma alone makes a list of one number, as in Python.
      if (cursor.atEnd) return list(sink);
    }
  }
  return sink.length === 1 ? itemAt(sink.take(), 0) : list(sink);
}

function list(sink: Sink): Tensor {
  return { shape: [sink.length], values: sink.take().slice(0, sink.length), dtype: "float64" };
}
