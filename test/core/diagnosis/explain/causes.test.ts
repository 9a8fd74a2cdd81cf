import assert from "node:assert/strict";
import { compact, forwardByHand } from "../../../../src/core/diagnosis/catalogue/contract/by-hand";
import { cellOf, indexAt } from "../../../../src/core/layout";
import { itemAt } from "../../../../src/core/item-at";
import type { Candidate, Problem } from "../../../../src/core/problem";
import { standardNormal } from "../../../../src/core/arithmetic/random";
import type { Comparison } from "../../../../src/core/verdict";
import { madeByHand, wrongCandidate } from "../made-by-hand";
import { changed, compared } from "../judgement/not-given";
import { candidateAs } from "../property/given";
import { candidateOf } from "../property/stated-conventions";
import { printed } from "../property/wrong-trials";
import { randomProblem } from "../seeded-problems";

const SEEDS = 50;

type Change = (value: number, row: number, column: number, problem: Problem, index: number) => number;

/** A right candidate with every cell of dx changed. */
function withDx(problem: Problem, change: Change): Required<Candidate> {
  const { layout } = problem;
  return changed(madeByHand(problem), {
    dx: (value, index) => {
      const { row, column } = cellOf(layout, indexAt(layout.shape, index));
      return change(value, row, column, problem, index);
    },
  });
}

const idsOf = ({ verdict, diagnoses }: Comparison): string =>
  `${verdict} ${[...new Set(diagnoses.map(({ id }) => id))].join()}`;

/** Each on 50 seeded problems. */
const CAUSES: Readonly<Record<string, { readonly change: Change; readonly says: RegExp }>> = {
  "residual-added": {
    change: (value, _row, _column, { dout }, i) => value + 0.5 * itemAt(dout, i),
    says: /plus 0\.5 \* dout: x is used twice/,
  },
  "penalty-added": {
    change: (value, _row, _column, { x }, i) => value + 0.02 * itemAt(x, i),
    says: /plus 0\.02 \* x: .* 0\.01 \* sum\(x\^2\)/,
  },
  "constant-added": { change: (value) => value + 0.25, says: /plus 0\.25 in every cell/ },
  "foreign-part": {
    change: (value, _row, _column, _problem, i) => value + itemAt(standardNormal(1, 1000 + i), 0),
    says: /this batch norm cannot have made it\. Usually x is used twice/,
  },
};

describe("one cause behind a gradient", () => {
  for (const [id, { change, says }] of Object.entries(CAUSES)) {
    it(`${id} is named on ${SEEDS} problems`, () => {
      for (let seed = 1; seed <= SEEDS; seed++) {
        const problem = randomProblem(seed, { shape: seed % 2 ? [13, 3] : [4, 3, 5] });
        const comparison = compared(problem, withDx(problem, change));
        assert.equal(idsOf(comparison), `wrong ${id}`, `seed ${seed}: ${comparison.reason}`);
        assert.match(comparison.diagnoses[0]?.text ?? "", says, `seed ${seed}`);
      }
    });
  }

  it("rows, columns and values in another order are named", () => {
    for (let seed = 1; seed <= SEEDS; seed++) {
      const problem = randomProblem(seed, { shape: [7, 3] });
      const right = madeByHand(problem);
      const moved = (from: (row: number, column: number) => number): Float64Array =>
        right.dx.values.map((_, i) => itemAt(right.dx.values, from(Math.floor(i / 3), i % 3))) as Float64Array;
      const rows = compared(problem, { ...right, dx: { ...right.dx, values: moved((i, k) => ((i + 1) % 7) * 3 + k) } });
      assert.equal(idsOf(rows), "wrong rows-reordered", `seed ${seed}: ${rows.reason}`);
      const order = [1, 0, 2];
      const dx = { ...right.dx, values: moved((i, k) => i * 3 + itemAt(order, k)) };
      const vector = (name: "dgamma" | "dbeta") => ({
        ...right[name],
        values: Float64Array.from(order, (k) => itemAt(right[name].values, k)),
      });
      const columns = compared(problem, { dx, dgamma: vector("dgamma"), dbeta: vector("dbeta") });
      assert.equal(idsOf(columns), "wrong columns-reordered", `seed ${seed}: ${columns.reason}`);
      assert.match(columns.diagnoses[0]?.text ?? "", /^dx, dgamma and dbeta have the right columns in another order/);
    }
  });

  it("counts the rows that a mask leaves out of the statistics, too", () => {
    for (let seed = 1; seed <= 10; seed++) {
      const kept = Float64Array.from({ length: 9 }, (_, row) => Number(row % 4 !== 1));
      const mask = { shape: [9], values: kept, dtype: "float64" } as const;
      const problem = randomProblem(seed, { shape: [9, 3], conventions: { mask } });
      const right = candidateOf(problem);
      const constant = changed(right, { dx: (value) => value + 0.25 });
      assert.equal(idsOf(compared(problem, constant)), "wrong constant-added", `seed ${seed}`);
      const reversed = { ...right.dx, values: Float64Array.from({ length: 27 }, (_, i) => itemAt(right.dx.values, (8 - Math.floor(i / 3)) * 3 + (i % 3))) }; // prettier-ignore
      assert.equal(idsOf(compared(problem, { ...right, dx: reversed })), "wrong rows-reordered", `seed ${seed}`);
    }
  });

  it("is no number that a single value of dgamma would fit anyway", () => {
    const problem = randomProblem(11, { shape: [8, 1] });
    const decayed = changed(madeByHand(problem), { dgamma: (value) => value + 0.01 * itemAt(problem.gamma, 0) });
    assert.equal(idsOf(compared(problem, decayed)), "wrong unknown");
  });

  it("is no other eps where eps was left out and the inputs lost digits", () => {
    const seed = 29;
    const problem = randomProblem(seed);
    for (const form of [0, 1, 2]) {
      for (const decimals of [4, 6]) {
        const given = { kind: "printed", decimals, inputs: true } as const;
        const candidate = candidateAs(wrongCandidate(problem, "eps-omitted", form), given);
        const { reason, diagnoses } = compared(printed(problem, given), candidate);
        assert.ok(
          diagnoses.every(({ id }) => id !== "eps-different"),
          `seed ${seed}: ${reason}`,
        );
      }
    }
  });

  it("is a plain mean over three ranks of any sizes", () => {
    const problem = randomProblem(13, { shape: [12, 3] });
    const sizes = [2, 3, 7];
    const ends = [2, 5, 12];
    const share = (row: number): number =>
      1 /
      (3 *
        itemAt(
          sizes,
          ends.findIndex((end) => row < end),
        ));
    const tapes = forwardByHand(problem);
    const average = (values: readonly number[]): number =>
      values.reduce((sum, value, row) => sum + share(row) * value, 0);
    const { dx } = compact(tapes, (t) => {
      const gbar = average(t.dout);
      const slope = average(t.dout.map((value, row) => value * itemAt(t.xhat, row)));
      return ({ dout, xhat }) => t.gamma * t.r * (dout - gbar - xhat * slope);
    });
    const made = changed(madeByHand(problem), { dx: (_, i) => itemAt(itemAt(dx, i % 3), Math.floor(i / 3)) });
    const comparison = compared(problem, made);
    assert.equal(idsOf(comparison), "wrong uneven-ranks");
    assert.match(comparison.diagnoses[0]?.text ?? "", /The ranks have 2, 3 and 7 of the 12 samples\./);
  });

  it("explains its tensors alone: what else is wrong is named beside it", () => {
    const problem = randomProblem(3, { shape: [7, 3] });
    const dgamma = wrongCandidate(problem, "dgamma-mean").dgamma;
    const both = { ...withDx(problem, (value, _r, _c, { dout }, i) => value + itemAt(dout, i)), dgamma };
    assert.equal(idsOf(compared(problem, both)), "wrong residual-added,dgamma-mean");
  });

  it("is a factor of those tensors that are off, and says that the others are right", () => {
    const problem = randomProblem(4, { shape: [7, 3] });
    const twice = (value: number): number => 2 * value;
    const { reason, diagnoses } = compared(problem, changed(madeByHand(problem), { dx: twice, dgamma: twice }));
    assert.match(reason, /\(2 times what is right\)/);
    assert.match(diagnoses[0]?.text ?? "", /^dx and dgamma are 2 times .*, and dbeta is right\. They were accumulated/);
    const alone = compared(problem, changed(madeByHand(problem), { dx: twice })).diagnoses[0]?.text ?? "";
    assert.match(alone, /^dx is 2 times .*, and dgamma and dbeta are right\. It was accumulated/);
  });

  it("is a factor in front of another convention, or beside a mistake", () => {
    const problem = randomProblem(5, { shape: [7, 3] });
    const twice = (candidate: Required<Candidate>): Required<Candidate> =>
      changed(candidate, { dx: (v) => 2 * v, dgamma: (v) => 2 * v, dbeta: (v) => 2 * v });
    const relu = compared(problem, twice(madeByHand({ ...problem, activation: "relu" })));
    assert.match(relu.reason, /^wrong: dx, dgamma and dbeta are 2 times the ones that are right for a ReLU/);
    const path = compared(problem, twice(wrongCandidate(problem, "variance-path-omitted")));
    assert.equal(idsOf(path), "wrong common-factor,variance-path-omitted");
  });

  it("is looked for in a gradient that is given alone, too", () => {
    for (let seed = 1; seed <= 10; seed++) {
      const problem = randomProblem(seed, { shape: [7, 3] });
      const foreign = (_: number, i: number): number => itemAt(standardNormal(1, 1000 + i), 0);
      const wrong = changed(madeByHand(problem), { dx: foreign, dgamma: foreign, dbeta: foreign });
      for (const name of ["dx", "dgamma", "dbeta"] as const)
        assert.match(compared(problem, { [name]: wrong[name] }).reason, /^wrong: /, `${name}, seed ${seed}`);
    }
  });

  it("is NaN of a column in all tensors, and no formula", () => {
    const problem = randomProblem(6, { shape: [8, 3] });
    const nan = withDx(problem, (value, _row, column) => (column === 1 ? NaN : value));
    const both = changed(nan, { dgamma: (value, k) => (k === 1 ? NaN : value) });
    const { reason, diagnoses } = compared(problem, both);
    assert.match(reason, /\(NaN in column 1\)/);
    assert.match(diagnoses[0]?.text ?? "", /^dx and dgamma are NaN in column 1 /);
    const alone = compared(problem, { dgamma: changed(madeByHand(problem), { dgamma: (v, k) => (k ? v : NaN) }).dgamma }); // prettier-ignore
    assert.equal(idsOf(alone), "wrong local");
  });

  it("is NaN of a column, and what is wrong with the others is named beside it", () => {
    const problem = randomProblem(6, { shape: [8, 4] });
    const twice = (value: number): number => 2 * value;
    const factor = changed(madeByHand(problem), {
      dx: (v, i) => (i % 4 === 1 ? NaN : 2 * v),
      dgamma: twice,
      dbeta: twice,
    });
    const beside = compared(problem, factor);
    assert.equal(idsOf(beside), "wrong not-finite,common-factor", beside.reason);
    assert.match(
      beside.diagnoses[0]?.text ?? "",
      /^dx is NaN in column 1 \(8 of 32 cells of dx\); what the other columns are follows\./,
    );
    const wrong = changed(wrongCandidate(problem, "both-paths-omitted"), {
      dx: (v, i) => (i % 4 === 2 ? Infinity : v),
    });
    assert.equal(idsOf(compared(problem, wrong)), "wrong not-finite,both-paths-omitted");
  });

  it("is a dx of nothing but 0, which a mistake makes as well: both are said, as one or the other", () => {
    const problem = randomProblem(7, { shape: [7, 3] });
    const { reason, diagnoses } = compared(
      problem,
      withDx(problem, () => 0),
    );
    assert.match(reason, /\(dout not used, or 0 in every cell, which looks the same here\)/);
    assert.match(
      diagnoses.find(({ id }) => id === "all-zero")?.text ?? "",
      /never computed.*another mistake looks the same: dout not used\./,
    );
  });

  it("is a numeric derivative with a coarse step: doubtful", () => {
    const problem = { ...randomProblem(8, { shape: [7, 3] }), eps: 0.1 };
    const lossOf = (k: number, column: readonly number[]): number => {
      const mean = column.reduce((sum, value) => sum + value, 0) / column.length;
      const variance = column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / column.length;
      const scale = itemAt(problem.gamma, k) / Math.sqrt(variance + problem.eps);
      return column.reduce((sum, value, i) => sum + itemAt(problem.dout, i * 3 + k) * scale * (value - mean), 0);
    };
    for (const [h, behind] of [[1e-2, 1], [1e-3, 1], [1e-4, 0]] as const) {
      const quotient = withDx(problem, (_value, row, column) => {
        const moved = (step: number): number[] =>
          Array.from({ length: 7 }, (_, i) => itemAt(problem.x, i * 3 + column) + (i === row ? step : 0));
        return (lossOf(column, moved(h)) - lossOf(column, moved(-behind * h))) / ((1 + behind) * h);
      });
      const { verdict, reason } = compared(problem, quotient);
      assert.equal(verdict, "doubtful", reason);
      assert.match(reason, /^doubtful: dx is the numeric derivative /);
    } // prettier-ignore
  });
});

describe("a dx that no formula explains", () => {
  const problem = randomProblem(9, { shape: [8, 3] });
  const said = (change: Change): string => {
    const { diagnoses, verdict } = compared(problem, withDx(problem, change));
    assert.equal(`${verdict} ${diagnoses[0]?.id}`, "wrong unknown");
    return diagnoses[0]?.text ?? "";
  };

  it("has columns that are right, and others with a factor", () => {
    assert.match(
      said((value, _row, column) => (column === 1 ? 1.37 * value : value)),
      /^No known mistake fits dx: columns 0 and 2 are right, column 1 is 1\.37 times the right one\. Look at /,
    );
  });

  it("has a factor of its own in each column", () => {
    assert.match(
      said((value, _row, column) => itemAt([1.3, 0.7, 2.2], column) * value),
      /every column is the right one times a number of its own: 1\.3, 0\.7 and 2\.2\./,
    );
  });

  it("has rows that are right, and others with a factor", () => {
    assert.match(
      said((value, row) => (row < 4 ? value : 3 * value)),
      /rows 0 to 3 are right, rows 4 to 7 are 3 times the right ones\./,
    );
  });

  it("says where it starts to be off", () => {
    assert.match(
      said((value, row, column) => (row * 3 + column < 8 ? value : Math.sin(row + 7 * column))),
      /rows 0 and 1 are right|the first 8 cells are right \(row by row\), and from row 2, column 2 on they are not/,
    );
  });

  it("is compared term by term where nothing of it is right, without numbers that are nothing", () => {
    const text = said((_value, row, column) => Math.sin(row + 7 * column));
    assert.match(text, /no row and no column is right\. All columns together are nearest to gamma \* r \* \(/);
    assert.doesNotMatch(text, / - -|\+ -|e-1\d/);
  });
});
