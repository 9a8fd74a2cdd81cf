import assert from "node:assert/strict";
import fc from "fast-check";
import { cellOf, indexAt, indexOf, offsetOf, toLayout } from "../../src/core/layout";
import { createProblem, type ProblemInput } from "../../src/core/problem";
import { Random, standardNormal } from "../../src/core/arithmetic/random";
import { sizeOf, type Tensor } from "../../src/core/tensor";

function tensor(shape: readonly number[], fill = 1): Tensor {
  return { shape, values: new Float64Array(sizeOf(shape)).fill(fill), dtype: "float64" };
}

/** The fault of an input, as "code: text". */
function fault(input: Partial<ProblemInput>): string {
  const problem = createProblem({ x: tensor([2, 3]), ...input });
  return problem.ok ? "ok" : `${problem.fault.code}: ${problem.fault.text}`;
}

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
      "rank: Expected a tensor of rank 2 to 5 (N x D or N x C x ...), got rank 1.",
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

  it("a fault stands at its place", () => {
    const place = { offset: 7, line: 2, column: 3 };
    const problem = createProblem({ x: tensor([2, 3]), gamma: tensor([1]), places: { gamma: place } });
    assert.deepEqual(problem.ok ? undefined : problem.fault.place, place);
  });
});

describe("layouts", () => {
  const shapes = fc.array(fc.integer({ min: 1, max: 5 }), { minLength: 2, maxLength: 5 });

  it("rows and columns number every element once", () => {
    fc.assert(
      fc.property(shapes, (shape) => {
        const layout = toLayout(shape);
        assert.ok(layout.ok);
        const { rows, channels } = layout.value;
        const seen = new Set<number>();
        for (let row = 0; row < rows; row++) {
          for (let column = 0; column < channels; column++) {
            const offset = offsetOf(layout.value, row, column);
            seen.add(offset);
            const index = indexOf(layout.value, row, column);
            assert.deepEqual(index, indexAt(shape, offset));
            assert.equal(index[1], column);
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
    for (let i = 0; i < n; i++) bins[random.below(10)]++;
    for (const count of bins)
      assert.ok(Math.abs(count - n / 10) < 5 * Math.sqrt(n / 10), `${count} of ${n} in a tenth`);
    const values = standardNormal(n, 8);
    const moment = (power: number): number => values.reduce((sum, value) => sum + value ** power, 0) / n;
    assert.ok(Math.abs(moment(1)) < 0.015 && Math.abs(moment(2) - 1) < 0.02 && Math.abs(moment(4) - 3) < 0.15);
  });
});
