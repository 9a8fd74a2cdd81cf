import assert from "node:assert/strict";
import { itemAt } from "../../../src/core/item-at";
import { enclosingMatrix, firstMatrix, matricesIn, rootMatrix } from "../../../src/input/search/locate-matrices";
import { widenSelection } from "../../../src/input/search/widen-selection";
import type { Steps } from "../../../src/input/search/skip";

/** Texts of about `length` characters that were slow to search once, or look as if they could be. */
const HOSTILE: Readonly<Record<string, (length: number) => string>> = {
  "an array of records": (length) => {
    const records: string[] = [];
    for (let i = 0, size = 0; size < length; size += itemAt(records, i++).length) {
      records.push(`{"id": ${i}, "name": "record ${i}", "score": ${i / 7}, "tags": ["a", "b"], "at": null}`);
    }
    return `[\n${records.join(",\n")}\n]`;
  },
  GeoJSON: (length) => {
    const feature = `{"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [[[1.5, 2], [3, 4], [1.5, 2]]]}},\n`;
    return `{"type": "FeatureCollection", "features": [\n${repeat(feature, length)}{}]}`;
  },
  "COCO, minified": (length) =>
    `{"info":{},"annotations":[${repeat('{"bbox":[1,2,3,4],"segmentation":[[1,2,3,4,5,6]]},', length)}{}]}`,
  "comments that are never closed": (length) => repeat("[/* ", length),
  "braces with such comments": (length) => repeat("{ /*", length),
  "digits without end": (length) => `[[${repeat("9", length)}x`,
  "digits and exponents": (length) => repeat("[[1e1e", length),
  "arrays inside arrays": (length) => repeat("[", length),
  "objects inside objects": (length) => repeat('{"x":', length),
  "problems inside problems": (length) => repeat('{"candidate":{"dx":[[1]],"x":', length),
  "one long string": (length) => `[["${repeat("ab", length)}"]]`,
  "strings that are never closed": (length) => repeat('[1,"', length),
  "quotes behind backslashes": (length) => repeat('"\\', length),
  "white space behind keys": (length) => repeat(`{"x"${" ".repeat(1000)}`, length),
  "lists of numbers and words": (length) => repeat('[[1,"a"', length),
  "words like numbers": (length) => repeat("[n [f [np.nan ", length),
  "lone closing brackets": (length) => repeat("]", length),
  "matrices with mistakes": (length) => repeat("[[1,2],[3]],", length),
  "one matrix": (length) => `[${repeat("[1.25,2.5,-4e3],", length)}[1,2,3]]`,
  "one row": (length) => `[[${repeat("1.25,", length)}1]]`,
  "rows of NaN": (length) => `[${repeat("[NaN,nan,np.nan],", length)}[1,2,3]]`,
  "comments of Python": (length) => repeat("[1 # ", length),
  "a log on one line": (length) => repeat("[info] x = [[1 2] [3 nan]] http://a/b ", length),
};

function repeat(piece: string, length: number): string {
  return piece.repeat(Math.ceil(length / piece.length));
}

type Search = (text: string, steps: Steps) => unknown;
const SEARCHES: Readonly<Record<string, Search>> = {
  "the lenses": (text, steps) => matricesIn(text, text.length, steps),
  "the root": (text, steps) => rootMatrix(text, steps),
  "the first": (text, steps) => firstMatrix(text, steps),
  "around the cursor": (text, steps) => enclosingMatrix(text, text.length >> 1, text.length >> 1, steps),
  "a selection": (text, steps) => widenSelection(text, text.length >> 2, text.length >> 1, steps),
  "all selected": (text, steps) => widenSelection(text, 0, text.length, steps),
  "a cursor alone": (text, steps) => widenSelection(text, text.length >> 1, text.length >> 1, steps),
};

/** A character is looked at no more often than this by the search that looks most: a selection is tried as several things. */
const MOST_VISITS = 12;

function visits(text: string, search: Search): number {
  const steps: Steps = { visited: 0 };
  search(text, steps);
  return steps.visited / text.length;
}

describe("the search for matrices grows with the text and no faster", () => {
  for (const [kind, make] of Object.entries(HOSTILE)) {
    it(`in ${kind}`, () => {
      for (const [name, search] of Object.entries(SEARCHES)) {
        for (const length of [60_000, 500_000]) {
          const each = visits(make(length), search);
          assert.ok(each <= MOST_VISITS, `${name}, ${length} characters: each visited ${each.toFixed(1)} times`);
        }
      }
      // What the editor does by itself, and the command with nothing selected, which tries all there is.
      const large = make(8_000_000);
      for (const name of ["the lenses", "a cursor alone"]) {
        const search = SEARCHES[name];
        assert.ok(search, `expected a search named ${name}`);
        const each = visits(large, search);
        assert.ok(each <= MOST_VISITS, `${name}, ${large.length} characters: each visited ${each.toFixed(1)} times`);
      }
    });
  }

  it("counts what it looks at: every character of a matrix once", () => {
    const steps: Steps = { visited: 0 };
    const text = "[[1, 2], [3, 4]]";
    assert.equal(matricesIn(text, text.length, steps).length, 1);
    assert.equal(steps.visited, text.length);
  });
});
