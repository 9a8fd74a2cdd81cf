import assert from "node:assert/strict";
import { standardNormal } from "../../../../src/core/arithmetic/random";
import { batchnormGradients } from "../../../../src/core/batchnorm/batchnorm";
import { compareCandidate } from "../../../../src/core/diagnosis";
import { createProblem, type Problem } from "../../../../src/core/problem";
import type { Tensor } from "../../../../src/core/tensor";
import type { Comparison } from "../../../../src/core/verdict";

type Rows = readonly (readonly number[])[];
type Kind = "right" | "mean" | "variance" | "zero" | "other";

const tensor = (rows: Rows): Tensor => {
  return { shape: [rows.length, rows[0]?.length ?? 0], values: Float64Array.from(rows.flat()), dtype: "float64" };
};
const drawn = (N: number, D: number, seed: number): Tensor => {
  const values = standardNormal(N * D, seed).map((value) => 2 * value);
  return { shape: [N, D], values, dtype: "float64" };
};
const cut = (decimals: number) => (value: number) => Number(value.toFixed(decimals));
const printed = ({ values, ...rest }: Tensor, decimals: number): Tensor => {
  return { ...rest, values: Float64Array.from(values, decimals < 17 ? cut(decimals) : Number) };
};

/** dx as a student writes it, a term left out. */
function dxOf(problem: Problem, kind: Kind): Tensor {
  const { layout, x, dout, gamma, eps } = problem;
  const { rows: N, channels: D } = layout;
  const values = new Float64Array(N * D);
  for (let k = 0; k < D; k++) {
    const column = (of: ArrayLike<number>): number[] => Array.from({ length: N }, (_, i) => Number(of[i * D + k]));
    const mean = (of: readonly number[]): number => of.reduce((sum, value) => sum + value, 0) / N;
    const [own, g] = [column(x), column(dout)];
    const mu = mean(own);
    const r = 1 / Math.sqrt(mean(own.map((value) => (value - mu) ** 2)) + eps);
    const xhat = own.map((value) => (value - mu) * r);
    const c = mean(g.map((value, i) => value * Number(xhat[i])));
    const paths = { right: [1, 1], mean: [0, 1], variance: [1, 0], zero: [0, 0], other: [0, 0] }[kind];
    g.forEach((value, i) => {
      const dx = Number(gamma[k]) * r * (value - Number(paths[0]) * mean(g) - Number(paths[1]) * Number(xhat[i]) * c);
      values[i * D + k] = kind === "zero" ? 0 : kind === "other" ? 2 * Math.sin(i * 7 + k * 3 + 0.3) : dx;
    });
  }
  return { shape: [N, D], values, dtype: "float64" };
}

function judged(problem: Problem, dx: Tensor): Comparison {
  return compareCandidate(problem, batchnormGradients(problem, "exact"), { dx });
}

function made(x: Tensor, dout: Tensor, gamma?: readonly number[]): Problem {
  const of = gamma && { gamma: { shape: [gamma.length], values: Float64Array.from(gamma), dtype: "float64" as const } };
  const problem = createProblem({ x, dout, ...of });
  assert.ok(problem.ok);
  return problem.value;
}

describe("numbers that were cut off for print", () => {
  for (const [N, D, digits] of [
    [4, 3, [1, 2, 17]],
    [16, 4, [2, 6]],
  ] as const) {
    const whole = made(drawn(N, D, 7), drawn(N, D, 8));

    for (const decimals of digits) {
      const of = (values: ArrayLike<number>): Tensor =>
        printed({ shape: [N, D], values: Float64Array.from(values), dtype: "float64" }, decimals);
      const found = (kind: Kind, gamma?: readonly number[]): Comparison =>
        judged(made(of(whole.x), of(whole.dout), gamma), printed(dxOf(whole, kind), decimals));
      const told = (kind: Kind): string => {
        const { verdict, diagnoses, reason } = found(kind);
        return `${verdict} ${diagnoses.map(({ id }) => id).join()}: ${reason}`;
      };

      it(`${N} x ${D} to ${decimals} decimals: a right dx is right, a wrong one never`, () => {
        assert.match(told("right"), decimals > 1 ? /^correct/ : /^(correct|doubtful)/);
        assert.match(told("variance"), decimals > 1 ? /^wrong variance-path-omitted:/ : /^doubtful/);
        assert.match(told("mean"), /^(wrong [a-z,-]*mean-path-omitted|doubtful)/);
        if (N === 4) assert.match(told("other"), /^wrong/);
      });

      it(`${N} x ${D} to ${decimals} decimals: zeros fit no statistics of two rows`, () => {
        const open = found("zero");
        assert.deepEqual(open.fits, [], open.reason);
        assert.match(open.reason, /^doubtful: dx is exactly 0 in every cell, which is right with gamma = 0 alone/);
        assert.equal(found("zero", new Array<number>(D).fill(1)).verdict, "wrong");
      });
    }
  }

  it("a sentence says what the agreement rests on: the candidate's own digits, or those of x and dout", () => {
    const whole = made(drawn(16, 4, 3), drawn(16, 4, 4));
    const dx = dxOf(whole, "right");
    const few = made(
      printed({ shape: [16, 4], values: whole.x, dtype: "float64" }, 2),
      printed({ shape: [16, 4], values: whole.dout, dtype: "float64" }, 2),
    );
    const { reason, why } = judged(few, printed(dx, 2));
    assert.match(reason, /^correct: 64 of 64 cells of dx agree as closely as x and dout, given to 2 decimals, tell$/);
    assert.equal(why.held, "as closely as x and dout, given to 2 decimals, tell");
    const own = judged(few, printed(dxOf(few, "right"), 2));
    assert.match(own.reason, /^correct: 64 of 64 cells of dx agree to the 2 decimals given$/);
  });
});

describe("numbers that were typed as they stand", () => {
  const x = tensor([[1, 2, 3], [4, 5, 7], [0.5, -1, 2], [3, 3, 1]]); // prettier-ignore
  const dout = tensor([[1, 2, 3], [0.1, 0.2, 0.3], [1, -1, 1], [2, 2, 2]]); // prettier-ignore
  const problem = made(x, dout, [1, 2, 1]);

  it("lost nothing, however few digits the candidate has", () => {
    for (const decimals of [2, 4, 17]) {
      const told = (kind: Kind): string => {
        const { verdict, diagnoses } = judged(problem, printed(dxOf(problem, kind), decimals));
        return `${verdict} ${diagnoses.map(({ id }) => id).join()}`;
      };
      assert.deepEqual(
        (["right", "mean", "variance", "other"] as const).map(told),
        ["correct ", "wrong mean-path-omitted", "wrong variance-path-omitted", "wrong unknown"],
        `${decimals} decimals`,
      );
    }
  });
});
