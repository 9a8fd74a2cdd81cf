import type { Result } from "../core/fault";
import type { ProblemInput } from "../core/problem";
import type { Format } from "./format";
import { readJson } from "./json";
import { attempt } from "./place";
import { decodeText } from "./text";

export interface ReadOptions {
  /** The format, when it is known; guessed from name and content otherwise. */
  readonly format?: Format;
  /** Part of a text to read, in its own offsets; widened when it cuts a number or an array in half. */
  readonly range?: readonly [start: number, end: number];
  /** Name of the file, for the guess. */
  readonly name?: string;
}

/** Reads a problem from a text or a file's bytes. Every fault names the place where it stands. */
export function readProblem(source: string | Uint8Array, options: ReadOptions = {}): Result<ProblemInput> {
  return attempt(() => {
    const text = typeof source === "string" ? source : decodeText(source);
    return readJson(text, ...(options.range ?? [])).input;
  });
}
