import assert from "node:assert/strict";
import { batchnormGradients } from "../../../../src/core/batchnorm";
import { compareCandidate } from "../../../../src/core/diagnosis";
import { createProblem } from "../../../../src/core/problem";
import type { Tensor } from "../../../../src/core/tensor";

const tensor = (shape: readonly number[], values: readonly number[]): Tensor => ({
  shape,
  values: Float64Array.from(values),
  dtype: "float64",
});

describe("A dx of zeros", () => {
  it("is wrong, and no gamma of zeros stands in for it, where no gamma was given", () => {
    const candidate = { dx: tensor([3, 2], [0, 0, 0, 0, 0, 0]) };
    const made = createProblem({
      x: tensor([3, 2], [1, 2, 3, 5, -1, 0.5]),
      dout: tensor([3, 2], [1, -2, 0.5, 3, -1.5, 0.25]),
      candidate,
    });
    assert.ok(made.ok);
    const { verdict, fits, diagnoses } = compareCandidate(
      made.value,
      batchnormGradients(made.value, "exact"),
      candidate,
    );
    assert.equal(verdict, "wrong");
    assert.deepEqual(fits, []);
    assert.equal(diagnoses.length > 0, true);
  });
});
