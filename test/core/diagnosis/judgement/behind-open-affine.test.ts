import assert from "node:assert/strict";
import { Random } from "../../../../src/core/arithmetic/random";
import { batchnormGradients } from "../../../../src/core/batchnorm/batchnorm";
import { ACTIVATION_SLOPES } from "../../../../src/core/diagnosis/fits/activation-slopes";
import { itemAt } from "../../../../src/core/item-at";
import type { Candidate, Problem } from "../../../../src/core/problem";
import { madeByHand, wrongCandidate } from "../made-by-hand";
import { candidateAs } from "../property/given";
import { randomProblem } from "../seeded-problems";
import { compared, without } from "./not-given";

type Open = readonly ("gamma" | "beta")[];
type Slope = (z: number) => number;

/** The right candidate behind an activation, and the problem of a source that says nothing of that and of some keys. */
function behind(
  seed: number,
  slope: Slope,
  keys: Open,
  scale = 1,
): { problem: Problem; candidate: Required<Candidate> } {
  const drawn = randomProblem(seed, { shape: [13, 3] });
  const whole = { ...drawn, gamma: drawn.gamma.map((value) => scale * value) };
  const { out } = batchnormGradients(whole, "exact");
  const candidate = madeByHand({ ...whole, dout: whole.dout.map((value, i) => value * slope(itemAt(out, i))) });
  const told = without(whole, ...keys);
  return { problem: { ...told, stated: told.stated.filter((key) => key !== "activation") }, candidate };
}

const KEYS: readonly Open[] = [["gamma"], ["beta"], ["gamma", "beta"]];
const ATAN: Slope = (z) => 1 / (1 + z * z);

describe("an activation whose gamma or beta were not given", () => {
  for (const [i, { name, at, setting }] of ACTIVATION_SLOPES.entries()) {
    it(`is read off together with them: ${name}`, () => {
      const keys = itemAt(KEYS, i % KEYS.length);
      const { problem, candidate } = behind(3 + i, at, keys, name === "a ReLU6" ? 2.5 : 1); // else it is a ReLU
      const { verdict, reason, fits } = compared(problem, candidate);
      assert.equal(verdict, "doubtful", `seed ${3 + i}: ${reason}`);
      assert.match(reason, /right for an? .* behind the batch norm, whose slope at out is multiplied into dout, with /);
      assert.match(reason, new RegExp(`; ${keys.join(", ")}(,| and) (.* and )?activation are not given$`));
      const { activation = "none", ...set } = itemAt(fits, 0).set;
      assert.equal(activation, setting ?? "none");
      assert.deepEqual(Object.keys(set), [...keys, ...(setting ? [] : ["dout"])]);
      const numbers = Object.entries(set as Readonly<Record<string, readonly number[]>>);
      const taken = {
        activation: setting ?? ("none" as const),
        ...Object.fromEntries(numbers.map(([key, values]) => [key, Float64Array.from(values)])),
      };
      const again = compared({ ...problem, ...taken, stated: [...problem.stated, ...keys] }, candidate);
      assert.equal(again.verdict, "correct", again.reason);
    });
  }

  it("is read off dx alone, and off printed numbers and those of float32", () => {
    const { at } = itemAt(ACTIVATION_SLOPES, 2); // SiLU
    for (const keys of KEYS) {
      const { problem, candidate } = behind(7, at, keys);
      const printed = candidateAs(candidate, { kind: "printed", decimals: 6, inputs: false });
      const short = candidateAs(candidate, { kind: "text", dtype: "float32" });
      for (const given of [{ dx: candidate.dx }, printed, short]) {
        const { verdict, reason } = compared(problem, given);
        assert.equal(verdict, "doubtful", `${keys.join()}: ${reason}`);
        assert.match(reason, /right for a SiLU \(swish\) behind/);
      }
    }
  });

  it("is not judged where nothing tells it: one that nobody knows, no dx", () => {
    for (const keys of KEYS) {
      const { problem, candidate } = behind(8, ATAN, keys);
      const { dgamma, dbeta } = candidate;
      for (const given of [candidate, { dx: candidate.dx }, { dgamma, dbeta }]) {
        const { verdict, reason, fits } = compared(problem, given);
        assert.equal(verdict, "doubtful", `${keys.join()}: ${reason}`);
        assert.deepEqual(fits, []);
        assert.match(reason, /activation.*not given/);
      }
    }
  });

  it("excuses no mistake: not of the catalogue, nor noise, nor where the source states that there is none", () => {
    for (const keys of KEYS) {
      const { problem } = behind(9, ATAN, keys);
      const whole = randomProblem(9, { shape: [13, 3] });
      for (const id of ["mean-path-omitted", "eps-outside-root", "out-for-xhat"]) {
        const { verdict, reason } = compared(problem, wrongCandidate(whole, id));
        assert.equal(verdict, "wrong", `${keys.join()}, ${id}: ${reason}`);
      }
      const random = new Random(10);
      const right = madeByHand(whole);
      const noise = { ...right.dx, values: Float64Array.from(right.dx.values, (value) => value * random.uniform()) };
      assert.equal(compared(problem, { ...right, dx: noise }).verdict, "wrong", `${keys.join()}, noise`);
      const { candidate } = behind(9, ATAN, keys);
      const stated = { ...problem, stated: [...problem.stated, "activation"] };
      assert.equal(compared(stated, candidate).verdict, "wrong", `${keys.join()}, stated`);
    }
  }); // prettier-ignore

  it("contradicts a source that states none: wrong, in the sentence that names it", () => {
    const { at } = itemAt(ACTIVATION_SLOPES, 3); // tanh
    const { problem, candidate } = behind(11, at, ["gamma"]);
    const { verdict, reason } = compared({ ...problem, stated: [...problem.stated, "activation"] }, candidate);
    assert.equal(verdict, "wrong", reason);
    assert.match(reason, /right for a tanh behind the batch norm, .*, but activation says otherwise$/);
  });
});
