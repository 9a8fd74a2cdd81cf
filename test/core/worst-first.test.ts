import assert from "node:assert/strict";
import { compareCandidate } from "../../src/core/diagnosis/compare-candidate";
import { batchnormGradients } from "../../src/core/batchnorm/batchnorm";
import { worstCells } from "../../src/core/gradcheck/worst-cells";
import { worstFirst, worstTensorFirst } from "../../src/core/worst-first";
import { normalProblem } from "./datasets";

describe("the worst cell", () => {
  it("is one that is no number, then an infinite error, then the largest", () => {
    const errors = [1e-3, NaN, 0, Infinity, 1e6, 12];
    assert.deepEqual([...errors].sort(worstFirst), [NaN, Infinity, 1e6, 12, 1e-3, 0]);
  });

  it("lies in a wrong tensor before a doubtful one, whatever the errors", () => {
    const tensors = [
      { wrong: 0, doubtful: 0, maxRelativeError: NaN },
      { wrong: 0, doubtful: 2, maxRelativeError: 5 },
      { wrong: 1, doubtful: 0, maxRelativeError: 0.1 },
      { wrong: 3, doubtful: 0, maxRelativeError: NaN },
    ];
    assert.deepEqual(
      [...tensors].sort(worstTensorFirst).map(({ wrong }) => wrong),
      [3, 1, 0, 0],
    );
  });

  it("of a candidate with NaN is the NaN, however large other errors are, in sentence and list alike", () => {
    const problem = normalProblem(4, [6, 3], 0, 1);
    const dx = Float64Array.from(batchnormGradients(problem, "exact").dx);
    dx[4] = 1e9;
    dx[11] = NaN;
    const tensor = { shape: [6, 3], values: dx, dtype: "float64" as const };

    const { tensors, reason } = compareCandidate(problem, batchnormGradients(problem, "exact"), { dx: tensor });
    assert.deepEqual(tensors.dx?.worst, [3, 2]);
    assert.match(reason, /the worst is dx\[3, 2\], given NaN/);
    const listed = worstCells(problem.layout, tensors, "is worst");
    assert.deepEqual(
      listed.map(({ index }) => index),
      [
        [3, 2],
        [1, 1],
      ],
    );
    assert.equal(worstCells(problem.layout, tensors, "is left out").length, 1);
  });
});
