import assert from "node:assert/strict";
import { batchnormGradients } from "../../../../src/core/batchnorm/batchnorm";
import { blindSpots, compareCandidate, mistakesOf, separatingProbe } from "../../../../src/core/diagnosis";
import type { Problem } from "../../../../src/core/problem";
import { standardNormal } from "../../../../src/core/arithmetic/random";
import { madeByHand } from "../made-by-hand";
import { randomProblem } from "../seeded-problems";
import { itemAt } from "../../../../src/core/item-at";
import { change } from "../../change";

const fill = (problem: Problem, value: number): Float64Array => new Float64Array(problem.layout.channels).fill(value);

/** Changes dout column by column: f gets the column and its xhat. */
function withDout(problem: Problem, f: (dout: number[], xhat: number[]) => number[]): Problem {
  const { layout, x, dout, eps } = problem;
  const { rows, channels } = layout;
  const changed = Float64Array.from(dout);
  for (let k = 0; k < channels; k++) {
    const at = (i: number): number => i * channels + k;
    const column = Array.from({ length: rows }, (_, i) => itemAt(x, at(i)));
    const mu = column.reduce((sum, value) => sum + value, 0) / rows;
    const v = column.reduce((sum, value) => sum + (value - mu) ** 2, 0) / rows;
    const xhat = column.map((value) => (value - mu) / Math.sqrt(v + eps));
    const next = f(
      Array.from(xhat, (_, i) => itemAt(dout, at(i))),
      xhat,
    );
    next.forEach((value, i) => (changed[at(i)] = value));
  }
  return { ...problem, dout: changed };
}
const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const dot = (u: number[], v: number[]): number => u.reduce((sum, value, i) => sum + value * itemAt(v, i), 0);

/** The ids that look right, and the groups that look the same. */
function blindIds(problem: Problem): { right: string[]; same: string[] } {
  const spots = blindSpots(problem);
  const right = spots.find(({ ids }) => ids.includes("correct"))?.ids.filter((id) => id !== "correct") ?? [];
  return { right, same: spots.filter(({ ids }) => !ids.includes("correct")).map(({ ids }) => ids.join(" ")) };
}

describe("what a probe is blind to", () => {
  const generic = randomProblem(3, { shape: [7, 5] });

  it("is nothing when the probe hides nothing", () => {
    assert.deepEqual(blindSpots(generic), []);
  });

  it("is gamma and out with the default gamma = 1, beta = 0, and the verdict stays correct", () => {
    const problem = { ...generic, gamma: fill(generic, 1), beta: fill(generic, 0) };
    const { right } = blindIds(problem);
    assert.deepEqual(right, [
      "gamma-omitted",
      "gamma-twice",
      "gamma-direct-only",
      "gamma-missing-direct",
      "gamma-twice-variance",
      "out-for-xhat",
      "dgamma-uses-dxhat",
      "dgamma-uses-out",
      "dbeta-scaled-by-gamma",
    ]);
    assert.match(itemAt(blindSpots(problem), 0).text, /gamma is 1 in every column and beta is 0 in every column\.$/);
    const { verdict, blind } = compareCandidate(problem, batchnormGradients(problem, "exact"), madeByHand(problem));
    assert.equal(verdict, "correct");
    assert.deepEqual(blind, blindSpots(problem));
  });

  it("is nearly everything with a constant dout, and the verdict is doubtful", () => {
    const problem = { ...generic, dout: generic.dout.map(() => 1) };
    const { right } = blindIds(problem);
    assert.ok(right.length >= 20, right.join());
    const { dx } = madeByHand(problem);
    const { verdict, reason } = compareCandidate(problem, batchnormGradients(problem, "exact"), { dx });
    assert.equal(verdict, "doubtful");
    assert.match(reason, /^doubtful: dx agrees, which proves little: .*dout is the same in every row/);
  });

  it("is the mean path when dout has mean 0", () => {
    const problem = withDout(generic, (dout) => dout.map((value) => value - mean(dout)));
    const { right } = blindIds(problem);
    for (const id of ["mean-path-omitted", "mean-path-sign", "inverse-n-missing-mean", "dv-sum-uses-x", "dbeta-mean"]) {
      assert.ok(right.includes(id), `${id} in ${right.join()}`);
    }
    assert.ok(!right.includes("variance-path-omitted"));
  });

  it("is the variance path when dout is orthogonal to xhat", () => {
    const problem = withDout(generic, (dout, xhat) => {
      const slope = dot(dout, xhat) / dot(xhat, xhat);
      return dout.map((value, i) => value - slope * itemAt(xhat, i));
    });
    const { right } = blindIds(problem);
    for (const id of ["variance-path-omitted", "factor-2-missing", "dv-power-half", "dgamma-mean", "dv-dx-uses-x"]) {
      assert.ok(right.includes(id), `${id} in ${right.join()}`);
    }
    assert.ok(!right.includes("mean-path-omitted"));
  });

  it("is x for x - mu when x has mean 0", () => {
    const x = standardNormal(35, 4);
    for (let k = 0; k < 5; k++) {
      const mu = mean(Array.from({ length: 7 }, (_, i) => itemAt(x, i * 5 + k)));
      for (let i = 0; i < 7; i++) change(x, i * 5 + k, (value) => value - mu);
    }
    const { right, same } = blindIds({ ...generic, x, eps: 0.5 });
    assert.deepEqual(right, ["dv-dmu-uses-x", "dv-dx-uses-x", "dv-sum-uses-x"]);
    assert.ok(same.includes("dgamma-uses-x dgamma-centred-not-scaled"), same.join("; "));
  });

  it("is sigma for variance when sqrt(v + eps) is 1", () => {
    const x = Float64Array.from({ length: 12 }, (_, i) => 3 + (i % 2 ? 0.5 : -0.5));
    const problem = { ...randomProblem(1, { shape: [12, 1] }), x, eps: 0.75 };
    const { right } = blindIds(problem);
    for (const id of ["dv-power-half", "dv-power-one", "variance-for-sigma", "inverse-sigma-missing"]) {
      assert.ok(right.includes(id), `${id} in ${right.join()}`);
    }
  });

  it("is 2, N and N/(N-1) with two rows, whatever the numbers", () => {
    const problem = randomProblem(2, { shape: [2, 5] });
    const { same } = blindIds(problem);
    assert.ok(same.includes("inverse-n-missing-variance n-minus-1-variance-path factor-half-missing"), same.join("; "));
    assert.ok(separatingProbe(problem, 1).blind.length > 0);
  });

  it("agrees with what the comparison really sees", () => {
    for (let seed = 1; seed <= 6; seed++) {
      const problem = { ...randomProblem(seed, { shape: [7, 5] }), gamma: fill(generic, 1), beta: fill(generic, 0) };
      const gradients = batchnormGradients(problem, "exact");
      const { right } = blindIds(problem);
      for (const mistake of mistakesOf(problem)) {
        if (mistake.harmless || mistake.example.needs) continue;
        const { verdict } = compareCandidate(problem, gradients, madeByHand(problem, mistake));
        assert.equal(verdict === "wrong", !right.includes(mistake.id), `seed ${seed}, ${mistake.id}: ${verdict}`);
      }
    }
  });

  it("is judged by what the candidate's dtype can hold", () => {
    const problem = { ...generic, eps: 1e-12 };
    const ids = (dtype: "float64" | "float32"): string[] =>
      blindSpots(problem, { precision: { dtype, words: "" } }).flatMap((spot) => spot.ids);
    assert.ok(!ids("float64").includes("correct"));
    assert.ok(ids("float32").includes("eps-omitted"));
  });
});
