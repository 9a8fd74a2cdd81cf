import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { Result } from "../../src/core/fault";
import type { ReadOptions } from "../../src/debug/readers/reader";

/** Path of a file in test/debug/fixtures; tests run from the repository's root. */
export function program(name: string): string {
  return `${process.cwd()}/test/debug/fixtures/${name}`;
}

/** Line (from 1) of the first place in a file that holds `marker`. */
export function lineOf(path: string, marker: string): number {
  const index = readFileSync(path, "utf8")
    .split("\n")
    .findIndex((line) => line.includes(marker));
  if (index < 0) throw new Error(`expected "${marker}" in ${path}`);
  return index + 1;
}

export function options(more: Partial<ReadOptions> = {}): ReadOptions {
  // A machine may be slow: a list is never cut short where a test does not say so.
  return { signal: new AbortController().signal, transfer: "auto", listMilliseconds: 60_000, ...more };
}

export function must<T>(result: Result<T> | undefined): T {
  if (!result) assert.fail("expected a result, got none");
  if (!result.ok) assert.fail(`${result.fault.code}: ${result.fault.text}`);
  return result.value;
}

/** Compares values bit by bit: NaN equals NaN, and -0 is not 0. */
export function sameValues(actual: ArrayLike<number>, expected: ArrayLike<number>, what: string): void {
  assert.equal(actual.length, expected.length, `${what}: number of values`);
  for (let i = 0; i < expected.length; i++) {
    if (!Object.is(actual[i], expected[i])) assert.fail(`${what}[${i}]: expected ${expected[i]}, got ${actual[i]}`);
  }
}
