import assert from "node:assert/strict";
import { blindSpots, catalogue, mistakesOf, type Mistake } from "../../../../src/core/diagnosis";
import {
  HIDING_CONDITIONS,
  type HidingCondition,
} from "../../../../src/core/diagnosis/catalogue/contract/hiding-conditions";
import { createStatistics } from "../../../../src/core/diagnosis/formula/column-statistics";
import { gatherColumn, scatterColumn } from "../../../../src/core/batchnorm/column";
import type { Problem } from "../../../../src/core/problem";
import type { Values } from "../../../../src/core/tensor";
import { problemFor } from "../seeded-problems";
import { itemAt } from "../../../../src/core/item-at";

const SEEDS = 12;

const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;

/** f of every column of a tensor. */
function byColumn({ layout }: Problem, values: Values, f: (column: Float64Array, k: number) => Float64Array): Values {
  const changed = new Float64Array(values.length);
  for (let k = 0; k < layout.channels; k++) {
    const column = gatherColumn(layout, values, k, new Float64Array(layout.rows));
    scatterColumn(layout, f(column, k), k, changed);
  }
  return changed;
}
const centred = (column: Float64Array): Float64Array => column.map((value) => value - mean(column));

/** Problems in which a condition holds: their shape, and what is changed in a problem that hides nothing. */
const MADE: Readonly<Record<HidingCondition, { shape?: readonly number[]; make: (problem: Problem) => Problem }>> = {
  "dout is constant": { make: (p) => ({ ...p, dout: p.dout.map(() => 1) }) },
  "gamma is 1": { make: (p) => ({ ...p, gamma: p.gamma.map(() => 1) }) },
  "beta is 0": { make: (p) => ({ ...p, beta: p.beta.map(() => 0) }) },
  "out is xhat": { make: (p) => ({ ...p, gamma: p.gamma.map(() => 1), beta: p.beta.map(() => 0) }) },
  "out has the sign of xhat": { make: (p) => ({ ...p, gamma: p.gamma.map(Math.abs), beta: p.beta.map(() => 0) }) },
  "dout has mean 0": { make: (p) => ({ ...p, dout: byColumn(p, p.dout, centred) }) },
  "dout is orthogonal to xhat": {
    make: (p) => {
      const dout = byColumn(p, p.dout, (column, k) => {
        const x = centred(gatherColumn(p.layout, p.x, k, new Float64Array(p.layout.rows)));
        const slope = mean(column.map((value, i) => value * itemAt(x, i))) / mean(x.map((value) => value * value));
        return column.map((value, i) => value - slope * itemAt(x, i));
      });
      return { ...p, dout };
    },
  },
  "x has mean 0": { make: (p) => ({ ...p, x: byColumn(p, p.x, centred) }) },
  "eps is small": { make: (p) => ({ ...p, eps: 1e-18 }) },
  "every variance is above eps": { make: (p) => ({ ...p, eps: 0.5 * Math.min(...createStatistics(p).batchV) }) },
  "sqrt(v + eps) is 1": {
    make: (p) => {
      const { batchV } = createStatistics(p);
      return {
        ...p,
        eps: 0.25,
        x: byColumn(p, p.x, (column, k) => column.map((v) => v * Math.sqrt(0.75 / itemAt(batchV, k)))),
      };
    },
  },
  "there are only two rows": { shape: [2, 5], make: (p) => p },
  "there is only one sample": { shape: [1, 3, 5], make: (p) => p },
  "out is nowhere 0": {
    make: (p) => ({ ...p, beta: p.beta.map((value) => value + 0.5) }),
  },
};
const NAMES = Object.keys(MADE) as HidingCondition[];

/** A mistake's seeded problems in which the condition holds. */
function problemsOf(mistake: Mistake, condition: HidingCondition): Problem[] {
  const { shape, make } = MADE[condition];
  const problems = Array.from({ length: SEEDS }, (_, i) => {
    const shapes = shape
      ? [shape]
      : [
          [7, 5],
          [4, 3, 5],
        ];
    const problem = shapes
      .map((one) => problemFor(mistake, i + 1, one))
      .find((one) => mistakesOf(one).includes(mistake));
    return problem && make(problem);
  });
  return problems.flatMap((problem) => (problem && mistakesOf(problem).includes(mistake) ? [problem] : []));
}

/** What is said where a mistake looks right, or like another one. */
const hiding = (problem: Problem, { id }: Mistake): string | undefined =>
  blindSpots(problem).find(({ ids }) => ids.includes(id))?.text;

describe("what hides a mistake", () => {
  for (const mistake of catalogue) {
    const { id, hiddenBy = [], harmless } = mistake;
    if (harmless) continue;

    it(`${id} is hidden by what it says: ${hiddenBy.join(", ") || "nothing"}`, () => {
      for (const condition of hiddenBy) {
        const problems = problemsOf(mistake, condition);
        assert.ok(problems.length > 0, condition);
        problems.forEach((problem, i) => {
          const s = createStatistics(problem);
          const { holds, words } = HIDING_CONDITIONS[condition];
          assert.ok(holds(s), `problem ${i + 1}: ${condition} does not hold`);
          const text = hiding(problem, mistake) ?? "seen";
          assert.ok(words(s).every((word) => text.includes(word.text)), `problem ${i + 1}, ${condition}: ${text}`); // prettier-ignore
        });
      }
    });

    it(`${id} says what hides it`, () => {
      for (const condition of NAMES) {
        if (condition === "dout is constant") continue; // hides nearly everything, and is said for all by one of them
        const problems = problemsOf(mistake, condition);
        if (problems.length === 0 || !problems.every((problem) => hiding(problem, mistake))) continue;
        const statistics = createStatistics(itemAt(problems, 0));
        const named = hiddenBy.some((one) => HIDING_CONDITIONS[one].holds(statistics));
        assert.ok(named, `${condition} hides it, too`);
      }
    });
  }
});
