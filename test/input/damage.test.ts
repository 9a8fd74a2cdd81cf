import assert from "node:assert/strict";
import fc from "fast-check";
import { matricesIn } from "../../src/input/search/locate-matrices";
import { TEXT_FORMATS } from "../../src/input/formats/index";
import { readProblem, type FormatName } from "../../src/input/read";
import { readParameter } from "../../src/input/vector";
import { SEED } from "./support";

/** Every example that the formats give, whatever is added to them. */
const GOOD = TEXT_FORMATS.flatMap(({ examples }) =>
  examples.flatMap(({ source }) => (typeof source === "string" ? [source] : [])),
);
const PIECES = [
  "[",
  "]",
  "{",
  "}",
  ",",
  '"',
  "'",
  "1e400",
  "nan",
  "//",
  "/*",
  "\n",
  "#",
  "...",
  "-",
  ".",
  "\\",
  "\u0000",
  "é",
  "null",
  "x",
  ";",
  "\t",
];
const ASKED: (FormatName | undefined)[] = [undefined, ...TEXT_FORMATS.map(({ name }) => name)];

describe("damaged text", () => {
  it("never throws: it reads as some tensor, or gives one sentence with a place inside the text", () => {
    const edits = fc.array(fc.tuple(fc.nat(120), fc.nat(3), fc.constantFrom("", ...PIECES)), {
      minLength: 1,
      maxLength: 5,
    });
    const anyRange = fc.option(fc.tuple(fc.nat(120), fc.nat(120)), { nil: undefined });
    fc.assert(
      fc.property(
        fc.constantFrom(...GOOD),
        edits,
        fc.constantFrom(...ASKED),
        anyRange,
        (good, changes, format, ends) => {
          let text = good;
          for (const [at, removed, added] of changes) {
            const start = Math.min(at, text.length);
            text = text.slice(0, start) + added + text.slice(start + removed);
          }
          const range = ends && ([Math.min(...ends, text.length), Math.min(Math.max(...ends), text.length)] as const);
          const result = readProblem(text, { format, range });
          if (result.ok) {
            const { shape, values } = result.value.x;
            assert.ok(shape.length >= 2 && shape.length <= 5, `rank of ${JSON.stringify(text)}`);
            assert.equal(
              values.length,
              shape.reduce((size, extent) => size * extent, 1),
              JSON.stringify(text),
            );
          } else {
            const { place, text: sentence } = result.fault;
            assert.ok(
              place && place.offset >= 0 && place.offset <= text.length,
              `place of ${sentence} in ${JSON.stringify(text)}`,
            );
            assert.match(sentence, /^[^\n]+\.$/s, JSON.stringify(text));
            assert.ok(sentence.length < 500, sentence);
          }
          readParameter(text);
          for (const { start, end } of matricesIn(text)) assert.ok(start < end && end <= text.length);
        },
      ),
      { ...SEED, numRuns: 4000 },
    );
  });

  it("of deep nesting and long rows is refused without running out of stack", () => {
    for (const text of [
      "[".repeat(40_000),
      "{".repeat(40_000),
      `[${"[1],".repeat(20_000)}`,
      `[[${"1 ".repeat(20_000)}`,
    ]) {
      for (const format of ASKED) assert.equal(readProblem(text, { format }).ok, false);
      matricesIn(text);
    }
  });
});
