import assert from "node:assert/strict";
import type { Fault } from "../../../src/core/fault";
import { createProblem, type ProblemInput } from "../../../src/core/problem";
import { sizeOf, type Tensor } from "../../../src/core/tensor";
import { readProblem, readTensor, type ReadOptions } from "../../../src/input/read";
import { matricesIn } from "../../../src/input/search/locate-matrices";
import { QueriedText } from "../../../src/input/search/text-queries";
import { widenSelection } from "../../../src/input/search/widen-selection";
import { readParameter } from "../../../src/input/vector";

/** What steers a terminal or the direction of writing; nothing of it stands in a message. */
// eslint-disable-next-line no-control-regex
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb]/;
/** Words of what was expected, or is to be done. */
const TELLS = /expect|known keys|\bgot\b|never closed|more than|\bselect\b/i;
const LONGEST_SENTENCE = 500;
/** Numbers that a reader makes of one byte at most; deflate makes 1032 bytes, and gdb's counts of repeats are bounded. */
const MOST_NUMBERS = 1032 * 8;

/** A source is read as some tensor whose count is that of its shape, or refused in a sentence with a place in it. */
export function checkProblem(source: string | Uint8Array, options: ReadOptions): void {
  const result = readProblem(source, options);
  if (!result.ok) {
    checkFault(result.fault, source);
    return;
  }
  checkInput(result.value, source);
  for (const { id } of result.value.reading?.alternatives ?? []) {
    const other = readProblem(source, { ...options, wanted: id });
    if (other.ok) checkInput(other.value, source);
    else checkFault(other.fault, source);
  }
}

/** The same of a source that is picked for one tensor. */
export function checkTensorOf(source: string | Uint8Array, options: ReadOptions): void {
  const result = readTensor(source, options);
  if (result.ok) checkTensor("the tensor", result.value);
  else checkFault(result.fault, source);
}

/** What the editor and the boxes of a panel ask of a text. */
export function checkQueries(text: string, at: number): void {
  const typed = readParameter(text);
  if (!typed.ok) checkFault(typed.fault, text, false);
  else if (typeof typed.value !== "number") checkTensor("a parameter", typed.value);
  for (const { start, end } of matricesIn(text)) assert.ok(start < end && end <= text.length, "a lens");
  const [from, to] = [at % (text.length + 1), text.length - (at % (text.length + 1))];
  const { start, end } = widenSelection(text, Math.min(from, to), Math.max(from, to));
  assert.ok(start <= end && end <= text.length, "a selection");
  const queried = new QueriedText(text);
  const whole = queried.answer("whole", { name: "a.txt" });
  const index = queried.answer("indexAt", { stretch: whole, offset: from });
  if (!index) return;
  const found = queried.answer("rangeOf", { stretch: whole, index });
  assert.ok(found && found.start <= found.end && found.end <= queried.text.length, "the place of a number");
}

function checkFault(fault: Fault, source: string | Uint8Array, hasPlace = true): void {
  const { text, place } = fault;
  assert.doesNotMatch(text, UNSEEN);
  assert.match(text, /^\S.*\S[.?]$/);
  assert.match(text, TELLS);
  assert.ok(text.length < LONGEST_SENTENCE, `a sentence of ${text.length} characters: ${text}`);
  if (hasPlace) assert.ok(place, `no place: ${text}`);
  if (place)
    assert.ok(place.offset >= 0 && place.offset <= source.length && place.line >= 1 && place.column >= 1, text);
}

function checkInput(input: ProblemInput, source: string | Uint8Array): void {
  const { x, candidate = {}, reading, notes = [] } = input;
  assert.ok(x.shape.length >= 2 && x.shape.length <= 6, `rank ${x.shape.length}`);
  assert.equal(reading?.values, x.values.length);
  assert.ok(x.values.length <= MOST_NUMBERS * source.length, `${x.values.length} numbers of ${source.length}`);
  const { gamma, beta, dout, runningMean, runningVar, mask } = input;
  const parts = { x, gamma, beta, dout, runningMean, runningVar, mask, ...candidate };
  for (const [name, part] of Object.entries(parts)) if (typeof part === "object") checkTensor(name, part);
  for (const { text } of [...reading.assumed, ...reading.alternatives]) assert.doesNotMatch(text, UNSEEN);
  for (const note of notes) assert.doesNotMatch(note, UNSEEN);
  if (x.values.length > 10_000) return;
  const problem = createProblem(input);
  if (!problem.ok) checkFault(problem.fault, source, false);
}

function checkTensor(name: string, { shape, values, dtype }: Tensor): void {
  assert.equal(values.length, sizeOf(shape), `${name}: ${values.length} numbers for ${shape.join(" x ")}`);
  assert.ok(["float64", "float32", "float16", "bfloat16"].includes(dtype), `${name}: ${dtype}`);
}
