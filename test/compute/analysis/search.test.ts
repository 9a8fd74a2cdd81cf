import assert from "node:assert/strict";
import { searchRows } from "../../../src/compute/analysis/answers/search";
import { storedTensor } from "../../../src/compute/picture/shown-tensors";
import { Random } from "../../../src/core/arithmetic/random";
import { toLayout } from "../../../src/core/layout";
import type { Wanted } from "../../../src/protocol/queries";

/** What each kind of number is, written down once more. */
const MEANT: readonly (readonly [Wanted, (value: number) => boolean])[] = [
  [{ what: "nan", low: 0, high: 0 }, (v) => Number.isNaN(v)],
  [{ what: "inf", low: 0, high: 0 }, (v) => v === Infinity],
  [{ what: "-inf", low: 0, high: 0 }, (v) => v === -Infinity],
  [{ what: "above", low: 1, high: 0 }, (v) => v > 1],
  [{ what: "from", low: 1, high: 0 }, (v) => v >= 1],
  [{ what: "below", low: 0, high: -1 }, (v) => v < -1],
  [{ what: "to", low: 0, high: -1 }, (v) => v <= -1],
  [{ what: "within", low: -1, high: 1 }, (v) => v >= -1 && v <= 1],
];

describe("a search in rows", () => {
  const layout = toLayout([11, 5]);
  assert.ok(layout.ok);
  const random = new Random(5);
  const odd = [NaN, Infinity, -Infinity, 1, -1];
  const values = Float64Array.from({ length: 55 }, () => odd[Math.floor(random.uniform() * 9)] ?? random.normal() * 2);
  const tensor = storedTensor("x", values);

  for (const [wanted, isMeant] of MEANT) {
    it(`counts, and names the one that is asked for: ${wanted.what}`, () => {
      for (const [row0, row1] of [
        [0, 11],
        [3, 7],
        [7, 99],
        [4, 4],
      ] as const) {
        // prettier-ignore
        const places = [...values.keys()].filter(
          (i) => Math.floor(i / 5) >= row0 && Math.floor(i / 5) < row1 && isMeant(values[i] ?? 0),
        );
        for (const start of [0, 13, 31, 54]) {
          const from = { row: Math.floor(start / 5), column: start % 5 };
          for (const nth of [-1, 0, 2, places.length - 1, places.length]) {
            const report = searchRows(tensor, layout.value, { tensor: "x", wanted, row0, row1, from, nth });
            const place = places[nth];
            assert.deepEqual(report, {
              count: places.length,
              before: places.filter((i) => i < start).length,
              isFrom: places.includes(start),
              cell: place === undefined ? null : { row: Math.floor(place / 5), column: place % 5 },
            });
          }
        }
      }
    });
  }

  it("finds nothing where the check has not come yet", () => {
    const error = storedTensor("error", values.map(() => -1), "float32", false); // prettier-ignore
    const wanted: Wanted = { what: "below", low: 0, high: 1 };
    assert.equal(
      searchRows(error, layout.value, { tensor: "error", wanted, row0: 0, row1: 11, from: null, nth: 0 }).count,
      0,
    );
  });
});
