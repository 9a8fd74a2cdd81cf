import assert from "node:assert/strict";
import { columnsProblem } from "../../../src/core/batchnorm/columns";
import { ColumnExplainer } from "../../../src/core/explain/cell-explanation";
import { explainColumn } from "../../../src/core/explain/explained-column";
import { jacobianColumn, nullDirections } from "../../../src/core/explain/jacobian";
import { itemAt, numberAt } from "../../../src/core/item-at";
import type { Problem } from "../../../src/core/problem";
import { ulp } from "../../../src/core/ulp";
import { hardProblems } from "../datasets";
import { exactly, reference, type Reference } from "../reference";

const cheap = hardProblems().filter(({ problem: { layout } }) => layout.rows <= 40);
const sumOf = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0);
const outer = (extent: number): number[] => [...new Set([0, extent - 1])];

/** The last column of a problem, and dx of L = out_i in it: row i of its Jacobian, in decimals. */
function rowOf(problem: Problem, i: number): Reference {
  const D = problem.layout.channels;
  const one = columnsProblem(problem, D - 1, D);
  const dout = new Float64Array(one.layout.rows);
  dout[i] = 1;
  return reference({ ...one, dout });
}

describe("the null directions of the inner Jacobian", () => {
  for (const { name, problem } of cheap.filter((each) => each.problem.mode === "train")) {
    it(`are ones, and xhat but for what eps leaves: ${name}`, () => {
      const column = explainColumn(problem, problem.layout.channels - 1);
      for (const i of outer(problem.layout.rows)) {
        const { dx, xhat } = rowOf(problem, i);
        const exact = dx.reduce((sum, { value }, l) => sum.plus(value.times(itemAt(xhat, l).value)), exactly(0));
        const found = nullDirections(column, i);
        assert.ok(found);
        const { ones, xhat: stretched, epsShare } = found;
        if (!Number.isFinite(ones.size)) continue; // r leaves the range of doubles
        const N = problem.layout.rows;
        const sizes = column.x.map((_, l) => jacobianColumn(column, l).sizeAt(i)); // of what makes the cells
        const [size, sizeOfXhat] = [
          sumOf(sizes),
          sumOf(sizes.map((each, l) => each * Math.abs(numberAt(column.xhat, l)))),
        ];
        assert.ok(Math.abs(ones.value) <= N * ulp(size), `row ${i} times ones is ${ones.value} of ${size}`);
        const rest = Math.abs(stretched.value - exact.toNumber());
        assert.ok(rest <= N * ulp(sizeOfXhat), `row ${i} times xhat is ${stretched.value} of ${sizeOfXhat}`);
        // Far below what its products cancel to.
        const off = exactly(epsShare).minus(exact).abs().div(exactly(ulp(exact.toNumber()))); // prettier-ignore
        const sum = exactly(sizeOfXhat).times(2 ** -200); // as far as 80 digits reach
        assert.ok(
          off.lessThanOrEqualTo(16) || exact.abs().lessThanOrEqualTo(sum),
          `${epsShare}, exact ${exact.toNumber()}: ${off.toNumber()} ulp`,
        );
      }
    });
  }
});

describe("what gamma and beta do to the outputs", () => {
  for (const { name, problem } of cheap) {
    it(`is xhat, and 1, through the activation: ${name}`, () => {
      const k = problem.layout.channels - 1;
      const column = explainColumn(problem, k);
      const explainer = new ColumnExplainer(column, "standard");
      const [byGamma, byBeta] = [explainer.outputsByParameter("dgamma"), explainer.outputsByParameter("dbeta")];
      const { xhat } = rowOf(problem, 0);
      xhat.forEach(({ value: exact, magnitude }, i) => {
        const passed = exactly(numberAt(column.slope, i));
        const got = numberAt(byGamma.value, i);
        const size = magnitude.times(passed).toNumber();
        const error = exactly(got).minus(exact.times(passed)).abs().toNumber();
        assert.ok(
          error <= 4 * ulp(size),
          `d out[${i},${k}] / d gamma is ${got}, exact ${exact.times(passed).toNumber()}`,
        );
        assert.equal(numberAt(byBeta.value, i), numberAt(column.slope, i));
        const numeric = Math.abs(numberAt(byGamma.numeric, i) - got);
        assert.ok(
          numeric <= 1e-7 * Math.max(size, numberAt(column.largestXhat, 0)),
          `numeric at ${i}: ${numeric} apart`,
        );
      });
      assert.deepEqual([byGamma.verdict, byBeta.verdict], ["correct", "correct"]);
    });
  }
});
