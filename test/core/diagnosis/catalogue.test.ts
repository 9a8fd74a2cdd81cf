import assert from "node:assert/strict";
import { catalogue } from "../../../src/core/diagnosis";
import { PROBLEMS, trialsOf } from "./confusion";
import { WRONG } from "./handwritten";

describe("every mistake of the catalogue, made by hand", () => {
  it("has a wrong backward pass to be found in", () => {
    assert.deepEqual(Object.keys(WRONG).sort(), catalogue.map(({ id }) => id).sort());
  });

  for (const mistake of catalogue) {
    if (mistake.harmless) {
      it(`${mistake.id} is harmless and called correct`, () => {
        const alarms = trialsOf(mistake).filter(({ verdict, named }) => verdict !== "correct" || named !== "none");
        assert.deepEqual(alarms, []);
      });
      continue;
    }
    it(`${mistake.id} is called wrong and named on ${PROBLEMS} problems`, () => {
      const trials = trialsOf(mistake);
      assert.ok(trials.length >= PROBLEMS);
      const missed = trials.filter(({ verdict, named }) => verdict !== "wrong" || named !== mistake.id);
      assert.deepEqual(missed, []);
    });
  }
});
