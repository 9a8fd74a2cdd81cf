import assert from "node:assert/strict";
import { QueriedText } from "../../src/input/search/text-queries";
import { NumberPlaces } from "../../src/input/search/number-places";
import { read, sameValues } from "./support";

/** A text, what is asked for, and what must come. */
const CASES: readonly (readonly [what: string, source: string, wanted: string, shape: number[], values: number[]])[] = [
  ["an index as data", "idx,a\n0,1.5\n1,2.5\n", "first-column-as-data", [2, 2], [0, 1.5, 1, 2.5]],
  ["an index of pandas as data", "     a\n0  1.5\n1  2.5\n", "first-column-as-data", [2, 2], [0, 1.5, 1, 2.5]],
  ["two levels as data", ",,a\n0,0,1.5\n0,1,2.5\n", "first-columns-as-data", [2, 3], [0, 0, 1.5, 0, 1, 2.5]],
  [
    "a level beside words as data",
    "g,step,a\nx,1,1.5\nx,2,2.5\ny,1,3\n",
    "first-columns-as-data",
    [3, 2],
    [1, 1.5, 2, 2.5, 1, 3],
  ],
  [
    "data beside words as a level",
    "g,flag,a\nx,1,1.5\nx,2,2.5\ny,1,3\n",
    "first-columns-as-index",
    [3, 1],
    [1.5, 2.5, 3],
  ],
  [
    "what counts in two columns as an index",
    "u,v,a\n0,0,1.5\n0,1,2.5\n1,0,3\n",
    "first-columns-as-index",
    [3, 1],
    [1.5, 2.5, 3],
  ],
  [
    "two keys of records",
    '[{"run":0,"step":1,"a":1.5},{"run":0,"step":2,"a":2}]',
    "first-columns-as-data",
    [2, 3],
    [0, 1, 1.5, 0, 2, 2],
  ],
  ["data as an index", "0 1.5\n1 0.5\n2 2.5\n", "first-column-as-index", [3, 1], [1.5, 0.5, 2.5]],
  ["a first line as a header", "0,1\n1.5,2.5\n3.5,4\n", "first-line-as-header", [2, 2], [1.5, 2.5, 3.5, 4]],
  [
    "numbered columns and their name as data",
    "3  0  1  2\n0  1  2  3\n1  4  5  6\n",
    "first-line-as-data",
    [3, 4],
    [3, 0, 1, 2, 0, 1, 2, 3, 1, 4, 5, 6],
  ],
  ["commas as decimal ones", "1,5\n2,25\n", "decimal-commas", [2, 1], [1.5, 2.25]],
  ["commas between thousands", "1,234;5,678\n2,345;6,789\n", "thousands", [2, 2], [1234, 5678, 2345, 6789]],
  ["commas in quotes as decimal ones", '"1,234",2\n"5,678",3\n', "decimal-commas", [2, 2], [1.234, 2, 5.678, 3]],
  ["a block alone", "1 2\n3 4\n\n5 6\n7 8\n", "table-2", [2, 2], [5, 6, 7, 8]],
  ["blocks along an axis", "1 2\n3 4\n\n5 6\n7 8\n", "tables-as-axis", [2, 2, 2], [1, 2, 3, 4, 5, 6, 7, 8]],
  [
    "numbers over the name of an index",
    "     0    1\ni          \n0  1.5  2.5\n1  3.5  4.5\n",
    "labels-as-table",
    [1, 2],
    [0, 1],
  ],
  ["the second table", "a b\n1 2\n\nc d e\n5 6 7\n8 9 1\n", "table-2", [2, 3], [5, 6, 7, 8, 9, 1]],
  [
    "the second table with its index",
    "     a\n0  1.5\n1  2.5\n\n     b\n0  3.5\n1  4.5\n",
    "table-2+first-column-as-data",
    [2, 2],
    [0, 3.5, 1, 4.5],
  ],
  ["keys as rows", '{"a":{"0":1,"1":2},"b":{"0":3,"1":4}}', "keys-as-rows", [2, 2], [1, 2, 3, 4]],
  ["an index of records", '[{"id":0,"a":1.5},{"id":1,"a":2}]', "first-column-as-data", [2, 2], [0, 1.5, 1, 2]],
];

describe("another reading", () => {
  for (const [what, source, wanted, shape, values] of CASES) {
    it(`is offered, taken, and can be taken back: ${what}`, () => {
      const plain = read(source);
      const offered = wanted.split("+").every((id) => plain.reading?.alternatives.some((each) => each.id === id));
      assert.ok(offered, plain.reading?.alternatives.map(({ id }) => id).join(", "));
      const other = read(source, { wanted });
      assert.deepEqual(other.x.shape, shape);
      sameValues(other.x.values, values);
      assert.deepEqual(other.reading?.taken.toSorted(), wanted.split("+").toSorted());
      const back = other.reading?.alternatives.map(({ id }) => read(source, { wanted: id }).x) ?? [];
      const isPlain = back.some(
        (x) => x.shape.join() === plain.x.shape.join() && x.values.join() === plain.x.values.join(),
      );
      assert.ok(isPlain || wanted.includes("+"), "expected a way back");
      assert.notDeepEqual([other.x.shape, other.x.values], [plain.x.shape, plain.x.values]);
    });

    it(`is what the cursor's links follow: ${what}`, () => {
      const text = new QueriedText(source);
      const places = new NumberPlaces(text.text, { ...text.answer("whole", { name: "a.txt" }), wanted });
      const first = places.rangeOf(shape.map(() => 0));
      assert.ok(first);
      assert.equal(
        Number(
          source
            .slice(first.start, first.end)
            .replace(/(\d),(\d{3})$/, wanted === "thousands" ? "$1$2" : "$1.$2")
            .replace(",", "."),
        ),
        values[0],
      );
      assert.deepEqual(
        places.indexAt(first.start),
        shape.map(() => 0),
      );
    });
  }

  it("is not offered for whole numbers that rise, whatever parts them", () => {
    for (const mark of [",", ";", " "]) {
      const source = "a,b,c\n10,1,2\n20,3,4\n30,5,6\n".replaceAll(",", mark);
      assert.deepEqual(
        read(source).reading?.alternatives.map(({ id }) => id),
        [],
        source,
      );
    }
  });

  it("is not taken where there is none", () => {
    const { reading } = read("1.5 2\n3 4\n", { wanted: "table-2" });
    assert.deepEqual(reading?.taken, []);
  });
});

describe("a selection of several arrays", () => {
  const script = "x = [[1, 2], [3, 5]]\ngamma = [2, 3]\n";
  it("is read by their names", () => {
    const { x, gamma } = read(script, { range: [0, script.length] });
    assert.deepEqual([...x.values], [1, 2, 3, 5]);
    assert.ok(typeof gamma === "object");
    sameValues(gamma.values, [2, 3]);
  });
  it("grows to the array around it where it is a part of one", () => {
    const { x, gamma } = read(script, { range: [6, 9] });
    assert.deepEqual([...x.values], [1, 2, 3, 5]);
    assert.equal(gamma, undefined);
  });
});
