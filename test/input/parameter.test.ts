import assert from "node:assert/strict";
import fc from "fast-check";
import { readTensor } from "../../src/input/read";
import { readParameter } from "../../src/input/vector";
import { sameValues, SEED } from "./support";

describe("typed parameters", () => {
  it("are one number", () => {
    for (const [text, value] of [
      ["1", 1],
      [" -2.5e-3 ", -0.0025],
      ["nan", NaN],
      ["-inf", -Infinity],
      [".5", 0.5],
    ] as const) {
      assert.deepEqual(readParameter(text), { ok: true, value });
    }
  });

  it("or a list, however it is written", () => {
    for (const text of [
      "0.5, 2, 3",
      "[0.5, 2, 3]",
      "0.5 2 3",
      "[0.5 2 3]",
      "0.5;2;3",
      "(0.5,2,3)".slice(1, -1),
      "0.5,\n2,\n3",
    ]) {
      const result = readParameter(text);
      assert.ok(result.ok && typeof result.value === "object", text);
      assert.deepEqual(result.value.shape, [3]);
      sameValues(result.value.values, [0.5, 2, 3], text);
    }
    const one = readParameter("4,");
    assert.ok(one.ok && typeof one.value === "object");
    assert.deepEqual(one.value.shape, [1]);
  });

  it("or a tensor", () => {
    const result = readParameter("[[1, 2], [3, 4]]");
    assert.ok(result.ok && typeof result.value === "object");
    assert.deepEqual(result.value.shape, [2, 2]);
  });

  it("or booleans, for a mask alone", () => {
    for (const text of [
      "true, false, true",
      "[True False True]",
      "1, false, true",
      "[np.True_, np.False_, np.True_]",
    ]) {
      const result = readParameter(text, true);
      assert.ok(result.ok && typeof result.value === "object", text);
      sameValues(result.value.values, [1, 0, 1], text);
      assert.ok(!readParameter(text).ok, text);
      const picked = readTensor(text, { ofMask: true });
      assert.ok(picked.ok, text);
      sameValues(picked.value.values, [1, 0, 1], text);
    }
  });

  const faults: [string, RegExp][] = [
    ["", /^Expected a number or a list of numbers, got nothing\.$/],
    ["abc", /^Expected a number, got abc\.$/],
    ["1, 2, x", /^Expected a number, got x after 2 values\.$/],
    ["1,,2", /^Expected a number, got nothing before "," after 1 value\.$/],
    ["[1, 2", /^The array of the list that opens here is never closed\.$/],
    ["[1, 2] 3", /^Expected nothing after the list, got "3"\.$/],
    ["1e999", /^Expected at most 1\.8e308 .* got 1e999\.$/],
    ["[[1, 2], [3]]", /^Row 2 of the list has 1 value, expected 2\.$/],
  ];
  for (const [text, sentence] of faults) {
    it(`refuse ${JSON.stringify(text)} with one sentence`, () => {
      const result = readParameter(text);
      assert.ok(!result.ok);
      assert.match(result.fault.text, sentence);
    });
  }

  it("read any list back", () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ noNaN: true }), { minLength: 2, maxLength: 9 }),
        fc.constantFrom(",", ", ", " "),
        (values, comma) => {
          const result = readParameter(
            values.map((value) => (Object.is(value, -0) ? "-0" : String(value))).join(comma),
          );
          assert.ok(result.ok && typeof result.value === "object");
          sameValues(result.value.values, values);
        },
      ),
      SEED,
    );
  });
});

describe("one tensor alone", () => {
  it("is a list where a list is selected, whatever stands around it", () => {
    const text = '{"x": [[1, 2], [3, 4]], "gamma": [5, 6]}';
    const start = text.indexOf("[5");
    const result = readTensor(text, { range: [start, start + 6] });
    assert.ok(result.ok);
    sameValues(result.value.values, [5, 6]);
  });

  it("that are picked as rows of several numbers keep their rows", () => {
    for (const text of ["1 2 3\n4 5 6", "1,2,3\n4,5,6\n", "1\t2\t3\r\n4\t5\t6"]) {
      for (const source of [text, new TextEncoder().encode(text)]) {
        const result = readTensor(source);
        assert.ok(result.ok, text);
        assert.deepEqual(result.value.shape, [2, 3], text);
        sameValues(result.value.values, [1, 2, 3, 4, 5, 6], text);
      }
    }
    const column = readTensor("1\n2\n3\n");
    assert.ok(column.ok);
    assert.deepEqual(column.value.shape, [3]);
  });

  it("is the x of a problem, or a table", () => {
    for (const [text, name] of [
      ['{"x": [[1, 2]], "eps": 0}', "p.json"],
      ["1,2\n", "a.csv"],
    ] as const) {
      const result = readTensor(text, { name });
      assert.ok(result.ok, text);
      assert.deepEqual(result.value.shape, [1, 2]);
    }
  });
});
