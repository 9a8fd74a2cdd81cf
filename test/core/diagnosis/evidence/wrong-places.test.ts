import assert from "node:assert/strict";
import fc from "fast-check";
import { wrongPlaces } from "../../../../src/core/diagnosis/evidence/wrong-places";
import { indexAt, layoutOn, rowAt, type Layout } from "../../../../src/core/layout";
import { sizeOf } from "../../../../src/core/tensor";

const TOLD = /^All wrong cells of dx lie in (.*); every cell there is wrong\.$/;

function mask(layout: Layout, isWrong: (row: number, column: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: sizeOf(layout.shape) }, (_, offset) => {
    const column = Math.floor(offset / layout.inner) % layout.channels;
    return Number(isWrong(rowAt(layout, offset), column));
  });
}

function told(shape: readonly number[], isWrong: (row: number, column: number) => boolean): string | undefined {
  const layout = layoutOn(1, shape);
  return TOLD.exec(wrongPlaces(layout, "dx", mask(layout, isWrong)) ?? "")?.[1];
}

/** What a phrase says: whether a place along an axis of this extent is meant. Undefined for a phrase that nobody knows. */
function meaning(phrase: string, name: string, extent: number): ((at: number) => boolean) | undefined {
  const words = phrase.replace(/ \(.*\)$/, "");
  const numbers = [...words.matchAll(/\d[\d,]*/g)].map(([text]) => Number(text.replace(",", "")));
  const [one = NaN, two = NaN] = numbers;
  const is = (form: string): boolean => new RegExp(`^${form.replaceAll("#", "\\d[\\d,]*")}$`).test(words);
  if (is(`${name} #`)) return (at) => at === one;
  if (is(`${name}s # to #`)) return (at) => at >= one && at <= two;
  if (is(`the first # ${name}s`)) return (at) => at < one;
  if (is(`the last # ${name}s`)) return (at) => at >= extent - one;
  if (is(`every #(st|nd|rd|th) ${name} from ${name} # on`)) return (at) => at % one === two;
  if (is(`the first # ${name}s in every tile of #`)) return (at) => at % two < one;
  if (is(`the last # ${name}s in every tile of #`)) return (at) => at % two >= two - one;
  if (is(`every 2nd tile of # ${name}s from ${name} # on`))
    return (at) => Math.floor(at / two) % 2 === Math.floor((numbers[2] ?? NaN) / two) % 2;
  if (is(`${name}s #(, #)* and #`)) return (at) => numbers.includes(at);
  return undefined;
}

/** Whether what stands in brackets behind a phrase is so. */
function isNoteTrue(phrase: string, extent: number): boolean {
  const note = / \((.*)\)$/.exec(phrase)?.[1];
  if (note === undefined) return true;
  const inside = Array.from({ length: extent }, (_, at) => at).filter(
    (at) => meaning(phrase, "row", extent)?.(at) ?? meaning(phrase, "column", extent)?.(at),
  );
  const [first = NaN, last = NaN] = [inside[0], inside.at(-1)];
  const left = /^what tiles of (\d+(?:, \d+)*(?: or \d+)?) leave over$/.exec(note)?.[1]?.match(/\d+/g);
  if (left) return left.every((size) => extent % Number(size) === inside.length) && last === extent - 1;
  const [, which, size] = /^the (first|last|\d+\w\w) tile of (\d+)$/.exec(note) ?? [];
  const tile = Number(size);
  const isTile = inside.length === tile && first % tile === 0;
  if (which === "first") return isTile && first === 0;
  if (which === "last") return isTile && last === extent - 1;
  return isTile && first / tile + 1 === parseInt(which ?? "", 10);
}

describe("where wrong cells lie", () => {
  const cases: [string, readonly number[], (row: number, column: number) => boolean, string | undefined][] = [
    ["a tail of columns", [40, 77], (_, k) => k >= 64, "the last 13 columns (what tiles of 16, 32 or 64 leave over)"],
    ["columns at the end", [40, 70], (_, k) => k >= 57, "the last 13 columns"],
    ["every 16th row", [96, 5], (i) => i % 16 === 0, "every 16th row from row 0 on"],
    ["every other column", [9, 11], (_, k) => k % 2 === 1, "every 2nd column from column 1 on"],
    ["the last tile", [128, 6], (i) => i >= 96, "rows 96 to 127 (the last tile of 32)"],
    ["a tile between others", [128, 6], (i) => i >= 32 && i < 64, "rows 32 to 63 (the 2nd tile of 32)"],
    ["the first tile", [100, 6], (i) => i < 16, "rows 0 to 15 (the first tile of 16)"],
    ["a row", [20, 6], (i) => i === 7, "row 7"],
    ["the last row, a tail", [33, 6], (i) => i === 32, "row 32 (what tiles of 8, 16 or 32 leave over)"],
    ["the first rows", [20, 6], (i) => i < 5, "the first 5 rows"],
    ["rows between others", [20, 6], (i) => i >= 5 && i < 9, "rows 5 to 8"],
    ["some columns", [20, 9], (_, k) => [1, 4, 5].includes(k), "columns 1, 4 and 5"],
    ["ends of tiles", [100, 3], (i) => i % 16 >= 14, "the last 2 rows in every tile of 16"],
    ["every second tile", [100, 3], (i) => Math.floor(i / 16) % 2 === 1, "every 2nd tile of 16 rows from row 16 on"],
    ["a corner", [20, 9], (i, k) => i > 16 && k < 2, "the last 3 rows, there in the first 2 columns"],
    ["a sample", [4, 3, 5, 6], (i) => Math.floor(i / 30) === 2, "sample 2"],
    [
      "a channel's border",
      [4, 3, 5, 6],
      (i, k) => k === 1 && i % 6 > 3,
      "the last 2 image columns, there in channel 1",
    ],
    ["rows over samples", [4, 3, 5], (i) => i > 12, "the last 7 matrix rows"],
    ["everything", [20, 6], () => true, undefined],
    ["nothing", [20, 6], () => false, undefined],
    ["a single cell", [20, 6], (i, k) => i === 3 && k === 4, undefined],
    ["two cells of a row", [20, 6], (i, k) => i === 3 && (k === 0 || k === 4), undefined],
    ["all but one cell of a column", [20, 6], (i, k) => k === 2 && i !== 7, undefined],
    ["a column and a cell", [20, 6], (i, k) => k === 2 || (k === 3 && i === 0), undefined],
    ["many rows without a rule", [99, 6], (i) => (i * i) % 7 === 2, undefined],
  ];
  for (const [what, shape, isWrong, expected] of cases) {
    it(`is said of ${what}`, () => assert.equal(told(shape, isWrong), expected));
  }

  it("is said of dgamma and dbeta by their columns", () => {
    const wrong = Uint8Array.from({ length: 40 }, (_, k) => Number(k >= 32));
    const text =
      "All wrong cells of dbeta lie in columns 32 to 39 (what tiles of 16 or 32 leave over); every cell there is wrong.";
    assert.equal(wrongPlaces(layoutOn(1, [7, 40]), "dbeta", wrong), text);
    assert.equal(wrongPlaces(layoutOn(1, [7, 40, 3]), "dbeta", wrong), text.replace("columns", "channels"));
    assert.equal(wrongPlaces(layoutOn(1, [7, 40]), "dgamma", new Uint8Array(40).fill(1)), undefined);
  });

  it("is said of a matrix whose features come first by its own rows and columns", () => {
    const layout = layoutOn(0, [5, 20]); // D x N
    assert.equal(
      wrongPlaces(
        layout,
        "dx",
        mask(layout, (row) => row < 4),
      ),
      "All wrong cells of dx lie in the first 4 rows; every cell there is wrong.",
    );
  });

  it("is exactly so, whatever is wrong", () => {
    const sets = (extent: number): fc.Arbitrary<readonly number[]> =>
      fc.oneof(
        fc.constant(Array.from({ length: extent }, (_, at) => at)),
        fc.subarray(
          Array.from({ length: extent }, (_, at) => at),
          { minLength: 1 },
        ),
        fc
          .tuple(fc.nat(extent - 1), fc.nat(extent - 1))
          .map(([a, b]) => Array.from({ length: extent }, (_, at) => at).filter((at) => at >= Math.min(a, b) && at <= Math.max(a, b))), // prettier-ignore
        fc
          .tuple(fc.integer({ min: 1, max: 20 }), fc.nat(19), fc.integer({ min: 1, max: 3 }))
          .map(([step, from, length]) => Array.from({ length: extent }, (_, at) => at).filter((at) => (at + from) % step < length)), // prettier-ignore
        fc
          .constantFrom(8, 16, 32)
          .map((size) => Array.from({ length: extent }, (_, at) => at).filter((at) => Math.floor(at / size) % 2 === 0)),
      );
    const trial = fc.tuple(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 70 })).chain(([rows, columns]) =>
      fc.record({
        shape: fc.constant([rows, columns]),
        rows: sets(rows),
        columns: sets(columns),
        flip: fc.option(fc.nat(rows * columns - 1), { freq: 1 }), // in half of them one cell that breaks the rule
      }),
    );
    let said = 0;
    fc.assert(
      fc.property(trial, ({ shape, rows, columns, flip }) => {
        const layout = layoutOn(1, shape);
        const [inRows, inColumns] = [new Set(rows), new Set(columns)];
        const wrong = mask(layout, (row, column) => inRows.has(row) && inColumns.has(column));
        if (flip !== null) wrong[flip] = 1 - (wrong[flip] ?? 0);
        const sentence = wrongPlaces(layout, "dx", wrong);
        if (sentence === undefined) return;
        said++;
        const phrases = (TOLD.exec(sentence)?.[1] ?? "").split(", there in ");
        const [N = 0, D = 0] = shape;
        const isMeant = phrases.map((phrase) => {
          const ofRows = meaning(phrase, "row", N);
          const ofColumns = meaning(phrase, "column", D);
          assert.ok(ofRows ?? ofColumns, `nobody knows what "${phrase}" says`);
          assert.ok(isNoteTrue(phrase, ofRows ? N : D), sentence);
          return (index: readonly number[]) => ofRows?.(index[0] ?? NaN) ?? ofColumns?.(index[1] ?? NaN);
        });
        wrong.forEach((cell, offset) => {
          const index = indexAt(shape, offset);
          assert.equal(cell === 1, isMeant.every((is) => is(index)), `${sentence} [${index.join(", ")}]`); // prettier-ignore
        });
        assert.ok(wrong.includes(0), "something is right");
      }),
      { numRuns: 1000 },
    );
    assert.ok(said > 100, `${said} sentences`);
  });
});
