import assert from "node:assert/strict";
import fc from "fast-check";
import { itemAt } from "../../../src/core/item-at";
import { FORMATS, TEXT_FORMATS } from "../../../src/input/formats/index";
import type { InputFormat } from "../../../src/input/formats/format";
import { readProblem, type FormatName, type ReadOptions } from "../../../src/input/read";
import { matricesIn } from "../../../src/input/search/locate-matrices";
import { LANGUAGES } from "../pastes/languages";
import { PANDAS } from "../pastes/pandas";
import { PYTHON } from "../pastes/python";
import { TEXTS } from "../pastes/texts";
import { TORCH_FAMILY } from "../pastes/torch-family";
import { bytesOfExample } from "../support";
import { editBytes, editWithin } from "./byte-edits";
import { checkProblem, checkQueries, checkTensorOf } from "./invariants";
import { editText, type Edit } from "./text-edits";
import { Watch } from "./watch";

/** GRADIENT_LENS_SEED and GRADIENT_LENS_PATH, as a failure prints them, make the same input again. */
const { GRADIENT_LENS_SEED, GRADIENT_LENS_PATH, GRADIENT_LENS_RUNS } = process.env;
const seed = GRADIENT_LENS_SEED === undefined ? Date.now() % 2 ** 31 : Number(GRADIENT_LENS_SEED);
const replay = { seed, ...(GRADIENT_LENS_PATH !== undefined && { path: GRADIENT_LENS_PATH }) };
const INPUTS = Number(GRADIENT_LENS_RUNS ?? 100_000); // over all formats
const formats: readonly InputFormat[] = FORMATS;

const EXAMPLES = formats.flatMap(({ examples }) => examples);
const TEXTS_OF_EXAMPLES = EXAMPLES.flatMap(({ source }) => (typeof source === "string" ? [source] : []));
const FILES_OF_EXAMPLES = EXAMPLES.map(bytesOfExample);
const PASTES = [...TORCH_FAMILY, ...LANGUAGES, ...PYTHON, ...PANDAS, ...TEXTS].map(({ source }) => source);

const whole = fc.noBias(fc.nat({ max: 0x7fff_ffff }));
const edits = fc.array(fc.tuple(whole, whole, whole, whole), { minLength: 1, maxLength: 6 });
const NAMES: (FormatName | undefined)[] = [undefined, undefined, ...FORMATS.map(({ name }) => name)];
const asked = fc.record({
  format: fc.constantFrom(...NAMES),
  name: fc.constantFrom(undefined, "a.txt", ...formats.flatMap(({ endings }) => endings.map((end) => `a.${end}`))),
  range: fc.option(fc.tuple(whole, whole), { freq: 6 }),
});
type Asked = Omit<ReadOptions, "range"> & { range: [number, number] | null };

/** How a reader is asked for a source of this length. */
function optionsOf({ format, name, range }: Asked, length: number): ReadOptions {
  if (!range) return { format, name };
  const [one, other] = range.map((at) => at % (length + 1)) as [number, number];
  return { format, name, range: [Math.min(one, other), Math.max(one, other)] };
}

describe(`whatever is read (seed ${seed}, ${INPUTS} inputs)`, () => {
  const watch = new Watch();
  const { stackTraceLimit } = Error;
  before(() => {
    // Readers that try throw often, and a stack takes longer than most inputs. Playing a failure again shows it.
    if (GRADIENT_LENS_PATH === undefined) Error.stackTraceLimit = 0;
  });
  after(() => {
    Error.stackTraceLimit = stackTraceLimit;
  });
  const numRuns = Math.ceil(INPUTS / formats.length);

  for (const [nth, format] of formats.entries()) {
    // A failure prints the seed of its format. Of one seed all formats would change the pastes alike.
    const runs = { ...replay, seed: GRADIENT_LENS_PATH === undefined ? seed + nth : seed, numRuns };
    const files = format.examples.map(bytesOfExample);
    const texts = format.examples.flatMap(({ source }) => (typeof source === "string" ? [source] : []));

    const checkText = (text: string, options: Asked, at: number): void => {
      checkProblem(text, optionsOf(options, text.length));
      checkTensorOf(text, { name: options.name });
      if (at % 3 === 0) checkQueries(text, at);
    };
    const checkFile = (bytes: Uint8Array, { format, name }: Asked): void => {
      checkProblem(bytes, { format, name });
      checkTensorOf(bytes, { name });
    };

    it(`from the examples of ${format.name}: ends, with what fits together or one sentence`, function () {
      this.timeout(0);
      if (format.kind === "text") {
        const property = fc.property(whole, edits, asked, whole, (nth, changes: Edit[], options, how) => {
          const sources = how % 2 ? texts : PASTES;
          const good = itemAt(sources, nth % sources.length);
          const text = changes.reduce((text, edit) => editText(text, edit, TEXTS_OF_EXAMPLES), good);
          watch.during(text, () => {
            if (how % 5) checkText(text, options, how);
            else checkFile(new TextEncoder().encode(text), options);
          });
        });
        watch.over(numRuns, () => {
          fc.assert(property, runs);
        });
      } else {
        const property = fc.property(whole, edits, asked, whole, (nth, changes: Edit[], options, how) => {
          const change = how % 3 ? editWithin : editBytes;
          const good = itemAt(files, nth % files.length);
          const bytes = changes.reduce((bytes, edit) => change(bytes, edit, FILES_OF_EXAMPLES), good);
          watch.during(bytes, () => {
            checkFile(bytes, options);
          });
        });
        watch.over(numRuns, () => {
          fc.assert(property, runs);
        });
      }
    });
  }

  it("deeply nested or in long rows is refused without running out of stack", () => {
    for (const text of [
      "[".repeat(40_000),
      "{".repeat(40_000),
      `[${"[1],".repeat(20_000)}`,
      `[[${"1 ".repeat(20_000)}`,
    ]) {
      for (const format of [undefined, ...TEXT_FORMATS.map(({ name }) => name)]) {
        assert.equal(readProblem(text, { format }).ok, false);
      }
      matricesIn(text);
    }
  });
});
