/** Values of a problem object's keys, each read under the cursor with its key in every fault. They throw InputError. */
import type { Cursor } from "./cursor";
import { describeAt } from "./describe-token";
import { ArrayReader, type ReadArray } from "./nested-arrays";

export function array(cursor: Cursor, key: string): ReadArray {
  if (cursor.code !== 91) {
    const got = describeAt(cursor.text, cursor.pos, cursor.end);
    cursor.fail(got.code, `Expected ${key} to be an array of numbers, got ${got.text}`);
  }
  return new ArrayReader(cursor, key).read();
}

export function number(cursor: Cursor, key: string): number {
  cursor.where = () => `for ${key}`;
  const value = cursor.number();
  cursor.where = () => "";
  return value;
}

export function seed(cursor: Cursor): number {
  const at = cursor.pos;
  const value = number(cursor, "doutSeed");
  if (!Number.isSafeInteger(value) || value < 0) {
    cursor.fail("dout-seed", `doutSeed is ${value}, expected a whole number from 0 to 2^53 - 1`, at);
  }
  return value;
}

/** The axis that holds the channels; whether x has it is known when x has been read. */
export function axis(cursor: Cursor): number {
  const at = cursor.pos;
  const value = number(cursor, "axis");
  if (!Number.isSafeInteger(value)) {
    cursor.fail("axis", `axis is ${value}, expected a whole number (1 the second axis, -1 the last)`, at);
  }
  return value;
}

export function gammaOffset(cursor: Cursor): 0 | 1 {
  const at = cursor.pos;
  const value = number(cursor, "gammaOffset");
  if (value === 0 || value === 1) return value;
  return cursor.fail("gamma-offset", `gammaOffset is ${value}, expected 0, or 1 where gamma - 1 is stored`, at);
}

export function list(cursor: Cursor, key: string, what: string): number[] {
  const { shape, values, start } = array(cursor, key);
  if (shape.length === 1) return Array.from(values);
  const text = `${key} is an array of shape ${shape.join(" x ")}, expected one list of ${what}`;
  return cursor.fail(key, text, start);
}
