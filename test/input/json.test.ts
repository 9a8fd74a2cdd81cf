import assert from "node:assert/strict";
import fc from "fast-check";
import { Random } from "../../src/core/arithmetic/random";
import { jsonPieces } from "../../src/input/write-json";
import { nest, read, refuse, sameValues, SEED, tensors } from "./support";

describe("JSON problems", () => {
  it("reads a bare matrix", () => {
    const { x } = read("[[1, -2.5], [3e2, 0.125]]");
    assert.deepEqual(x.shape, [2, 2]);
    assert.equal(x.dtype, "float64");
    sameValues(x.values, [1, -2.5, 300, 0.125]);
  });

  it("reads one row on each line, as JSON Lines have it", () => {
    const { x } = read("[1, 2]\n[3, 4]\r\n[5, NaN]\n", { name: "rows.jsonl" });
    assert.deepEqual(x.shape, [3, 2]);
    sameValues(x.values, [1, 2, 3, 4, 5, NaN]);
    assert.match(refuse("[1, 2]\n[3]\n", { name: "rows.jsonl" }).text, /^Row 2 has 1 value, expected 2, line 2/);
  });

  it("keeps its sentences short, whatever stands in the source", () => {
    const { text } = refuse(`{"x": [[1, 2]], "${"long ".repeat(1000)}": 1}`);
    assert.match(text, /^Unknown key "long long [^"]*\.\.\." \(Known keys: x, .*candidate2\), line 1\.$/);
    assert.ok(text.length < 500);
  });

  it("reads every key of a problem object, with the place of each", () => {
    const text = `{
  "$schema": "./problem.schema.json", "description": "all of it",
  "x": [[1, 2, 3], [4, 5, 7]],
  "gamma": [1, 2, 3], "beta": 0.5,
  "dout": [[1, 0, 1], [0, 1, 0]], "doutSeed": 12,
  "eps": 0, "mode": "eval", "activation": "relu",
  "runningMean": [0, 0, 1], "runningVar": [1, 1, 2],
  "axis": -1, "variance": "unbiased", "epsPlacement": "outside",
  "mask": [1, 0], "split": [1, 1], "slope": 0.2,
  "candidate": { "dx": [[1, 2, 3], [4, 5, 6]], "dgamma": [1, 2, 3], "dbeta": [3, 2, 1] }
}`;
    const input = read(text);
    assert.equal(input.eps, 0);
    assert.equal(input.mode, "eval");
    assert.equal(input.activation, "relu");
    assert.equal(input.doutSeed, 12);
    assert.equal(input.beta, 0.5);
    assert.deepEqual(input.candidate?.dx?.shape, [2, 3]);
    assert.deepEqual([...(input.runningVar?.values ?? [])], [1, 1, 2]);
    assert.equal(input.places?.x?.line, 3);
    assert.deepEqual([input.axis, input.variance, input.epsPlacement], [-1, "unbiased", "outside"]);
    assert.deepEqual([[...(input.mask?.values ?? [])], input.split, input.slope], [[1, 0], [1, 1], 0.2]);
    assert.equal(input.places?.["candidate.dgamma"]?.line, 10);
    for (const [key, place] of Object.entries(input.places ?? {})) {
      const name = key.slice(key.lastIndexOf(".") + 1);
      assert.ok(text.slice(0, place.offset).endsWith(`"${name}": `), `${key} at ${place.offset}`);
    }
  });

  it("reads a mask of booleans, which is what most have", () => {
    for (const mask of ["[true, false]", "[1, false]", "[[true], [false]]"]) {
      const input = read(`{"x": [[1, 2], [4, 5]], "mask": ${mask}}`);
      assert.deepEqual([...(input.mask?.values ?? [])], [1, 0], mask);
    }
    const named = read('{"input": [[1, 2], [4, 5]], "batch.mask": [true, false]}');
    assert.deepEqual([...(named.mask?.values ?? [])], [1, 0]);
  });

  it("reads comments, trailing commas, and the words of Python's json, bare and as strings", () => {
    const text = `// head
[[NaN, Infinity, /* in between */ -Infinity,], ["NaN", "Infinity", "-Infinity"],]`;
    sameValues(read(text).x.values, [NaN, Infinity, -Infinity, NaN, Infinity, -Infinity]);
  });

  const faults: [string, string, string, RegExp, number][] = [
    [
      "a ragged row",
      "[[1,2,3,4],\n[1,2,3,4],\n[1,2,3,4,5]]",
      "ragged-row",
      /^Row 3 has 5 values, expected 4, line 3 \(rows count from 1\)\.$/,
      23,
    ],
    ["a ragged block", "[[[1],[2]],[[3]]]", "ragged-row", /^Row 2 has 1 row, expected 2, line 1/, 11],
    ["a string", '[[1, "abc"]]', "string", /^Expected a number, got the string "abc" in value 2 of row 1, line 1/, 5],
    ["a nested object", '[[1, {"a": 1}]]', "object", /got an object in value 2 of row 1/, 5],
    ["an empty array", "[]", "empty", /^x is empty, expected at least one value, line 1\.$/, 0],
    ["an empty row", "[[1],\n[]]", "empty", /^Row 2 is empty.*line 2/, 6],
    ["nothing at all", " \n", "empty", /got nothing, line 2\.$/, 2],
    [
      "a number among rows",
      "[[1, 2], 3]",
      "mixed-depth",
      /^Expected an array like those before it, got 3, line 1\.$/,
      9,
    ],
    ["a row among numbers", "[1, [2]]", "mixed-depth", /got an array in value 2 of x/, 4],
    ["a blank that is none of JSON's", "[[1, \u2000 2]]", "token", /got a blank of another kind \(U\+2000\)/, 5],
    ["rows of other depth", "[[[1]],[2]]", "mixed-depth", /Expected an array/, 8],
    [
      "one list",
      "[1, 2]",
      "rank",
      /^Expected x to be a matrix .* got one list of 2 numbers; one list is a set of layer and RMS norm alone .*, line 1\.$/,
      0,
    ],
    ["rank 7", "[[[[[[[1]]]]]]]", "rank", /nest deeper than 6/, 6],
    ["a number beyond double", "[[1,\n1e400]]", "number-range", /got 1e400 in value 2 of row 1, line 2/, 5],
    ["a negative number beyond double", "[[-1e999]]", "number-range", /"-Infinity"/, 2],
    ["a leading zero", "[[01]]", "number", /got 01/, 2],
    ["a lone point", "[[1.]]", "number", /got 1\./, 2],
    ["null", "[[null]]", "null", /write "NaN" for a missing value/, 2],
    ["true", "[[true]]", "boolean", /got true/, 2],
    ["a missing value", "[[1,,2]]", "missing-value", /nothing before ","/, 4],
    ["a missing comma", "[[1 2]]", "comma", /^Expected "," or "]" after a value, got 2/, 4],
    ["an open array", "[[1, 2], [3, 4]", "unclosed", /is never closed/, 0],
    ["an open comment", "[[1]] /* ", "comment", /never closed/, 6],
    ["a second value", "[[1]] [[2]]", "trailing", /^Expected the end of the input/, 6],
    [
      "a duplicate key",
      '{"x": [[1]],\n"x": [[2]]}',
      "duplicate-key",
      /^Key "x" stands twice \(first on line 1\), expected once, line 2\.$/,
      13,
    ],
    ["an unknown key", '{"gama": 1, "x": [[1]]}', "unknown-key", /^Unknown key "gama" \(did you mean "gamma"\?/, 1],
    ["another name of a key", '{"xhat": [[1, 2]], "inv_std": [1]}', "unknown-key", /did you mean "rstd"\?/, 19],
    ["a key of another tool", '{"running_var": 1}', "unknown-key", /did you mean "runningVar"/, 1],
    ["a strange key", '{"zebra": 1}', "unknown-key", /^Unknown key "zebra" \(Known keys: x, xhat/, 1],
    [
      "an unknown key of candidate",
      '{"x": [[1]], "candidate": {"dX2": [1]}}',
      "unknown-key",
      /"candidate.dX2".*"dx"/,
      27,
    ],
    ["no x", '{"gamma": 1, "eps": 1}', "no-x", /^Expected the key "x".*got gamma, eps/, 0],
    ["another mode", '{"x": [[1]], "mode": "training"}', "mode", /^mode is "training", expected "train" or "eval"/, 21],
    [
      "another activation",
      '{"x": [[1]], "activation": "mish"}',
      "activation",
      /^activation is "mish", expected "none", "relu", .*, "tanh" or "sigmoid"/,
      27,
    ],
    [
      "another place of eps",
      '{"x": [[1]], "epsPlacement": "root"}',
      "eps-placement",
      /expected "inside" or "outside"/,
      29,
    ],
    ["an axis with a fraction", '{"x": [[1]], "axis": 0.5}', "axis", /^axis is 0.5, expected a whole number/, 21],
    ["a split of lists", '{"x": [[1]], "split": [[1], [2]]}', "split", /^split is an array of shape 2 x 1/, 22],
    ["booleans for gamma", '{"x": [[1]], "gamma": [true]}', "boolean", /got true in value 1 of gamma/, 23],
    ["other words in a mask", '{"x": [[1]], "mask": [null]}', "null", /got null .* in value 1 of mask/, 22],
    ["words that begin like booleans", '{"x": [[1]], "mask": [trues]}', "token", /got trues in value 1 of mask/, 22],
    ["booleans behind a mask", '{"mask": [true], "x": [[true]]}', "boolean", /got true in value 1 of row 1/, 24],
    ["a seed with a fraction", '{"x": [[1]], "doutSeed": 1.5}', "dout-seed", /whole number/, 25],
    ["an object for eps", '{"x": [[1]], "eps": {}}', "object", /got an object for eps/, 20],
    ["a list for x", '{"x": [1, 2]}', "rank", /Expected x to be a matrix/, 6],
    ["a bare key", "{x: [[1]]}", "token", /Expected a key in quotes/, 1],
    ["an empty candidate", '{"x": [[1]], "candidate": {}}', "empty", /candidate is empty/, 26],
  ];
  for (const [what, text, code, sentence, offset] of faults) {
    it(`refuses ${what}`, () => {
      const fault = refuse(text, { format: "json" });
      assert.equal(fault.code, code);
      assert.match(fault.text, sentence);
      assert.equal(fault.place?.offset, offset);
    });
  }

  it("names rows of deeper tensors by their block", () => {
    const fault = refuse("[[[1, 2], [3, 4]],\n [[5, 6],\n  [7, 8, 9]]]");
    assert.match(fault.text, /^Row 2 of block 2 has 3 values, expected 2, line 3/);
  });

  it("names a fault in a long row, which JSON.parse refuses, as precisely as in a short one", () => {
    const row = Array.from({ length: 200 }, (_, i) => (i === 150 ? "1e999" : String(i / 7)));
    const text = `[[${row.map(() => "0.5").join(",")}],\n[${row.join(",")}]]`;
    const fault = refuse(text);
    assert.match(fault.text, /in value 151 of row 2, line 2/);
    assert.equal(text.slice(fault.place?.offset).slice(0, 5), "1e999");
  });

  it("reads any tensor back that was written, bit for bit", () => {
    fc.assert(
      fc.property(tensors(fc.double()), ({ shape, values }) => {
        const { x } = read([...jsonPieces(Float64Array.from(values), shape)].join(""), { format: "json" });
        assert.deepEqual(x.shape, shape);
        sameValues(x.values, values);
      }),
      SEED,
    );
  });

  it("reads numbers as Number() does, through the short way, the long way and JSON.parse", () => {
    const digits = (max: number): fc.Arbitrary<string> =>
      fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: max }).map((list) => list.join(""));
    const token = fc
      .tuple(fc.boolean(), digits(24), fc.option(digits(24)), fc.option(fc.integer({ min: -330, max: 280 })))
      .map(([minus, whole, fraction, exponent]) => {
        const plain = whole.replace(/^0+(?=\d)/, "");
        return `${minus ? "-" : ""}${plain}${fraction === null ? "" : `.${fraction}`}${exponent === null ? "" : `e${exponent}`}`;
      });
    fc.assert(
      fc.property(fc.array(token, { minLength: 1, maxLength: 12 }), (tokens) => {
        sameValues(read(`[[${tokens.join(",")}]]`).x.values, tokens.map(Number), tokens.join(" "));
        sameValues(read(`[[${tokens.join(" , ")},NaN]]`).x.values, [...tokens.map(Number), NaN], tokens.join(" "));
      }),
      { ...SEED, numRuns: 1000 },
    );
  });

  it("allows white space and comments everywhere between tokens", () => {
    const gap = fc.constantFrom("", " ", "\n", "\t", "\r\n", "/* a ] b */", "// [\n");
    fc.assert(
      fc.property(
        tensors(fc.integer({ min: -99, max: 99 })),
        fc.array(gap, { minLength: 8, maxLength: 40 }),
        (drawn, gaps) => {
          let k = 0;
          const spaced = nest(drawn.values.map(String), drawn.shape, ",").replace(/[[\],]/g, (mark) => {
            k += 2;
            return `${gaps[k % gaps.length]}${mark}${gaps[(k + 1) % gaps.length]}`;
          });
          const { x } = read(spaced, { format: "json" });
          assert.deepEqual(x.shape, drawn.shape);
          sameValues(
            x.values,
            drawn.values.map((value) => value + 0),
          );
        },
      ),
      SEED,
    );
  });

  it("reads bytes with a byte order mark, and UTF-16", () => {
    const text = '{"description": "naïve ∂L/∂x", "x": [[1, 2]]}';
    const utf8 = new TextEncoder().encode(`\ufeff${text}`);
    const utf16 = new Uint8Array(Buffer.from(`\ufeff${text}`, "utf16le"));
    for (const bytes of [utf8, utf16]) sameValues(read(bytes, { name: "a.json" }).x.values, [1, 2]);
  });

  it("refuses binary garbage by its first odd byte", () => {
    const fault = refuse(Uint8Array.from([91, 91, 49, 0, 7]), { name: "a.json" });
    assert.equal(fault.code, "binary");
    assert.match(fault.text, /got binary data \(byte 0x00 at offset 3\)/);
    const latin1 = refuse(Uint8Array.from([91, 91, 49, 0xe9, 93]), { name: "a.json" });
    assert.match(latin1.text, /byte 0xe9 at offset 3 is no UTF-8/);
  });

  it("names files that other tools write", () => {
    assert.match(refuse(Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 13, 10])).text, /got a PNG picture/);
    assert.match(refuse(Uint8Array.from([0x80, 0x04, 0x95, 0])).text, /got a Python pickle/);
  });

  it("refuses text beyond the limit, naming the limit, before it reads any of it", () => {
    const bytes = new Uint8Array(500 * 2 ** 20); // never touched, so that no memory stands behind it
    const fault = refuse(bytes, { name: "large.json" });
    assert.equal(fault.code, "memory-limit");
    assert.match(fault.text, /^The input has 500 MiB, more than the limit of 256 MiB for text/);
  });

  it("reads 50 MB into memory of the matrix's own size", () => {
    const random = new Random(50);
    const row = Array.from({ length: 1024 }, () => random.normal()).join(",");
    const rows = Math.ceil(5e7 / row.length);
    const bytes = new TextEncoder().encode(`[${new Array<string>(rows).fill(`[${row}]`).join(",\n")}]`);
    assert.ok(bytes.length > 5e7);
    const { x } = read(bytes, { name: "large.json" });
    assert.deepEqual(x.shape, [rows, 1024]);
    assert.equal(x.values.buffer.byteLength, rows * 1024 * 8);
    sameValues(x.values.slice(-1024), row.split(",").map(Number));
  });
});
