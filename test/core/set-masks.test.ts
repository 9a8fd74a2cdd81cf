import assert from "node:assert/strict";
import { compareCandidate } from "../../src/core/diagnosis";
import { batchnormGradients } from "../../src/core/batchnorm/batchnorm";
import { createProblem, type ProblemInput } from "../../src/core/problem";
import { layerInput, maskedLayerCases, problemOfLayer, tensor } from "./layer-problems";

const x = tensor([2, 4, 3], (i) => (i * 7) % 5);
const masked = (...values: number[]): ProblemInput["mask"] => tensor([2, 3], (i) => values[i] ?? 1);

describe("a mask of group and instance norm", () => {
  it("is refused in one sentence where it leaves a set too little, or belongs to no such layer", () => {
    for (const [input, expected] of [
      [{ norm: "instance", mask: masked(1, 1, 1, 0, 0, 0) }, "mask leaves no element in channel 0 of sample 1, expected at least one that makes the statistics."],
      [{ norm: "group", groups: 2, axis: 0, mask: tensor([4, 3], (i) => Number(i > 2)) }, "mask leaves no element in group 0 of sample 0, expected at least one that makes the statistics."],
      [{ norm: "instance", variance: "unbiased", mask: masked(1, 1, 1, 0, 1, 0) }, "The unbiased variance divides by N - 1, and the mask leaves one element in channel 0 of sample 1: expected at least 2."],
      [{ norm: "group", groups: 2, mask: tensor([2, 2], () => 1) }, "mask has shape 2 x 2, expected that of x without its channels (axis 1), 2 x 3, or 6."],
      [{ norm: "instance", mask: masked(1, 1, 1, 1, 2) }, "mask[1, 1] is 2, expected 0 or 1 (1: the place makes the statistics)."],
      [{ norm: "layer", mask: masked(1) }, 'mask says which elements make the statistics of batch, group and instance norm, and norm is "layer": expected none.'],
      [{ norm: "rms", split: [1, 1] }, 'split cuts the batch of batch, group and instance norm, and norm is "rms": expected none.'],
      [{ norm: "group", groups: 2, split: [1, 2] }, "split adds up to 3, expected 2, the extent of x along axis 0."],
    ] as const) {
      const made = createProblem({ x, ...input });
      assert.equal(made.ok ? "" : made.fault.text, expected);
    }
  }); // prettier-ignore

  it("may be one list, and a split of samples that are normalized one by one changes nothing", () => {
    const input = layerInput(1, [2, 4, 3], [4], { norm: "group", groups: 2, mask: masked(1, 0, 1, 1, 1, 0) });
    const flat = { ...input, mask: tensor([6], (i) => [1, 0, 1, 1, 1, 0][i] ?? 1), split: [1, 1] };
    const [one, other] = [input, flat].map((each) => batchnormGradients(problemOfLayer(each), "standard"));
    assert.deepEqual(one?.dx, other?.dx);
  });

  it("lets right gradients be right in both dtypes, and those without it be wrong", () => {
    for (const { name, input } of maskedLayerCases().slice(0, -1)) {
      const problem = problemOfLayer(input);
      const exact = batchnormGradients(problem, "exact");
      const without = batchnormGradients(problemOfLayer({ ...input, mask: undefined }), "exact");
      for (const [dtype, kind] of [["float64", Float64Array], ["float32", Float32Array]] as const) {
        const judged = (dx: Float64Array): string =>
          compareCandidate(problem, exact, { dx: { shape: input.x.shape, dtype, values: kind.from(dx) } }).verdict;
        assert.deepEqual([judged(exact.dx), judged(without.dx)], ["correct", "wrong"], `${name}, ${dtype}`);
      } // prettier-ignore
    }
  });
});
