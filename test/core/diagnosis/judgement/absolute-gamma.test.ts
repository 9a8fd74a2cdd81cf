import assert from "node:assert/strict";
import { itemAt } from "../../../../src/core/item-at";
import type { Candidate, Problem } from "../../../../src/core/problem";
import type { Tensor } from "../../../../src/core/tensor";
import { madeByHand } from "../made-by-hand";
import { candidateAs } from "../property/given";
import { randomProblem } from "../seeded-problems";
import { changed, compared } from "./not-given";

/** A problem with gammas of both signs, and the gradients of the layer that multiplies by |gamma|, as autograd makes them. */
function signed(seed: number, set: Partial<Problem> = {}): { problem: Problem; candidate: Required<Candidate> } {
  const problem: Problem = { ...randomProblem(seed, { shape: [9, 4] }), gamma: Float64Array.of(0.8, -1.3, 1.7, -0.4), ...set };
  const inside = madeByHand({ ...problem, gamma: problem.gamma.map(Math.abs) });
  return { problem, candidate: changed(inside, { dgamma: (value, k) => Math.sign(itemAt(problem.gamma, k)) * value }) };
} // prettier-ignore

const tensor = (values: readonly number[]): Tensor => ({
  shape: [values.length],
  values: Float64Array.from(values),
  dtype: "float64",
});

describe("a layer that multiplies by |gamma|, differentiated to gamma", () => {
  it("is right for that convention whatever precision its numbers have, and correct once it is taken over", () => {
    for (const decimals of [undefined, 7, 5]) {
      const { problem, candidate } = signed(3);
      const given = decimals === undefined ? candidate : candidateAs(candidate, { kind: "printed", decimals, inputs: false }); // prettier-ignore
      const { verdict, reason, fits } = compared(problem, given);
      assert.equal(verdict, "doubtful", reason);
      assert.match(
        reason,
        /^doubtful: dx, dgamma and dbeta are right with \|gamma\| in place of gamma and the sign of gamma in front of dgamma, as autograd puts it; that gamma is used as it stands is not said$/,
      );
      assert.equal(fits.length, 1, JSON.stringify(fits));
      const set = itemAt(fits, 0).set as Readonly<Record<string, readonly number[]>>;
      assert.deepEqual(Object.keys(set), ["gamma", "candidate.dgamma"]);
      const { gamma = [], "candidate.dgamma": dgamma = [] } = set;
      const again = compared({ ...problem, gamma: Float64Array.from(gamma) }, { ...given, dgamma: tensor(dgamma) });
      assert.equal(again.verdict, "correct", again.reason);
    }
  });

  it("is found beside another convention that the source leaves open", () => {
    const { problem, candidate } = signed(4, { activation: "relu" });
    const stated = problem.stated.filter((key) => key !== "activation");
    const { verdict, reason, fits } = compared({ ...problem, activation: "none", stated }, candidate);
    assert.equal(verdict, "doubtful", reason);
    assert.deepEqual(Object.keys(itemAt(fits, 0).set).sort(), ["activation", "candidate.dgamma", "gamma"]);
    assert.match(reason, /activation/);
  });

  it("excuses no other sign: of one column, of all, or of dgamma alone", () => {
    const { problem, candidate } = signed(5);
    const flipped = (only: (k: number) => boolean) => (value: number, k: number) => (only(k) ? -value : value);
    const { verdict, reason } = compared(problem, changed(candidate, { dgamma: flipped((k) => k === 1) }));
    assert.equal(verdict, "wrong", reason);
    for (const only of [() => true, (k: number) => k === 1, (k: number) => k !== 2]) {
      const own = compared(problem, changed(madeByHand(problem), { dgamma: flipped(only) }));
      assert.equal(own.verdict, "wrong", own.reason);
    }
  });

  it("is not what one sign in all of a tensor is said to be, where no gamma is above 0", () => {
    const { problem, candidate } = signed(6, { gamma: Float64Array.of(-0.8, -1.3, -1.7, -0.4) });
    const { verdict, reason } = compared(problem, { dgamma: candidate.dgamma });
    assert.equal(verdict, "wrong", reason);
  });
});
