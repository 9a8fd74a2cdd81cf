import assert from "node:assert/strict";
import fc from "fast-check";
import { matricesIn } from "../../src/input/locate";
import { readProblem, type Format } from "../../src/input/read";
import { readParameter } from "../../src/input/vector";
import { SEED } from "./support";

const GOOD = [
  "[[1, 2.5, -3e4], [4, 5, 6]]",
  '{"x": [[1, NaN], ["-Infinity", 4]], "gamma": [1, 2], "eps": 1e-5, "candidate": {"dx": [[1, 2], [3, 4]]}}',
  "array([[1., 2.],\n       [nan, -inf]], dtype=float32)",
  "tensor([[[1.5, 2.], [3., 4.]]], device='cuda:0')",
  "a,b\n1,2\n3,4\n",
  "1 2 3\n4 5 6\n",
  "float x[2][2] = {{1.0f, 2.f}, {3, 4}};",
];
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
const FORMATS: (Format | undefined)[] = [undefined, "json", "printed", "table"];

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
        fc.constantFrom(...FORMATS),
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
      for (const format of FORMATS) assert.equal(readProblem(text, { format }).ok, false);
      matricesIn(text);
    }
  });
});
