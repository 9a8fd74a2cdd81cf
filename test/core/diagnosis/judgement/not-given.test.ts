import assert from "node:assert/strict";
import { batchnormGradients } from "../../../../src/core/batchnorm/batchnorm";
import type { Candidate, Problem } from "../../../../src/core/problem";
import { madeByHand, wrongCandidate } from "../made-by-hand";
import { randomProblem } from "../seeded-problems";
import { changed, compared, without } from "./not-given";

const problemWith = (seed: number, set: Partial<Problem> = {}): Problem => ({
  ...randomProblem(seed, { shape: [7, 3] }),
  eps: 1e-3,
  ...set,
});
const numbers = (values: ArrayLike<number>): string => Array.from(values, (value) => Number(value.toFixed(6))).join();

describe("what the source does not give", () => {
  it("an eps that nobody types is read off, and is doubtful", () => {
    for (const eps of [3e-4, 2.5e-3, 0.0123]) {
      const problem = problemWith(3, { eps });
      const { verdict, fits } = compared(without(problem, "eps"), madeByHand(problem));
      assert.equal(`${verdict} ${JSON.stringify(fits[0]?.set)}`, `doubtful {"eps":${eps}}`);
    }
  });

  it("an eps is read off beside a gamma", () => {
    const problem = problemWith(4, { eps: 0.02 });
    for (const keys of [["dx", "dgamma", "dbeta"], ["dx"]] as const) {
      const whole = madeByHand(problem);
      const candidate: Candidate = Object.fromEntries(keys.map((key) => [key, whole[key]]));
      const { verdict, fits, reason } = compared(without(problem, "eps", "gamma"), candidate);
      assert.equal(verdict, "doubtful", reason);
      assert.equal(fits[0]?.set.eps, 0.02, reason);
      assert.equal(numbers(fits[0]?.set.gamma as number[]), numbers(problem.gamma));
    }
  });

  it("running statistics are read off a gradient of evaluation mode; the same sentence is wrong where training is stated", () => {
    const running = { mean: Float64Array.of(0.3, -0.2, 0.5), variance: Float64Array.of(0.9, 1.3, 2.1) };
    const problem = problemWith(5);
    const candidate = madeByHand({ ...problem, mode: "eval", running });
    const open = compared(without(problem, "mode"), candidate);
    assert.equal(open.verdict, "doubtful", open.reason);
    assert.match(
      open.reason,
      /evaluation mode with running variance = 0\.9, 1\.3, 2\.1 and running mean = 0\.3, -0\.2, 0\.5/,
    );
    assert.equal(numbers(open.fits[0]?.set.runningVar as number[]), "0.9,1.3,2.1");
    const stated = compared({ ...problem, stated: [...problem.stated, "mode"] }, candidate);
    assert.equal(stated.verdict, "wrong", stated.reason);
    assert.match(stated.reason, /evaluation mode with running variance = 0\.9, 1\.3, 2\.1 .*but mode says otherwise/);
  });

  it("a training dgamma beside a dx without paths is no evaluation mode", () => {
    const problem = problemWith(5);
    const { verdict, diagnoses } = compared(without(problem, "mode"), wrongCandidate(problem, "both-paths-omitted"));
    assert.equal(`${verdict} ${diagnoses[0]?.id}`, "wrong both-paths-omitted");
  });

  describe("a ReLU that beta and gamma open", () => {
    const relu = problemWith(8, { activation: "relu" });

    it("is found at any place, with beta, gamma or both open", () => {
      for (const keys of [["beta"], ["gamma"], ["beta", "gamma"]] as const) {
        const told = without(relu, ...keys);
        const { verdict, fits, reason } = compared(told, madeByHand(relu));
        assert.equal(verdict, "doubtful", reason);
        const taken = Object.fromEntries(
          Object.entries(fits[0]?.set ?? {}).map(([key, value]) => [key, Float64Array.from(value as number[])]),
        );
        const again = compared({ ...told, ...taken, stated: [...told.stated, ...keys] }, madeByHand(relu));
        assert.equal(again.verdict, "correct", again.reason);
      }
    });

    it("is found where the source does not speak of an activation", () => {
      const told = { ...without(relu, "beta", "gamma"), activation: "none" as const };
      const stated = told.stated.filter((key) => key !== "activation");
      const { verdict, fits, reason } = compared({ ...told, stated }, madeByHand(relu));
      assert.deepEqual([verdict, fits[0]?.set.activation], ["doubtful", "relu"], reason);
    });

    it("is wrong where no place makes it right, and named", () => {
      const candidate = wrongCandidate(relu, "variance-path-omitted");
      const { verdict, reason, diagnoses } = compared(without(relu, "beta"), candidate);
      assert.equal(`${verdict} ${diagnoses[0]?.id}`, "wrong variance-path-omitted", reason);
      assert.match(reason, /^wrong: no beta makes .* right; with the nearest, beta = /);
    });
  });

  describe("gamma", () => {
    const problem = problemWith(9);
    const open = without(problem, "gamma");
    const right = madeByHand(problem);

    it("makes dx right, and the factor of the others is wrong whatever it is", () => {
      const { verdict, reason } = compared(open, changed(right, { dgamma: (v) => 2 * v, dbeta: (v) => 2 * v }));
      assert.equal(verdict, "wrong", reason);
      assert.match(
        reason,
        /^wrong: dx is right with gamma = .* \(gamma is not given\), but 3 of 3 cells of dgamma and 3 of 3/,
      );
    });

    it("does not explain a path that is missing: wrong, and named", () => {
      for (const id of ["mean-path-omitted", "variance-path-omitted", "n-minus-1-both"]) {
        const { verdict, reason, diagnoses } = compared(open, wrongCandidate(problem, id));
        assert.equal(`${verdict} ${diagnoses[0]?.id}`, `wrong ${id}`, reason);
        assert.match(reason, /^wrong: no gamma makes dx right; with the nearest, gamma = /);
      }
    });

    it("is not listed where its first numbers are those that were assumed", () => {
      const wide = { ...randomProblem(9, { shape: [9, 12] }), gamma: new Float64Array(12).fill(1) };
      const mine = changed(madeByHand(wide), { dx: (v, i) => (i % 12 === 11 ? 1.5 * v + 0.1 : v) });
      const { verdict, reason } = compared(without(wide, "gamma"), mine);
      assert.equal(verdict, "wrong", reason);
      assert.match(reason, /^wrong: no gamma makes dx right; 9 of 108 cells of dx disagree/);
    });

    it("does not explain a single cell", () => {
      const { verdict, diagnoses } = compared(open, changed(right, { dx: (v, i) => (i === 5 ? v + 1 : v) }));
      assert.equal(`${verdict} ${diagnoses[0]?.id} ${diagnoses[0]?.cells?.[0]?.index.join()}`, "wrong local 1,2");
    });
  });

  describe("dout", () => {
    const problem = problemWith(10);
    const open = without(problem, "dout", "mode");
    const stated = { ...open, stated: [...open.stated, "mode"] };
    const shifted = wrongCandidate(problem, "mean-path-omitted");

    it("makes no dx right in training whose columns do not sum to 0", () => {
      const found = compared(stated, shifted);
      assert.equal(found.verdict, "wrong", found.reason);
      assert.match(found.reason, /^wrong: dx is right for no dout: in training each column of dx sums to 0/);
    });

    it("may make it right where the mode is open", () => {
      const found = compared(open, shifted);
      assert.equal(found.verdict, "doubtful", found.reason);
      assert.match(found.reason, /unless it is of evaluation mode.*mode and dout are not given$/);
    });

    it("may make a right one right", () => {
      assert.equal(compared(stated, madeByHand(problem)).verdict, "doubtful");
    });

    it("of a large problem is told by all columns, not by the first ones alone", () => {
      const large = { ...randomProblem(8, { shape: [90, 70] }), eps: 1e-3 };
      const { out } = batchnormGradients(large, "standard");
      const source = without(large, "dout", "mode");
      const candidate = madeByHand({ ...large, dout: out.map((value) => 2 * value) });
      const found = compared(source, candidate);
      assert.deepEqual([found.verdict, found.fits[0]?.set.dout], ["doubtful", "2 * out"], found.reason);
      const last = changed(candidate, { dgamma: (value, k) => (k === 69 ? 1.1 * value : value) });
      assert.deepEqual(compared(source, last).fits, []);
    });
  });

  describe("a dx of nothing but 0", () => {
    const problem = problemWith(11);
    const zero = changed(madeByHand(problem), { dx: () => 0 });

    it("is right with a gamma of 0 alone: doubtful, and no gamma is offered", () => {
      const { verdict, reason, fits } = compared(without(problem, "gamma"), zero);
      assert.equal(`${verdict} ${fits.length}`, "doubtful 0");
      assert.match(reason, /dx is exactly 0 in every cell, which is right with gamma = 0 alone .*never computed/);
    });

    it("is wrong where dgamma is wrong as well, and where gamma is given", () => {
      const both = changed(zero, { dgamma: (value) => 2 * value });
      assert.equal(compared(without(problem, "gamma"), both).verdict, "wrong");
      assert.equal(compared(problem, zero).verdict, "wrong");
    });

    it("is right behind a ReLU that beta closes: doubtful where beta is open, with dgamma and dbeta of 0 alone", () => {
      const nothing = changed(zero, { dgamma: () => 0, dbeta: () => 0 });
      const open = without({ ...problem, activation: "relu" }, "beta");
      const { verdict, reason } = compared(open, nothing);
      assert.equal(verdict, "doubtful");
      assert.match(
        reason,
        /exactly 0 in every cell, which is right where beta keeps a ReLU closed .*beta is not given$/,
      );
      assert.notEqual(compared(open, changed(nothing, { dgamma: () => 1 })).verdict, "doubtful");
    });

    it("is right with a constant dout: doubtful where dout is open", () => {
      const ones = { ...problem, dout: problem.dout.map(() => 1) };
      const { fits, verdict } = compared(without(ones, "dout"), changed(madeByHand(ones), { dx: () => 0 }));
      assert.deepEqual([verdict, fits[0]?.set.dout], ["doubtful", "1"]);
      const other = compared(without(problem, "dout"), zero);
      assert.match(other.reason, /^doubtful: dx is exactly 0 in every cell: unless dout is the same in every row/);
    });
  });

  it("two decimals of everything are not a blind probe", () => {
    const problem = randomProblem(12, { shape: [8, 3] });
    const round = (values: ArrayLike<number>): Float64Array =>
      Float64Array.from(values, (value) => Number(value.toFixed(2)));
    const { dx, dgamma, dbeta } = batchnormGradients(problem, "exact");
    const tensor = (shape: readonly number[], values: Float64Array) => ({ shape, values: round(values), dtype: "float64" as const }); // prettier-ignore
    const candidate = { dx: tensor([8, 3], dx), dgamma: tensor([3], dgamma), dbeta: tensor([3], dbeta) };
    const { x, dout, gamma, beta } = problem;
    const printed = { ...problem, x: round(x), dout: round(dout), gamma: round(gamma), beta: round(beta) };
    const { reason } = compared(printed, candidate);
    assert.doesNotMatch(reason, /blind/);
  });
});
