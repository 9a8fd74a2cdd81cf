import assert from "node:assert/strict";
import { placedForward, placedProblem, type PlacementName } from "../../../src/core/explain/placed-relu";
import { PlacementRun } from "../../../src/core/explain/placement";
import { itemAt } from "../../../src/core/item-at";
import type { Problem } from "../../../src/core/problem";
import { ulp } from "../../../src/core/ulp";
import { hardProblems, normalProblem } from "../datasets";
import { exactly, reference } from "../reference";

const zero = exactly(0);

/** sum(dx z) of x = s z in decimals; and how large the terms of gamma dgamma get beside it. */
function exactByScale(problem: Problem, name: PlacementName, s: number) {
  const placed = placedProblem(problem, name);
  const { dx, dgamma } = reference({ ...placed, x: placed.x.map((value) => s * value) });
  const value = dx.reduce((sum, known, i) => sum.plus(known.value.times(exactly(itemAt(placed.x, i)))), zero);
  const size = dgamma.reduce(
    (sum, known, k) => sum.plus(known.magnitude.times(exactly(itemAt(problem.gamma, k)).abs())),
    zero,
  );
  return { value, size };
}

describe("what a scale of x feels", () => {
  const isCheap = ({ x, mode, eps }: Problem): boolean => x.length <= 180 && mode === "train" && eps > 0;
  for (const { name, problem } of hardProblems().filter((each) => isCheap(each.problem))) {
    it(`is the exact sum of dx z, far below the rounding of its terms, too: ${name}`, () => {
      const { eps, epsPlacement } = problem;
      for (const placement of ["bn-relu", "relu-bn"] as const) {
        const { value, size } = exactByScale(problem, placement, 1);
        const terms = placedForward(problem, placement).byScale(problem.dout);
        const got = terms.reduce((sum, term) => sum.plus(exactly(term)), zero);
        // What eps leaves of a set is at most eps / (v + eps) of the largest of them.
        const most = Math.max(...terms.map(Math.abs), 1e-300);
        const bound = exactly(ulp(most)).times(8 * terms.length).plus(size.times(2 ** -100)); // prettier-ignore
        const error = got.minus(value).abs();
        assert.ok(
          error.lessThanOrEqualTo(bound),
          `${placement}, eps ${eps} ${epsPlacement}: ${got.toNumber()}, exact ${value.toNumber()}`,
        );
      }
    });
  }

  it("is so at every scale, where eps is next to nothing beside the spread", () => {
    const problem = normalProblem(66, [12, 3], 2, 3, 1e-24);
    const run = new PlacementRun(problem, "standard");
    while (!run.advance(1000));
    for (const name of ["bn-relu", "relu-bn"] as const) {
      const byScale = run.result().find((each) => each.name === name)?.byScale ?? [];
      for (const { scale, dsNorm } of byScale.filter((each) => [0.5, 1, 2].includes(each.scale))) {
        const exact = Math.abs(exactByScale(problem, name, scale).value.toNumber());
        assert.ok(Math.abs(dsNorm - exact) <= 1e-13 * exact, `${name}, s = ${scale}: ${dsNorm}, exact ${exact}`);
      }
      const of = (scale: number): number => byScale.find((each) => each.scale === scale)?.dsNorm ?? NaN;
      assert.ok(Math.abs(of(10) / of(0.1) / 1e-6 - 1) < 1e-12, `${of(0.1)} at 0.1, ${of(10)} at 10`); // as 1 / s^3
    }
  });

  it("is nothing where eps is 0", () => {
    const { byScale } = placedForward(normalProblem(67, [7, 2], 2, 3, 0), "bn-relu");
    assert.deepEqual(byScale(new Float64Array(14).fill(0.7)).map(Math.abs), [0, 0]);
  });
});
