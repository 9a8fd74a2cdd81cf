import assert from "node:assert/strict";
import { batchnormGradients } from "../../../../src/core/batchnorm/batchnorm";
import { compareCandidate, findMistake } from "../../../../src/core/diagnosis";
import type { Result } from "../../../../src/core/fault";
import { itemAt } from "../../../../src/core/item-at";
import { createProblem } from "../../../../src/core/problem";
import { candidateAs, GIVEN, inputsAfter, inputsBefore, nameOf, type Given } from "./given";
import { candidateOf, STATED_MISTAKES, statedProblem } from "./stated-conventions";

const RIGHT = 2000;
const WRONG = 1500;

/** What loses no more than the mistake can bear. */
const SHARP: readonly Given[] = [
  { kind: "exact" },
  { kind: "file", dtype: "float32" },
  { kind: "printed", decimals: 8, inputs: false },
];

/** Doubts that are not the convention's fault. */
const REASON = /too few digits|proves little|may have lost in print|ReLU/;

function must<T>(result: Result<T>): T {
  if (!result.ok) throw new Error(result.fault.text);
  return result.value;
}

describe("the verdict on candidates whose source states every convention", () => {
  it(`calls ${RIGHT} right ones correct`, () => {
    let doubtful = 0;
    let unreasoned = 0; // printed inputs close a ReLU
    for (let seed = 1; seed <= RIGHT; seed++) {
      const { input, name } = statedProblem(seed);
      const given = itemAt(GIVEN, seed % GIVEN.length);
      const made = inputsBefore(input, given);
      const candidate = candidateAs(candidateOf(must(createProblem(made))), given);
      const problem = must(createProblem(inputsAfter(made, given)));
      const { verdict, reason } = compareCandidate(problem, batchnormGradients(problem, "exact"), candidate);
      const text = `seed ${seed}, ${name}, ${nameOf(given)}: ${reason}`;
      assert.notEqual(verdict, "wrong", text);
      if (verdict === "correct") continue;
      doubtful++;
      if (!REASON.test(reason)) unreasoned++;
    }
    if (process.env.GRADIENT_LENS_TABLE)
      console.log(`${doubtful} of ${RIGHT} are doubtful, ${unreasoned} without a reason`);
    assert.ok(unreasoned <= 0.005 * RIGHT, `${unreasoned} doubts without a reason`);
    assert.ok(doubtful <= 0.1 * RIGHT, `${doubtful} are doubtful`);
  });

  it(`names the mistake of ${WRONG} wrong ones`, () => {
    let named = 0;
    let unnamed = 0;
    for (let seed = 1; seed <= WRONG; seed++) {
      const { problem, name } = statedProblem(seed);
      const id = itemAt(STATED_MISTAKES, seed % STATED_MISTAKES.length);
      const candidate = candidateAs(candidateOf(problem, id), itemAt(SHARP, seed % SHARP.length));
      const { verdict, reason, diagnoses } = compareCandidate(problem, batchnormGradients(problem, "exact"), candidate);
      const ids = diagnoses.map((diagnosis) => diagnosis.id);
      const text = `seed ${seed}, ${name}, ${id}: ${reason} [${ids.join(", ")}]`;
      assert.equal(verdict, "wrong", text);
      if (ids.includes(id) || ids.includes(findMistake(id)?.sameDxAs ?? "")) named++;
      else {
        unnamed++;
        if (process.env.GRADIENT_LENS_TABLE) console.log(text);
        assert.ok(ids.every((other) => other === "unknown" || other === "local"), `misnamed: ${text}`); // prettier-ignore
      }
    }
    if (process.env.GRADIENT_LENS_TABLE) console.log(`${named} named, ${unnamed} not`);
    assert.ok(unnamed <= 0.01 * (named + unnamed), `${unnamed} of ${named + unnamed} are not named`);
  });
});
