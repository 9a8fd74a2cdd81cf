import assert from "node:assert/strict";
import fc from "fast-check";
import { cellOf, indexAt, indexOf, offsetOf, toLayout } from "../../src/core/layout";
import { createProblem, type ProblemInput } from "../../src/core/problem";
import { Random, standardNormal } from "../../src/core/arithmetic/random";
import { sizeOf, type Tensor } from "../../src/core/tensor";
import { change } from "./change";

function tensor(shape: readonly number[], fill = 1): Tensor {
  return { shape, values: new Float64Array(sizeOf(shape)).fill(fill), dtype: "float64" };
}

/** The fault of an input, as "code: text". */
function fault(input: Partial<ProblemInput>): string {
  const problem = createProblem({ x: tensor([2, 3]), ...input });
  return problem.ok ? "ok" : `${problem.fault.code}: ${problem.fault.text}`;
}

const mask = (...values: number[]): Tensor => ({
  shape: [values.length],
  values: Float64Array.from(values),
  dtype: "float64",
});

describe("problems", () => {
  it("have defaults that show something", () => {
    const problem = createProblem({ x: tensor([2, 3]) });
    assert.ok(problem.ok);
    const { gamma, beta, eps, mode, dout, doutSeed, activation } = problem.value;
    assert.deepEqual(
      [[...gamma], [...beta], eps, mode, doutSeed, activation],
      [[1, 1, 1], [0, 0, 0], 1e-5, "train", 1, "none"],
    );
    assert.deepEqual(dout, standardNormal(6, 1));
    assert.notDeepEqual(standardNormal(6, 2), standardNormal(6, 1));
  });

  it("draw many numbers at once as they would one by one", () => {
    const single = new Random(5);
    const many = new Random(5);
    for (const length of [1, 2, 7, 0, 1000, 3]) {
      const filled = new Float64Array(length);
      many.fillNormal(filled);
      assert.deepEqual(
        filled,
        Float64Array.from({ length }, () => single.normal()),
      );
    }
    assert.deepEqual(many.uint32(), single.uint32());
  });

  it("name what is wrong with an input", () => {
    assert.equal(fault({}), "ok");
    assert.equal(
      fault({ x: tensor([4]) }),
      "rank: Expected a tensor of rank 2 to 5 (N x D or N x C x ...), got rank 1: one list is a set of layer and RMS norm alone.",
    );
    assert.equal(fault({ x: tensor([2, 0]) }), "empty: Expected at least one value along every axis, got shape 2 x 0.");
    assert.equal(
      fault({ gamma: tensor([2]) }),
      "gamma-length: gamma has 2 values, expected 3 (one for each column of x, shape 2 x 3): it has as many values as axis 0: are the channels there?",
    );
    assert.equal(fault({ dout: tensor([3, 2]) }), "dout-shape: dout has shape 3 x 2, expected the shape of x, 2 x 3.");
    assert.equal(fault({ eps: -1 }), "eps: eps is -1, expected a finite number that is 0 or greater.");
    assert.match(fault({ eps: NaN }), /^eps: eps is NaN/);
    assert.equal(fault({ eps: 0 }), "ok");
    assert.match(fault({ mode: "eval" }), /^running-missing: .* got neither\.$/);
    assert.match(fault({ mode: "eval", runningMean: tensor([3]) }), /got no runningVar\.$/);
    assert.equal(
      fault({ mode: "eval", runningMean: tensor([3]), runningVar: tensor([3], -2) }),
      "running-var-negative: runningVar[0] is -2, expected a variance that is 0 or greater.",
    );
    assert.match(fault({ candidate: { dx: tensor([3, 2]) } }), /^candidate-dx-shape: candidate\.dx has shape 3 x 2/);
    assert.match(
      fault({ candidate: { dgamma: tensor([1]) } }),
      /^candidate-dgamma-length: candidate\.dgamma has 1 value,/,
    );
  });

  it("carry the conventions that are stated, and defaults for the others", () => {
    const plain = createProblem({ x: tensor([4, 3]) });
    assert.ok(plain.ok);
    const { variance, epsPlacement, mask, split, sets, slope, layout, stated } = plain.value;
    assert.deepEqual(
      [variance, epsPlacement, mask, split, slope, layout.axis],
      ["biased", "inside", undefined, [], 0.01, 1],
    );
    assert.deepEqual(sets, [{ from: 0, to: 4, members: 4 }]);
    assert.deepEqual(stated, ["x"]);
    const rows = (values: number[]): Tensor => ({ shape: [4, 2], values: Float64Array.from(values), dtype: "float64" });
    const told = createProblem({
      x: tensor([4, 2, 3]), axis: -1, variance: "unbiased", epsPlacement: "outside", split: [1, 3],
      mask: rows([1, 1, 0, 1, 0, 0, 1, 0]), activation: "leaky-relu",
    }); // prettier-ignore
    assert.ok(told.ok);
    assert.deepEqual([told.value.layout.axis, told.value.layout.channels, told.value.slope], [2, 3, 0.01]);
    assert.deepEqual(told.value.sets, [{ from: 0, to: 2, members: 2 }, { from: 2, to: 8, members: 2 }]); // prettier-ignore
    assert.deepEqual(told.value.stated, ["x", "axis", "variance", "epsPlacement", "split", "mask", "activation"]);
  });

  it("name what is wrong with a convention", () => {
    const evaluation = { mode: "eval", runningMean: tensor([3]), runningVar: tensor([3]) } as const;
    const told: [Partial<ProblemInput>, string][] = [
      [{ axis: 2 }, "axis: axis is 2, expected a whole number from -2 to 1 (x is 2 x 3)."],
      [{ axis: -3 }, "axis: axis is -3, expected a whole number from -2 to 1 (x is 2 x 3)."],
      [{ axis: 0.5 }, "axis: axis is 0.5, expected a whole number from -2 to 1 (x is 2 x 3)."],
      [{ axis: 0 }, "ok"],
      [
        { axis: 0, gamma: tensor([3]) },
        "gamma-length: gamma has 3 values, expected 2 (one for each column of x, shape 2 x 3): it has as many values as the last axis (axis 1): are the channels last, or is norm \"layer\"?",
      ],
      [
        { mask: mask(1, 1, 0) },
        "mask-shape: mask has shape 3, expected that of x without its channels (axis 1), 2.",
      ],
      [
        { x: tensor([2, 3, 4]), mask: mask(1, 1, 0) },
        "mask-shape: mask has shape 3, expected that of x without its channels (axis 1), 2 x 4, or 8.",
      ],
      [{ mask: mask(1, 0.5) }, "mask-value: mask[1] is 0.5, expected 0 or 1 (1: the row makes the statistics)."],
      [
        { mask: mask(0, 0) },
        "mask-empty: mask leaves no row in every column, expected at least one that makes the statistics.",
      ],
      [
        { x: tensor([3, 2]), split: [2, 1], mask: mask(1, 1, 0) },
        "mask-empty: mask leaves no row in part 1 of the split, expected at least one that makes the statistics.",
      ],
      [
        { ...evaluation, mask: mask(1, 1) },
        "mask-eval: mask says which rows make the statistics, which are given in evaluation mode: expected none.",
      ],
      [{ split: [1, 2] }, "split: split adds up to 3, expected 2, the extent of x along axis 0."],
      [{ split: [2, 0] }, "split: split[1] is 0, expected a whole number that is 1 or greater."],
      [{ axis: 0, split: [2] }, "split: split counts along axis 0, which holds the channels here: expected no split."],
      [
        { ...evaluation, split: [1, 1] },
        "split-eval: split says which rows make the statistics, which are given in evaluation mode: expected none.",
      ],
      [
        { split: [1, 1], variance: "unbiased" },
        "variance-one-row: The unbiased variance divides by N - 1, and there is one row in part 0 of the split: expected at least 2.",
      ],
      [
        { mask: mask(1, 0), variance: "unbiased" },
        "variance-one-row: The unbiased variance divides by N - 1, and the mask leaves one row in every column: expected at least 2.",
      ],
      [{ ...evaluation, variance: "unbiased" }, "ok"],
      [{ activation: "leaky-relu", slope: -1 }, "slope: slope is -1, expected a finite number that is 0 or greater."],
      [{ slope: 0.2 }, "slope: slope belongs to the activation leaky-relu, and no activation is given."],
      [
        { axis: 0, parts: [{ name: "a", outer: 1 }, { name: "b", outer: 1 }] },
        "axis-parts: x is put together of 2 parts along axis 0, which cannot hold the channels.",
      ],
    ]; // prettier-ignore
    for (const [input, said] of told) assert.equal(fault(input), said);
  });

  it("a fault stands at its place", () => {
    const place = { offset: 7, line: 2, column: 3 };
    const problem = createProblem({ x: tensor([2, 3]), gamma: tensor([1]), places: { gamma: place } });
    assert.deepEqual(problem.ok ? undefined : problem.fault.place, place);
  });
});

describe("layouts", () => {
  const shapes = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 2, maxLength: 5 });

  it("rows and columns number every element once, whichever axis holds the channels", () => {
    fc.assert(
      fc.property(shapes, fc.nat(), fc.boolean(), (shape, number, fromTheEnd) => {
        const at = number % shape.length;
        const layout = toLayout(shape, fromTheEnd ? at - shape.length : at);
        assert.ok(layout.ok);
        const { rows, channels, positions, axis } = layout.value;
        assert.equal(axis, at);
        const seen = new Set<number>();
        for (let row = 0; row < rows; row++) {
          for (let column = 0; column < channels; column++) {
            const offset = offsetOf(layout.value, row, column);
            seen.add(offset);
            const index = indexOf(layout.value, row, column);
            assert.deepEqual(index, indexAt(shape, offset));
            assert.equal(index[at], column);
            assert.equal(index[at === 0 ? 1 : 0], Math.floor(row / positions));
            assert.deepEqual(cellOf(layout.value, index), { row, column });
          }
        }
        assert.equal(seen.size, sizeOf(shape));
        assert.equal(Math.max(...seen), sizeOf(shape) - 1);
      }),
      { seed: 3, numRuns: 200 },
    );
  });
});

describe("random numbers", () => {
  it("stay the same for ever", () => {
    const random = new Random(1);
    assert.deepEqual([random.uint32(), random.uint32(), random.uint32()], [393288148, 2174103013, 3814759091]);
    assert.deepEqual([...standardNormal(3, 42)], [0.26752683279886763, 1.7424408507579792, 0.5813902645846303]);
  });

  it("are uniform and normal", () => {
    const n = 100_000;
    const random = new Random(7);
    const bins = new Array<number>(10).fill(0);
    for (let i = 0; i < n; i++) change(bins, random.below(10), (count) => count + 1);
    for (const count of bins)
      assert.ok(Math.abs(count - n / 10) < 5 * Math.sqrt(n / 10), `${count} of ${n} in a tenth`);
    const values = standardNormal(n, 8);
    const moment = (power: number): number => values.reduce((sum, value) => sum + value ** power, 0) / n;
    assert.ok(Math.abs(moment(1)) < 0.015 && Math.abs(moment(2) - 1) < 0.02 && Math.abs(moment(4) - 3) < 0.15);
  });
});
