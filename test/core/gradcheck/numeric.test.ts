import assert from "node:assert/strict";
import { batchnormForward, batchnormGradients } from "../../../src/core/batchnorm/batchnorm";
import type { Precision } from "../../../src/core/checker";
import { ComplexStep } from "../../../src/core/gradcheck/complex";
import { numericDerivative } from "../../../src/core/gradcheck/gradcheck";
import { offsetOf } from "../../../src/core/layout";
import { createScratch, differentiate, type NumericDerivative } from "../../../src/core/gradcheck/numeric";
import { createProbe, isSmooth, type SetProbe } from "../../../src/core/gradcheck/probe";
import { SharedSums } from "../../../src/core/gradcheck/shared-sums";
import { PreciseDifference } from "../../../src/core/gradcheck/numeric-dd";
import type { GradientName } from "../../../src/core/verdict";
import { hardProblems, normalProblem } from "../datasets";
import { exactly, reference } from "../reference";
import { itemAt } from "../../../src/core/item-at";

const PRECISIONS: readonly Precision[] = ["standard", "exact"];

describe("numeric derivatives", () => {
  const ways: Readonly<Record<string, (probe: SetProbe) => (wanted: GradientName, row: number) => NumericDerivative>> =
    {
      "differences of order 4": (probe) => {
        const scratch = createScratch(probe.x.length);
        return (wanted, row) => differentiate(probe, wanted, row, scratch);
      },
      "the complex step": (probe) => {
        // Smooth activations have none.
        const isDifferenced = probe.activation !== undefined && isSmooth(probe.activation);
        const complex = isDifferenced ? new PreciseDifference(probe) : new ComplexStep(probe);
        return (wanted, row) => complex.derivative(wanted, row);
      },
      "differences in double-double": (probe) => {
        const precise = new PreciseDifference(probe);
        return (wanted, row) => precise.derivative(wanted, row);
      },
      "sums that all rows share": (probe) => {
        const shared = new SharedSums(1);
        const scratch = createScratch(probe.x.length);
        const isCovered = shared.begin(probe);
        assert.equal(isCovered, probe.activation === undefined, "every set without an activation is covered");
        return (wanted, row) => {
          if (!isCovered || wanted !== "dx") return differentiate(probe, wanted, row, scratch);
          shared.seek(row);
          return { value: shared.value, uncertainty: shared.uncertainty, step: shared.step };
        };
      },
    };
  const problems = hardProblems()
    .filter(({ problem }) => problem.layout.rows <= 100)
    .map(({ name, problem }) => ({ name, problem, exact: reference(problem) }));
  for (const [way, derive] of Object.entries(ways)) {
    it(`lie within their uncertainty of the exact ones: ${way}`, () => {
      for (const { name, problem, exact } of problems) {
        const { cache } = batchnormForward(problem);
        for (let column = 0; column < problem.layout.channels; column++) {
          const { sets } = problem;
          const { from } = itemAt(sets, sets.length - 1); // the last part of a split; a column else
          const probe = createProbe(problem, cache, column, sets.length - 1);
          const derivative = derive(probe);
          const hold = (tensor: GradientName, row: number, offset: number): void => {
            const { value, uncertainty } = derivative(tensor, row - from);
            // In scaled units, where nothing overflows.
            const known = itemAt(exact[tensor], offset).value.div(exactly(probe.upstreamUnit));
            const expected = (tensor === "dx" ? known.times(exactly(probe.unit)) : known).toNumber();
            const text = `${name}, ${tensor}[${row},${column}]: ${value} +- ${uncertainty}, exactly ${expected}`;
            assert.ok(Math.abs(value - expected) <= uncertainty + Math.abs(expected) * 2 ** -52, text);
            assert.ok(uncertainty <= 1e-7 * probe.scale[tensor] + 2 ** -1000, `worth little: ${text}`);
          };
          for (let row = from; row < problem.layout.rows; row += 3)
            hold("dx", row, offsetOf(problem.layout, row, column));
          if (sets.length > 1) continue; // dgamma and dbeta are sums over all parts
          hold("dgamma", 0, column);
          hold("dbeta", 0, column);
        }
      }
    });
  }
});

it("tells a cell's own numeric derivative", () => {
  const problem = normalProblem(50, [5, 3, 4], 1e6, 2);
  const { dx, dgamma } = batchnormGradients(problem, "exact");
  for (const precision of PRECISIONS) {
    const cell = numericDerivative(problem, 7, 2, precision);
    const expected = itemAt(dx, offsetOf(problem.layout, 7, 2));
    assert.ok(
      Math.abs(cell.value - expected) <= cell.uncertainty + 1e-15 && cell.uncertainty < 1e-9,
      `${precision}: ${cell.value}`,
    );
    assert.ok(cell.step > 0 && cell.step < 1);
    const column = numericDerivative(problem, 0, 1, precision, "dgamma");
    assert.ok(
      Math.abs(column.value - itemAt(dgamma, 1)) <= column.uncertainty + 1e-14,
      `${precision}: ${column.value}`,
    );
  }
  problem.x[0] = NaN;
  assert.ok(Number.isNaN(numericDerivative(problem, 3, 0).value));
});
