import assert from "node:assert/strict";
import { readProblem } from "../../src/input/read";
import { sameValues } from "./support";

const stream = (...text: string[]): unknown => ({ output_type: "stream", name: "stdout", text });
const result = (plain: string): unknown => ({ output_type: "execute_result", data: { "text/plain": [plain] } });
const code = (...outputs: unknown[]): unknown => ({ cell_type: "code", source: ["x"], outputs });
const notebook = (...cells: unknown[]): string => JSON.stringify({ cells, metadata: {}, nbformat: 4 }, null, 1);

const MIXED = notebook(
  { cell_type: "markdown", source: ["# Batch norm, 2 x 2"] },
  code(stream("loss 0.25\n"), result("array([[1., 2.],\n       [3., 5.]])")),
  code({ output_type: "stream", name: "stderr", text: ["[[9, 9], [9, 9]]\n"] }),
  code({ output_type: "error", ename: "ValueError", traceback: ["[[1, 2], [3, 4]]"] }),
  code({
    output_type: "display_data",
    data: { "text/plain": "     a    b\n0  1.5  2.5\n1  3.5  4.5\n2  0.5  1.5", "text/html": "<b>" },
  }),
  code(stream("\u001b[31mtensor\u001b[0m([[1., 2., 4.],\n        [3., 5., 8.]])\n")),
);

describe("a notebook", () => {
  it("is read by its first output with a matrix, and offers the others by their cells", () => {
    const read = readProblem(MIXED, { name: "train.ipynb" });
    assert.ok(read.ok, JSON.stringify(read));
    const { x, notes, reading } = read.value;
    assert.deepEqual(x.shape, [2, 2]);
    sameValues(x.values, [1, 2, 3, 5]);
    assert.equal(notes?.[0], "Read cell 2, output 2: 2 x 2, one of 3 outputs that hold a matrix.");
    assert.equal(reading?.format, "notebook");
    assert.deepEqual(
      reading.alternatives.filter(({ id }) => id.startsWith("cell")).map(({ text }) => text),
      ["cell 5, output 1: 3 x 2", "cell 6, output 1: 2 x 3"],
    );
  });

  it("is read by another output that is asked for, and that another way", () => {
    const read = readProblem(MIXED, { wanted: "cell-6-output-1" });
    assert.ok(read.ok);
    sameValues(read.value.x.values, [1, 2, 4, 3, 5, 8]);
    assert.deepEqual(read.value.reading?.taken, ["cell-6-output-1"]);
    const frame = readProblem(MIXED, { wanted: "cell-5-output-1" });
    assert.ok(frame.ok);
    assert.deepEqual(frame.value.x.shape, [3, 2]);
    const asData = frame.value.reading?.alternatives.find(({ id }) => id.endsWith("first-column-as-data"));
    assert.ok(asData, JSON.stringify(frame.value.reading));
    const whole = readProblem(MIXED, { wanted: asData.id });
    assert.ok(whole.ok);
    assert.deepEqual(whole.value.x.shape, [3, 3]);
    assert.deepEqual(whole.value.reading?.taken, asData.id.split("+"));
  });

  it("offers each of several arrays that one output shows, by its name", () => {
    const printed = "x [[1. 2.]\n [3. 5.]]\nw [[7. 8. 9.]\n [1. 2. 3.]]\ngamma [1. 2.]\n";
    const text = notebook(code(stream(printed)));
    const read = readProblem(text);
    assert.ok(read.ok, JSON.stringify(read));
    assert.equal(read.value.notes?.[0], "Read cell 1, output 1: 2 x 2, one of 3 outputs and arrays in them.");
    assert.deepEqual(
      read.value.reading?.alternatives.map(({ text: what }) => what),
      ['cell 1, output 1, array 1, "x": 2 x 2', 'cell 1, output 1, array 2, "w": 2 x 3'],
    );
    const other = readProblem(text, { wanted: "cell-1-output-1-array-2" });
    assert.ok(other.ok);
    sameValues(other.value.x.values, [7, 8, 9, 1, 2, 3]);
  });

  it("of format 3 is read too", () => {
    const old = JSON.stringify({
      worksheets: [
        { cells: [{ cell_type: "code", outputs: [{ output_type: "pyout", text: ["[[1, 2],\n", " [3, 4]]"] }] }] },
      ],
      nbformat: 3,
    });
    const read = readProblem(old);
    assert.ok(read.ok, JSON.stringify(read));
    assert.deepEqual(read.value.x.shape, [2, 2]);
  });

  for (const [what, text, says] of [
    [
      "without an output of numbers",
      notebook(code(stream("hello\n"))),
      /^Expected a Jupyter notebook whose cells have printed a matrix, got none with numbers/,
    ],
    [
      "whose print was abbreviated",
      notebook(code(), code(result("array([[1, 2, ..., 3, 4],\n       [5, 6, ..., 7, 8]])"))),
      /^In cell 2, output 1: /,
    ],
    ["that ends in the middle", MIXED.slice(0, 200), /^Expected a Jupyter notebook, which is JSON/],
    ["of odd cells", notebook(null, 3, { outputs: 4 }, { outputs: [null, 5, { text: 6, data: [7] }] }), /got none/],
  ] as const) {
    it(`${what} is refused with a sentence`, () => {
      const read = readProblem(text, { name: "a.ipynb" });
      assert.ok(!read.ok);
      assert.match(read.fault.text, says);
    });
  }

  it("leaves a selection in its text what it is", () => {
    const start = MIXED.indexOf('"[[9, 9]') + 1;
    const read = readProblem(MIXED, { name: "a.ipynb", range: [start, start + 16] });
    assert.ok(read.ok, JSON.stringify(read));
    sameValues(read.value.x.values, [9, 9, 9, 9]);
  });
});
