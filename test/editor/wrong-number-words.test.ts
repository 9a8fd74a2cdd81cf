import assert from "node:assert/strict";
import { wrongNumbersOf } from "../../src/editor/wrong-number-words";
import type { ComparisonState, TensorVerdict } from "../../src/protocol/analysis-state";
import type { WorstCell } from "../../src/protocol/queries";

const verdict = (wrongFrom?: number): TensorVerdict => ({
  ...{ cells: 4, agreeing: 2, doubtful: 0, wrong: 2, maxRelativeError: 1, worst: [0, 0] },
  ...(wrongFrom !== undefined && { wrongFrom }),
});
const cell = (tensor: WorstCell["tensor"], index: number[], error: WorstCell["error"]): WorstCell => ({
  ...{ tensor, index, row: 0, column: 0, value: 1 / 3, reference: "NaN", error },
});

describe("what is said of wrong cells", () => {
  const diagnosis = { id: "gamma-omitted", tensor: "dx", title: "gamma left out", harmless: false };
  const diagnoses = [diagnosis] as unknown as ComparisonState["diagnoses"];

  it("is the number, the one expected, and the mistake of its tensor", () => {
    const found = wrongNumbersOf([cell("dx", [1, 2], 0.5)], { tensors: { dx: verdict(0.1) }, diagnoses });
    assert.deepEqual(found, [
      { tensor: "dx", index: [1, 2], text: "dx[1, 2] is 0.333333, expected NaN: gamma left out.", id: "gamma-omitted" },
    ]);
    const [beta] = wrongNumbersOf([cell("dbeta", [3], "NaN")], { tensors: { dbeta: verdict(0.1) }, diagnoses });
    assert.deepEqual([beta?.text, beta?.id], ["dbeta[3] is 0.333333, expected NaN.", undefined]);
  });

  it("is nothing of cells that are no worse than what agrees, nor of tensors with no wrong cell", () => {
    const worst = [cell("dx", [0, 0], 0.05), cell("dgamma", [0], 9)];
    const [odd] = wrongNumbersOf([cell("dgamma", [1], "NaN")], { tensors: { dgamma: verdict() }, diagnoses });
    assert.match(odd?.text ?? "", /^dgamma\[1\] is /);
    assert.deepEqual(wrongNumbersOf(worst, { tensors: { dx: verdict(0.1), dgamma: verdict() }, diagnoses }), []);
  });
});
