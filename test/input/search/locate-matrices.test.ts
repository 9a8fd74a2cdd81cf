import assert from "node:assert/strict";
import fc from "fast-check";
import { itemAt } from "../../../src/core/item-at";
import { enclosingMatrix, firstMatrix, matricesIn } from "../../../src/input/search/locate-matrices";
import { NumberPlaces } from "../../../src/input/search/number-places";
import { nest, read, refuse, sameValues, SEED, tensors } from "../support";

const PYTHON = `import numpy as np

def layer(x, names=["a", "b"]):
    w = np.array([[1.0, 2.0],
                  [3.0, 4.5]])  # weights
    return x @ w, names[0]
`;
const PROBLEM = '{"gamma": [1, 2], "x": [[1, 2], [3, 4], [5, 60]], "beta": 1}';

/** Range of a piece of a text. */
function span(text: string, piece: string): [number, number] {
  const start = text.indexOf(piece);
  assert.ok(start >= 0, piece);
  return [start, start + piece.length];
}

describe("finding matrices", () => {
  it("lists the matrices and problems of a JSON text with their shapes, outermost ones only", () => {
    const text = `{ // a file of several
  "weights": [[1, 2], [3, 4]], "bias": [1, 2], "name": "[[9, 9]]",
  "deep": { "image": [[[1, 2, 3]], [[4, 5, 6]]] },
  "cases": [ { "x": [[1], [2]], "eps": 1 }, { "y": 1 } ]
}`;
    const found = matricesIn(text).map(({ start, end, kind, shape }) => [kind, shape, text.slice(start, end)]);
    assert.deepEqual(found, [
      ["matrix", [2, 2], "[[1, 2], [3, 4]]"],
      ["matrix", [2, 1, 3], "[[[1, 2, 3]], [[4, 5, 6]]]"],
      ["problem", [2, 1], '{ "x": [[1], [2]], "eps": 1 }'],
    ]);
  });

  it("finds a matrix with a mistake in it, without a shape, so that the mistake can be named", () => {
    const text = '{"a": [[1, 2], [3]], "b": [[1, 2], [3, 4]]}';
    const found = matricesIn(text);
    assert.deepEqual(
      found.map(({ shape }) => shape),
      [null, [2, 2]],
    );
    assert.equal(text.slice(itemAt(found, 0).start, itemAt(found, 0).end), "[[1, 2], [3]]");
    assert.equal(refuse(text, { range: [itemAt(found, 0).start, itemAt(found, 0).end] }).code, "ragged-row");
  });

  it("finds nothing in objects, lists, words and records", () => {
    for (const text of ['{"a": 1}', "[1, 2, 3]", '[["a", "b"]]', '[{"x": 1}]', "", "[]", '[[{"deep": []}]]']) {
      assert.deepEqual(matricesIn(text), [], text);
    }
  });

  it("stops at the limit, and shows a matrix that goes on behind it", () => {
    const text = `[[1, 2], [3, 4]${", [5, 6]".repeat(1000)}]`;
    assert.deepEqual(
      matricesIn(text, 100).map(({ start, shape }) => [start, shape]),
      [[0, null]],
    );
    assert.deepEqual(
      matricesIn(text).map(({ shape }) => shape),
      [[1002, 2]],
    );
  });

  it("takes the outermost matrix around a cursor, in any language", () => {
    for (const piece of ["1.0", "2.0]", "[3.0", "4.5", "[[1.0"]) {
      const found = enclosingMatrix(PYTHON, PYTHON.indexOf(piece) + 1);
      assert.ok(found, piece);
      assert.equal(PYTHON.slice(found.start, found.end), "[[1.0, 2.0],\n                  [3.0, 4.5]]");
    }
    const log = "step 3 [info] x = tensor([[ 1.5, nan],\n        [ 2.5, inf]]) loss [0.5]";
    assert.deepEqual(enclosingMatrix(log, log.indexOf("nan"))?.shape, [2, 2]);
  });

  it("takes the matrix on the cursor's line, and none where there is none", () => {
    assert.deepEqual(enclosingMatrix(PYTHON, PYTHON.indexOf("w = np"))?.shape, [2, 2]);
    assert.equal(enclosingMatrix(PYTHON, PYTHON.indexOf("return")), undefined);
    assert.equal(firstMatrix(PYTHON)?.start, PYTHON.indexOf("[[1.0"));
    assert.equal(firstMatrix("no matrix [here]"), undefined);
  });

  it("takes none that stands in a comment or a string on the cursor's line, but the one behind", () => {
    const taken = (text: string): string | undefined => {
      const found = enclosingMatrix(text, 0);
      return found && text.slice(found.start, found.end);
    };
    assert.equal(taken("x = load() // [[9, 9]] not this"), undefined);
    assert.equal(taken("/* was [[9, 9]] */ x = [[1, 2]];"), "[[1, 2]]");
    assert.equal(taken('say("[[9, 9]]", [[1, 2]])'), "[[1, 2]]");
    assert.equal(taken('{"url": "http://a.b/c", "m": [[1, 2]]}'), "[[1, 2]]");
    assert.equal(taken("GET http://a.b/c [[1, 2]]"), "[[1, 2]]");
    assert.equal(taken('5" wide [[1, 2]]'), "[[1, 2]]");
    const text = "// [[9, 9]] not this\nx = [[1, 2]]";
    assert.equal(firstMatrix(text)?.start, text.indexOf("[[1"));
    assert.equal(enclosingMatrix(text, text.indexOf("9, 9"))?.start, text.indexOf("[[9")); // the cursor is in it
  });

  it("takes the problem object around a matrix", () => {
    for (const piece of ["[1, 2], [3", "60", "beta", "gamma"]) {
      assert.equal(enclosingMatrix(PROBLEM, PROBLEM.indexOf(piece) + 1)?.kind, "problem", piece);
    }
    const conventions =
      '"axis": -1, "variance": "unbiased", "epsPlacement": "outside", "mask": [[1], [0]], "split": [1, 1]';
    const stated = `{${conventions}, "activation": "leaky-relu", "slope": 0.2, "x": [[[1, 2]], [[3, 4]]]}`;
    assert.deepEqual(
      matricesIn(stated).map(({ kind, start, end }) => [kind, start, end]),
      [["problem", 0, stated.length]],
    );
  });
});

describe("reading a selection", () => {
  it("takes whole values as they are selected", () => {
    sameValues(read(PROBLEM, { range: span(PROBLEM, "[[1, 2], [3, 4], [5, 60]]") }).x.values, [1, 2, 3, 4, 5, 60]);
    assert.equal(read(PROBLEM, { range: span(PROBLEM, "[[1, 2], [3, 4], [5, 60]]") }).beta, undefined);
    assert.equal(read(PROBLEM, { range: [0, PROBLEM.length] }).beta, 1);
    const call = span(PYTHON, "w = np.array([[1.0, 2.0],\n                  [3.0, 4.5]])");
    sameValues(read(PYTHON, { range: call }).x.values, [1, 2, 3, 4.5]);
  });

  it("takes some whole rows alone", () => {
    const { x, places } = read(PROBLEM, { range: span(PROBLEM, "[3, 4], [5, 60],".slice(0, 15)) });
    assert.deepEqual(x.shape, [2, 2]);
    sameValues(x.values, [3, 4, 5, 60]);
    assert.equal(places?.x?.offset, PROBLEM.indexOf("[3, 4]"));
  });

  it("widens a selection that cuts a number or an array in half, and one row alone", () => {
    const matrix = "[[10, 2], [3, 4], [5, 60]]";
    const pieces = ["0, 2], [3", "[3, 4]", "6", "2], [3, 4], [5", "[[10, 2], [3", "], ["];
    for (const piece of pieces) {
      sameValues(
        read(`a = ${matrix};`, { range: span(`a = ${matrix};`, piece) }).x.values,
        [10, 2, 3, 4, 5, 60],
        piece,
      );
    }
  });

  it("reads the matrix under an empty selection, or the first of the text", () => {
    sameValues(read(PYTHON, { range: [0, 0] }).x.values, [1, 2, 3, 4.5]);
    sameValues(read("1 2\n3 4\n", { range: [1, 1] }).x.values, [1, 2, 3, 4]);
  });

  it("widens numbers without brackets to whole lines", () => {
    const text = "a,b\n10,2\n30,4\n50,6\n";
    sameValues(read(text, { range: span(text, "0,4\n5") }).x.values, [30, 4, 50, 6]);
  });

  it("keeps the dtype that a printed tensor says", () => {
    const text = "x: tensor([[0.1, 2.0]], dtype=torch.float16) y";
    assert.equal(read(text, { range: [text.indexOf("2.0"), text.indexOf("2.0")] }).x.dtype, "float16");
    assert.equal(read("tensor([[0.1]])", { range: [9, 9] }).x.dtype, "float32");
  });

  it("names the fault inside the selection by its place in the whole text", () => {
    const text = "first line\n[[1, 2],\n [3, x]]\n";
    const fault = refuse(text, { range: [text.indexOf("3"), text.indexOf("3")] });
    assert.equal(fault.place?.line, 3);
    assert.equal(fault.place.offset, text.indexOf("x]"));
  });

  it("always reads one tensor or gives one fault with a place, whatever is selected of a text", () => {
    const texts = [
      PYTHON,
      PROBLEM,
      "1 2\n3 4\nx",
      '{"a": [[1, 2], [3]], "b": [[NaN]]}',
      "int a[2][2] = {{1, 2}, {3, 4}};",
    ];
    fc.assert(
      fc.property(fc.constantFrom(...texts), fc.nat(200), fc.nat(200), (text, a, b) => {
        const range: [number, number] = [Math.min(a, text.length), Math.min(b, text.length)];
        const ordered: [number, number] = [Math.min(...range), Math.max(...range)];
        let shape: readonly number[] | undefined;
        try {
          shape = read(text, { range: ordered }).x.shape;
        } catch {
          const fault = refuse(text, { range: ordered });
          assert.ok(fault.place && fault.place.offset <= text.length && fault.text.endsWith("."), fault.text);
        }
        if (shape) assert.ok(shape.length >= 2 && shape.length <= 5);
      }),
      { ...SEED, numRuns: 1000 },
    );
  });
});

describe("numbers in their text", () => {
  it("are found by their index, and their index by their place", () => {
    const gaps = fc.constantFrom(", ", ",\n", " , ", ", /* [9] */ ");
    fc.assert(
      fc.property(tensors(fc.double({ noNaN: true })), gaps, fc.boolean(), ({ shape, values }, comma, problem) => {
        const items = values.map((value) => (Number.isFinite(value) ? String(value) : `"${value}"`));
        const inner = nest(items, shape, comma);
        const text = problem
          ? `z {"gamma": [1, 2], "candidate": {"dx": [[8]]}, "x": ${inner}, "beta": 0} z`
          : `z ${inner} z`;
        const range = { start: 2, end: text.length - 2 };
        const places = new NumberPlaces(text, range);
        values.forEach((_, offset) => {
          const index: number[] = [];
          for (let axis = shape.length - 1, rest = offset; axis >= 0; axis--) {
            index.unshift(rest % itemAt(shape, axis));
            rest = Math.floor(rest / itemAt(shape, axis));
          }
          const found = places.rangeOf(index);
          assert.ok(found, `${index.join(",")} in ${text}`);
          assert.equal(text.slice(found.start, found.end), items[offset]);
          assert.deepEqual(places.indexAt(found.start), index);
          assert.deepEqual(places.indexAt(found.end - 1), index);
        });
      }),
      { ...SEED, numRuns: 150 },
    );
  });

  it("are found in tables, behind a header", () => {
    const text = "a,b\n1,2\n30,40\n";
    const range = { start: 0, end: text.length };
    const places = new NumberPlaces(text, range);
    const found = places.rangeOf([1, 1]);
    assert.equal(found && text.slice(found.start, found.end), "40");
    assert.deepEqual(places.indexAt(text.indexOf("40")), [1, 1]);
    assert.equal(places.indexAt(0), undefined);
  });

  it("are not found outside the matrix", () => {
    const places = new NumberPlaces(PROBLEM, { start: 0, end: PROBLEM.length });
    for (const index of [[3, 0], [0, 2], [-1, 0], [0], [0, 0, 0]]) assert.equal(places.rangeOf(index), undefined);
    assert.equal(places.indexAt(3), undefined);
  });
});
