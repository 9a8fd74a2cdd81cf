import assert from "node:assert/strict";
import { readProblem } from "../../src/input/read";
import { NumberPlaces } from "../../src/input/search/number-places";
import { TEXT_FORMATS } from "../../src/input/formats/index";
import type { Example } from "../../src/input/formats/format";
import { LANGUAGES } from "./pastes/languages";
import { PANDAS } from "./pastes/pandas";
import { PYTHON } from "./pastes/python";
import { TEXTS } from "./pastes/texts";
import { TORCH_FAMILY } from "./pastes/torch-family";

const repeat = (piece: string, length: number): string => piece.repeat(Math.ceil(length / piece.length));

/** Texts of about `length` characters that might lead a reader to look at some of them again and again. */
const HOSTILE: Readonly<Record<string, (length: number) => string>> = {
  "rows of numbers": (length) => repeat("1.5 -0.25 3.125\n", length),
  "one row": (length) => repeat("1.5,", length),
  "a long row below others": (length) => `a b\n0 1.5 2\n1 2.5${repeat(" 0.75", length)}\n`,
  "two long rows": (length) => `${repeat("0.75 ", length / 2)}\n${repeat("1.25 ", length / 2)}\n`,
  "rows with an index": (length) => Array.from({ length: length / 12 }, (_, i) => `${i} 1.5 2`).join("\n"),
  "rows with a header that is short": (length) =>
    `a b\n${Array.from({ length: length / 12 }, (_, i) => `${i} 1.5 2`).join("\n")}`,
  "blocks of rows": (length) => repeat("1 2\n3 4\n\n", length),
  "tables with headers": (length) => repeat("a b\n1 2\n", length),
  "blank lines": (length) => `${repeat("\n", length)}1 2\n3 4`,
  "blanks in a line": (length) => `1${" ".repeat(length)}2\n3 4`,
  "quotes that are never closed": (length) => repeat('"a 1,', length),
  "quotes on every line": (length) => repeat('"1\n', length),
  "decimal commas": (length) => repeat("1,5;2,25\n", length),
  "groups of digits": (length) => `1;2\n${repeat("123.", length)}x;2`,
  "types of every element": (length) => `(double[9][2]) x = {\n${repeat("  (double) [0] = 1\n", length)}}`,
  "types without end": (length) => `  (double) [0] = 1\n  (${repeat(") a", length)}`,
  "levels of an index": (length) => `     a\n${repeat("0 1  2\n  1  2\n", length)}`,
  "levels that count": (length) => `u,v,a\n${repeat("0,0,2\n0,1,2\n", length)}`,
  "digits without end": (length) => `1,2\n3,${repeat("9", length)}x`,
  "a table of Markdown": (length) => `| a | b |\n|---|---|\n${repeat("| 1.5 | -2.25 |\n", length)}`,
  "braces of C++": (length) => `double x[][2] = {${repeat("{1.5, -2.25},\n", length)}{1, 2}};`,
  bars: (length) => repeat("| 1 | 2 |\n", length),
  "rules of dashes": (length) => `${repeat("-", length)}\n1 2\n3 4`,
  "many factors": (length) => repeat("1.0e+03 *\n1 2\n", length),
  "prompts and names": (length) => repeat("> x\n1 2\n", length),
  "slices out of order": (length) => repeat("(1,.,.) =\n1 2\n", length),
  "quoted mail": (length) => repeat("> 1 2\n", length),
  "words and brackets": (length) => repeat("a[b ", length),
  "calls in calls": (length) => repeat("array(", length),
  "types in types": (length) => repeat("[]float64{", length),
  "templates in templates": (length) => repeat("std::vector<", length),
  "brackets in brackets": (length) => repeat("[", length),
  "parentheses in parentheses": (length) => repeat("(", length),
  "pairs of brackets": (length) => repeat("[ ] ", length),
  "arrays with mistakes": (length) => repeat("[[1, 2], [3]]\n", length),
  "arrays without names": (length) => repeat("[1, 2] ", length),
  "names without values": (length) => repeat("x = ", length),
  "names over values": (length) => repeat("x\n[1, 2]\n", length),
  "a long name": (length) => `${repeat("a", length)} = [[1, 2], [3, 4]]`,
  "a path without end": (length) => `${repeat("a.", length)}b = [[1, 2], [3, 4]]`,
  "strings that are never closed": (length) => repeat("'a\\'", length),
  "three quotes": (length) => repeat('"""a', length),
  "comments that are never closed": (length) => repeat("/* [", length),
  "words for numbers": (length) => `[[${repeat("np.float64(1.5), ", length)}1]]`,
  "calls that are never closed": (length) => `[[${repeat("np.float64(1.5, ", length)}1]]`,
  "factors of arrays": (length) => repeat("1e4 * ", length),
  "repeated elements": (length) => `{${repeat("{1 <repeats 2 times>, ", length)}`,
  "underscores in numbers": (length) => `[[${repeat("1_", length)}0]]`,
  "tensors in a list": (length) => `[${repeat("tensor([1., 2.], device='cuda:0'), ", length)}tensor([1., 2.])]`,
  semicolons: (length) => `[${repeat("1 2;", length)}3 4]`,
  "records of JSON": (length) => `[${repeat('{"a": 1, "b": 2},', length)}{"a": 1, "b": 2}]`,
  "lines of records": (length) => repeat('{"a": 1, "b": 2}\n', length),
  "objects in an object": (length) => repeat('{"a": ', length),
  "members of an object": (length) => `{${repeat('"a": [1],', length)}"b": 1}`,
  "columns by name": (length) => `{${Array.from({ length: length / 20 }, (_, i) => `"c${i}": {"0": 1}`).join(", ")}}`,
  "a typed array": (length) =>
    `{"shape": [${Math.floor(length / 12)}], "data": {${Array.from({ length: length / 12 }, (_, i) => `"${i}": 1`).join(", ")}}}`,
};

/** Texts that a pattern with two repetitions of the same characters side by side would try in as many ways as it can. */
const TRYING: Readonly<Record<string, (length: number) => string>> = {
  "digits in brackets": (length) => `[[${repeat("9", length)}x`,
  "digits and underscores": (length) => `[[${repeat("1_", length)}x`,
  "digits and points": (length) => `[[${repeat("1.", length)}x`,
  "a bar and dots": (length) => `|${repeat(".", length)}x\n1 2`,
  "braces behind a count": (length) => `2x3 ${repeat("{}", length)}x`,
  "braces behind a shape": (length) => `2×3 ${repeat("{}:", length)}x`,
  "comments in front": (length) => `${repeat("/* a */ ", length)}x`,
  "comments in front of a list": (length) => `${repeat("// a\n", length)}[x`,
  "blanks behind a name": (length) => `x =${" ".repeat(length)}y [[1, 2]]`,
  "blanks behind a colon": (length) => `{'x':${" ".repeat(length)}y`,
  "blanks behind an array": (length) => `[[1, 2]]${" ".repeat(length)}x`,
  "lines behind an array": (length) => `[[1, 2]]${"\n".repeat(length)}x`,
  "blanks in a call": (length) => `[[np.float64(1.5,${" ".repeat(length)}a =${" ".repeat(length)}`,
  "commas and blanks": (length) => repeat("a, ", length),
  "colons and blanks": (length) => `2×3 a${repeat(" :", length)}x`,
  "marks of quotes": (length) => `${repeat(">", length)}1\n${repeat("> ", length)}x`,
};

/** The examples and pastes themselves, many times one after the other. */
const REPEATED: Readonly<Record<string, string>> = Object.fromEntries([
  ...TEXT_FORMATS.flatMap(({ examples }): readonly Example[] => examples).flatMap(({ what, source }) =>
    typeof source === "string" ? [[what, source] as const] : [],
  ),
  ...[...TORCH_FAMILY, ...LANGUAGES, ...PYTHON, ...PANDAS, ...TEXTS].map(({ what, source }) => [what, source] as const),
]);

/** Counts the characters that a program looks at, by the methods through which it can. */
function countLooks(work: () => void): number {
  let looks = 0;
  const strings = String.prototype as unknown as Record<string, (...given: unknown[]) => unknown>;
  const patterns = RegExp.prototype as unknown as Record<string, (...given: unknown[]) => unknown>;
  const kept: (() => void)[] = [];
  const watch = (
    target: typeof strings,
    name: string,
    cost: (self: unknown, given: unknown[], result: unknown, from: number) => number,
  ): void => {
    const original = target[name];
    if (!original) throw new Error(`expected a method ${name}`);
    kept.push(() => (target[name] = original));
    target[name] = function (this: unknown, ...given: unknown[]): unknown {
      const from = this instanceof RegExp ? this.lastIndex : 0;
      const result = original.apply(this, given);
      looks += cost(this, given, result, from);
      return result;
    };
  };
  const one = (): number => 1;
  const whole = (self: unknown): number => String(self).length;
  for (const name of ["charCodeAt", "charAt", "startsWith", "endsWith"]) watch(strings, name, one);
  for (const name of ["split", "replaceAll", "trim", "trimEnd", "trimStart"]) watch(strings, name, whole);
  watch(strings, "slice", (_self, _given, result) => String(result).length);
  for (const name of ["indexOf", "lastIndexOf", "includes"]) {
    watch(strings, name, (self, [, from], result) => {
      const { length } = String(self);
      const start = typeof from === "number" ? Math.min(from, length) : name === "lastIndexOf" ? length : 0;
      if (typeof result === "boolean") return result ? 1 : length - start;
      const at = typeof result === "number" && result >= 0 ? result : name === "lastIndexOf" ? 0 : length;
      return Math.abs(at - start) + 1;
    });
  }
  // A sticky pattern looks at what it matches; one that searches may look at all there is. What they try in vain is
  // bounded in each of them.
  for (const name of ["exec", "test"]) {
    watch(patterns, name, (self, [text], _result, from) => {
      const { sticky, global, lastIndex } = self as RegExp;
      if (!sticky && !global) return String(text).length;
      return lastIndex > from ? lastIndex - from : sticky ? 1 : String(text).length - from;
    });
  }
  try {
    work();
  } finally {
    for (const restore of kept) restore();
  }
  return looks;
}

/** A reader looks at a character so often at most: it tries a text as several formats. */
const MOST_LOOKS = 400;
/** Twice the text, twice the looks: growth with the square would make it four times. */
const MOST_GROWTH = 2.4;

function checkGrowth(length: number, make: (length: number) => string, work: (text: string) => unknown): void {
  const [small, large] = [make(length), make(2 * length)];
  const looks = countLooks(() => void work(small));
  const twice = countLooks(() => void work(large));
  const times = twice / looks / (large.length / small.length / 2);
  assert.ok(
    looks / small.length <= MOST_LOOKS,
    `each of ${small.length} characters was looked at ${looks / small.length} times`,
  );
  assert.ok(
    times <= MOST_GROWTH || twice / large.length < 20,
    `${looks} looks at ${small.length} characters, ${twice} at ${large.length}`,
  );
}

const read = (text: string): unknown => readProblem(text);
const place = (text: string): unknown => new NumberPlaces(text, { start: 0, end: text.length, kind: "whole" });

describe("the work of the readers grows with the text and no faster", () => {
  for (const [kind, make] of Object.entries(HOSTILE)) {
    it(`in ${kind}`, () => {
      checkGrowth(10_000, make, read);
      checkGrowth(10_000, make, place);
    });
  }
  it("in long texts too: a pattern that tries them in more ways than one would never end", () => {
    for (const make of Object.values(TRYING)) void read(make(400_000));
  });
  for (const [kind, source] of Object.entries(REPEATED)) {
    it(`in many times: ${kind}`, () => {
      checkGrowth(4000, (length) => repeat(`${source}\n`, length), read);
    });
  }
});
