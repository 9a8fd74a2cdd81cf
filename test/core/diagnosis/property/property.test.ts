import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { format } from "prettier";
import { propertyTables } from "./property-table";
import { isReasoned, READ_OFF, rightTrial, type RightTrial } from "./right-trials";
import { wrongTrial, type Outcome, type WrongTrial } from "./wrong-trials";

/** Right candidates: enough of them for one in ten thousand to show. */
const RIGHT = 20_000;
const BLOCK = 2_000;
const WRONG = 3_000;
const READ = 2_000;
/** Trials that the tables of docs/confusion.md are made of, and some more. */
const KEPT = 1_000;

describe("the verdict on candidates of every convention, precision and missing part", () => {
  const right = new Map<number, RightTrial>();
  const wrong = new Map<number, WrongTrial | undefined>();

  for (let from = 1; from < RIGHT; from += BLOCK) {
    const to = from + BLOCK - 1;
    it(`calls none of the right ones wrong, and doubts none without a reason: seeds ${from} to ${to}`, () => {
      let unreasoned = 0;
      let correct = 0;
      for (let seed = from; seed <= to; seed++) {
        const trial = rightTrial(seed);
        if (seed <= KEPT) right.set(seed, trial);
        assert.notEqual(trial.comparison.verdict, "wrong", trial.text);
        if (trial.comparison.verdict === "correct") correct++;
        else if (!isReasoned(trial)) unreasoned++;
      }
      assert.ok(unreasoned <= 0.02 * BLOCK, `${unreasoned} doubts without a reason`);
      assert.ok(correct >= 0.25 * BLOCK, `only ${correct} called correct`);
    });
  }

  it(`calls none of ${READ} wrong whose parts, or whose activation, is told by the candidate alone`, () => {
    let unreasoned = 0;
    for (let seed = 1; seed <= READ; seed++) {
      const trial = rightTrial(seed, READ_OFF);
      assert.notEqual(trial.comparison.verdict, "wrong", trial.text);
      if (trial.comparison.verdict === "doubtful" && !isReasoned(trial)) unreasoned++;
    }
    assert.ok(unreasoned <= 0.02 * READ, `${unreasoned} doubts without a reason`);
  });

  it(`names the mistake of ${WRONG} wrong ones where the digits can tell it, and never another one`, function () {
    this.timeout(600_000); // a minute where nothing else runs
    const outcomes: Record<Outcome, number> = { named: 0, unnamed: 0, misnamed: 0, "too few digits": 0, hidden: 0 };
    for (let seed = 1; seed <= WRONG; seed++) {
      const trial = wrongTrial(seed);
      if (seed <= KEPT) wrong.set(seed, trial);
      if (!trial) continue;
      outcomes[trial.outcome]++;
      assert.notEqual(trial.outcome, "misnamed", trial.text);
    }
    const told = outcomes.named + outcomes.unnamed;
    assert.ok(outcomes.named >= 0.99 * told, JSON.stringify(outcomes));
  });

  it("is what docs/confusion.md says", async () => {
    const tables = propertyTables(
      (seed) => right.get(seed) ?? rightTrial(seed),
      (seed) => (wrong.has(seed) ? wrong.get(seed) : wrongTrial(seed)),
    );
    const written = await format(tables, { parser: "markdown", printWidth: 120 });
    assert.ok(readFileSync("docs/confusion.md", "utf8").endsWith(written), "run node scripts/mistakes.mjs");
  });
});
