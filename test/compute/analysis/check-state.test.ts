import assert from "node:assert/strict";
import { tensorVerdict } from "../../../src/compute/analysis/check-state";
import type { CheckedTensor } from "../../../src/core/verdict";

const CHECKED: CheckedTensor = {
  cells: 5,
  agreeing: 1,
  doubtful: 0,
  wrong: 4,
  maxRelativeError: 0.5,
  worst: [2],
  error: Float32Array.of(0.125, 0.25, 0.5, NaN, 0.25),
};

describe("what the page is told of a tensor that is held against another", () => {
  it("holds the smallest error of a wrong cell, where one has an error that is a number", () => {
    const from = (...wrongCells: number[]) =>
      tensorVerdict({ ...CHECKED, wrongCells: Uint8Array.from(wrongCells) }).wrongFrom;
    assert.equal(from(0, 1, 1, 1, 1), 0.25);
    assert.equal(from(1, 0, 0, 0, 0), 0.125);
    assert.equal(from(0, 0, 0, 1, 0), undefined);
    assert.equal(tensorVerdict(CHECKED).wrongFrom, undefined);
  });
});
