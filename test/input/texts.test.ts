import assert from "node:assert/strict";
import fc from "fast-check";
import { writeCsv } from "../../src/input/write-csv";
import { nest, read, refuse, sameValues, SEED, tensors } from "./support";
import { itemAt } from "../../src/core/item-at";

describe("printed arrays", () => {
  it("say what brackets around rows apart by semicolons were read as", () => {
    const { x, reading } = read("[[1.5 -0.25; 0.5 0.75]]");
    assert.deepEqual(x.shape, [1, 2, 2]);
    assert.deepEqual(
      reading?.assumed.map(({ text }) => text),
      ["Rows apart by semicolons in 2 brackets were read as 1 x 2 x 2."],
    );
  });

  const readable: [string, string, string, number[], (string | undefined)?][] = [
    ["NumPy's repr", "array([[1.  , 2.5 ],\n       [ nan, -inf]])", "float64", [1, 2.5, NaN, -Infinity]],
    ["NumPy's repr with a dtype", "array([[1.1, 2. ]], dtype=float32)", "float32", [Math.fround(1.1), 2]],
    ["NumPy's str", "[[ 1.  2.]\n [-3.  4.]]", "float64", [1, 2, -3, 4]],
    [
      "PyTorch's repr",
      "tensor([[1.1000, 2.0000]], grad_fn=<NativeBatchNormBackward0>)",
      "float32",
      [Math.fround(1.1), 2],
    ],
    ["PyTorch's float64", "tensor([[1.1, nan]], dtype=torch.float64, requires_grad=True)", "float64", [1.1, NaN]],
    ["a half tensor", "tensor([[0.1, 2.]], device='cuda:0', dtype=torch.float16)", "float16", [0.0999755859375, 2]],
    ["a bfloat16 tensor", "tensor([[0.1, 2.]], dtype=torch.bfloat16)", "bfloat16", [0.10009765625, 2]],
    ["a tensor of integers", "tensor([[1, 2]])", "float64", [1, 2]],
    [
      "Python source",
      "x = np.array([[1, -.5], [np.nan, float('-inf')]])  # [[3]",
      "float64",
      [1, -0.5, NaN, -Infinity],
    ],
    [
      "a C declaration",
      "static const float x[2][2] = {{1.0f, 2.f}, {3, 1e-3F}};",
      "float32",
      [1, 2, 3, Math.fround(0.001)],
    ],
    ["Node's console", "[\n  [ 1, NaN ],\n  [ -Infinity, 4 ]\n]", "float64", [1, NaN, -Infinity, 4]],
  ];
  for (const [what, text, dtype, values] of readable) {
    it(`reads ${what}`, () => {
      const { x } = read(text);
      assert.equal(x.dtype, dtype);
      assert.equal(x.shape[1], 2);
      sameValues(x.values, values);
    });
  }

  it("says that printed numbers are rounded", () => {
    assert.match(read("tensor([[1.2346, 2.]])").notes?.[0] ?? "", /PyTorch shows 4 decimals/);
    assert.equal(read("np.array([[1.2346, 2.]])").notes, undefined);
  });

  const faults: [string, string, string, RegExp][] = [
    ["an abbreviated row", "[[1. 2. ... 9.]]", "abbreviated", /got "\.\.\." for those left out .*set_printoptions/],
    ["abbreviated rows", "array([[1, 2],\n       ...,\n       [3, 4]])", "abbreviated", /line 2/],
    ["complex numbers", "array([[1.+2.j, 3.+0.j]])", "number", /got 1\.\+2\.j/],
    ["a complex dtype", "array([[1, 2]], dtype=complex64)", "dtype", /dtype is complex64/],
    ["two arrays", "[[1 2]] and [[3 4]]", "trailing", /another after it/],
    ["ragged rows", "[[1. 2.]\n [3.]]", "ragged-row", /^Row 2 has 1 value, expected 2, line 2/],
    ["None", "[[1, None], [2, 3]]", "null", /got None/],
  ];
  for (const [what, text, code, sentence] of faults) {
    it(`refuses ${what}`, () => {
      const fault = refuse(text, { format: "printed" });
      assert.equal(fault.code, code);
      assert.match(fault.text, sentence);
      assert.ok(fault.place);
    });
  }

  it("reads any tensor apart by white space", () => {
    fc.assert(
      fc.property(tensors(fc.double()), fc.constantFrom(" ", ", ", "\n  ", ",\n"), ({ shape, values }, comma) => {
        const items = values.map((value) => (Number.isNaN(value) ? "nan" : String(value).replace("Infinity", "inf")));
        const { x } = read(`array(${nest(items, shape, comma)})`, { format: "printed" });
        assert.deepEqual(x.shape, shape);
        sameValues(
          x.values,
          values.map((value) => (value === 0 ? Number(String(value)) : value)),
        );
      }),
      SEED,
    );
  });
});

describe("tables", () => {
  it("reads commas, tabs, semicolons with decimal commas, and white space", () => {
    for (const text of [
      "1,2.5\n-3,4\n",
      "1\t2.5\r\n-3\t4\r\n",
      "1;2,5\n-3;4",
      "  1   2.5\n -3  4",
      "1, 2.5\n\n-3, 4",
      "1,2.5\r-3,4\r",
    ]) {
      const { x } = read(text);
      assert.deepEqual(x.shape, [2, 2], JSON.stringify(text));
      sameValues(x.values, [1, 2.5, -3, 4], JSON.stringify(text));
    }
  });

  it("leaves out a header line and comments, and says so", () => {
    const input = read('# made by hand\n"width","height"\n1,2\n3,4\n', { name: "a.csv" });
    sameValues(input.x.values, [1, 2, 3, 4]);
    assert.deepEqual(input.notes, ['The first line, ""width","height"", was read as a header.']);
    assert.equal(input.places?.x?.line, 3);
  });

  it("leaves out the index column that pandas writes", () => {
    const input = read(",0,1\n0,1.5,2\n1,3,4\n", { name: "frame.csv" });
    sameValues(input.x.values, [1.5, 2, 3, 4]);
    assert.match(input.notes?.[1] ?? "", /index/);
  });

  it("reads nan and inf, in quotes too", () => {
    sameValues(read('nan,"-inf"\nInf,"1.5"', { name: "a.csv" }).x.values, [NaN, -Infinity, Infinity, 1.5]);
  });

  const faults: [string, string, string, RegExp, number][] = [
    ["ragged lines", "1,2\n3,4\n5,6,7", "ragged-row", /^Row 3 has 3 values, expected 2, line 3/, 3],
    ["a word", "1,2\n3,four", "string", /got "four" in value 2 of row 2, line 2/, 2],
    ["an empty field", "1,,3\n4,5,6", "missing-value", /empty field .* in value 2 of row 1/, 1],
    ["a number beyond double", "1 2\n3 1e999", "number-range", /got 1e999 in value 2 of row 2, line 2/, 2],
    ["words alone", "hello world", "empty", /got only "hello world"/, 1],
    ["a header alone", "a,b\n", "empty", /got only "a,b"/, 1],
  ];
  for (const [what, text, code, sentence, line] of faults) {
    it(`refuses ${what}`, () => {
      const fault = refuse(text, { format: "table" });
      assert.equal(fault.code, code);
      assert.match(fault.text, sentence);
      assert.equal(fault.place?.line, line);
    });
  }

  it("refuses a field of two million digits and a letter in one pass over it", () => {
    // Trying every way to part the digits would take 10^12 steps.
    assert.equal(refuse(`1,2\n3,${"1".repeat(2_000_000)}x\n`, { format: "table" }).code, "string");
  });

  it("counts lines of the file, not of the data", () => {
    const fault = refuse("a b\n\n# note\n1 2\n3 x\n", { format: "table" });
    assert.match(fault.text, /row 2, line 5/);
  });

  it("reads any matrix back that was written, bit for bit", () => {
    fc.assert(
      fc.property(tensors(fc.double(), [2, 2]), ({ shape, values }) => {
        const { x } = read(writeCsv(Float64Array.from(values), itemAt(shape, 0), itemAt(shape, 1)), { name: "a.csv" });
        assert.deepEqual(x.shape, shape);
        sameValues(x.values, values);
      }),
      SEED,
    );
  });
});
