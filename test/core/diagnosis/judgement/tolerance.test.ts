import assert from "node:assert/strict";
import { batchnormGradients } from "../../../../src/core/batchnorm/batchnorm";
import { catalogue, compareCandidate } from "../../../../src/core/diagnosis";
import type { Candidate, Problem } from "../../../../src/core/problem";
import { readTolerance, toleranceText, type Tolerances } from "../../../../src/core/tolerance";
import type { Comparison } from "../../../../src/core/verdict";
import { madeByHand, wrongCandidate } from "../made-by-hand";
import { problemFor, randomProblem } from "../seeded-problems";

const compared = (problem: Problem, candidate: Candidate, tolerance?: Tolerances): Comparison => {
  const told = { ...problem, tolerance };
  return compareCandidate(told, batchnormGradients(told, "exact"), candidate);
};
const every = (value: number): Tolerances => {
  const read = readTolerance(String(value));
  assert.ok(read.ok);
  return read.value;
};

/** A right dx with each cell off by this share of itself, by turns up and down. */
function off(problem: Problem, share: number): Candidate {
  const { dx } = madeByHand(problem);
  assert.ok(dx);
  const values = Float64Array.from(dx.values, (value, i) => value * (1 + (i % 2 ? share : -share)));
  return { dx: { ...dx, values } };
}

describe("a tolerance that the user sets", () => {
  const problem = randomProblem(5, { shape: [31, 5] });

  it("makes cells agree that rounding does not excuse, and says so", () => {
    assert.equal(compared(problem, off(problem, 1e-5)).verdict, "wrong");
    const { verdict, reason, tolerance, tensors } = compared(problem, off(problem, 1e-5), every(1e-4));
    assert.equal(verdict, "correct", reason);
    assert.equal(tolerance, "1e-4");
    assert.match(reason, /^correct: 155 of 155 cells of dx agree within the tolerance of 1e-4 you set, largest/);
    assert.equal(tensors.dx?.agreeing, 155);
  });

  it("is stricter than rounding where it is smaller: what it refuses is doubtful, and what rounding refuses wrong", () => {
    const right = madeByHand(problem);
    const { verdict, reason } = compared(problem, right, every(0));
    assert.notEqual(verdict, "wrong", reason);
    const one = compared(problem, off(problem, 1e-14), every(1e-16));
    assert.notEqual(one.verdict, "correct", one.reason);
    assert.equal(compared(problem, off(problem, 1e-3), every(1e-4)).verdict, "wrong");
  });

  it("is of the dtype that it is said for", () => {
    assert.equal(compared(problem, off(problem, 1e-5), { float32: 1e-2, float16: 1 }).verdict, "wrong");
    assert.equal(compared(problem, off(problem, 1e-5), { float32: 1e-9, float64: 1e-4 }).verdict, "correct");
  });

  it("finds the mistake that it does not cover, by the same name as without", () => {
    for (const id of ["variance-path-omitted", "gamma-omitted", "n-minus-1-both"]) {
      const { verdict, diagnoses, reason } = compared(problem, wrongCandidate(problem, id), every(1e-6));
      assert.equal(`${verdict} ${diagnoses[0]?.id}`, `wrong ${id}`, reason);
    }
  });

  it("is doubtful where it hides a mistake: of the whole catalogue, none is called right", () => {
    for (const mistake of catalogue) {
      if (mistake.harmless) continue;
      const own = problemFor(mistake, 3);
      const wrong = wrongCandidate(own, mistake.id);
      const { verdict, reason } = compared(own, wrong, every(10));
      assert.notEqual(verdict, "correct", `${mistake.id}: ${reason}`);
    }
  });

  it("says which mistakes a wide one lets through, of a right candidate too, small or large", () => {
    for (const shape of [
      [31, 5],
      [301, 150],
    ]) {
      // prettier-ignore
      const one = randomProblem(7, { shape });
      const { verdict, reason } = compared(one, madeByHand(one), every(3));
      assert.equal(verdict, "doubtful", reason);
      assert.match(reason, /agree within the tolerance of 3 you set, which is too wide to tell a right gradient and "/);
    }
  });
});

describe("a tolerance as text", () => {
  for (const [text, shown] of [
    ["0.001", "1e-3"],
    [" 0.00001 ", "1e-5"],
    ["float32=1e-4", "float32=1e-4"],
    ["float32 = 1e-4, bfloat16=0.05", "float32=1e-4, bfloat16=0.05"],
  ] as const) {
    it(`is read and shown: ${text}`, () => {
      const read = readTolerance(text);
      assert.ok(read.ok);
      assert.equal(toleranceText(read.value), shown);
      const again = readTolerance(shown);
      assert.deepEqual(again, read);
    });
  }

  for (const text of ["", "-1", "many", "float8=1", "float32=", "float32=1=2", "1, 2", "inf", "NaN"]) {
    it(`is refused in one sentence: "${text}"`, () => {
      const read = readTolerance(text);
      assert.ok(!read.ok);
      assert.match(
        read.fault.text,
        /^The tolerance is .*, expected a number that is 0 or greater, or numbers by dtype/,
      );
    });
  }
});
