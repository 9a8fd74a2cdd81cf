import assert from "node:assert/strict";
import { jsonReport } from "../../src/cli/json-report";
import { readOptions } from "../../src/cli/options";
import { ProgressLine } from "../../src/cli/progress-line";
import { runCheck, type CellsToCheck } from "../../src/cli/run-check";
import { terminalReport } from "../../src/cli/terminal";
import type { Outcome } from "../../src/cli/analyse";
import { LIMITS } from "../../src/compute/analysis/check-schedule";
import { createTypescriptEngine } from "../../src/compute/engine/typescript-engine";
import type { Engine } from "../../src/compute/engine/engine";
import { roughTimeText } from "../../src/core/rough-time";
import { normalProblem } from "../core/datasets";
import type { Report } from "./bundled-cli";

const ROWS = 400;

/** The check of a problem on a machine that takes so long for each cell, by a clock that the work alone moves. */
function outcomeOf(millisecondsPerCell: number, cells: CellsToCheck): Outcome {
  const engine = createTypescriptEngine();
  let done = 0;
  const stepwise: Engine = {
    ...engine,
    checker: (...args) => {
      const checker = engine.checker(...args);
      const step = (): boolean => {
        const before = checker.done;
        const isDone = checker.advance(-1);
        done += checker.done - before;
        return isDone;
      };
      return { ...checker, get total() { return checker.total; }, get done() { return checker.done; }, advance: step, result: () => checker.result() }; // prettier-ignore
    },
  };
  const problem = normalProblem(3, [ROWS, 2], 0, 1, 1e-5, { activation: "relu" });
  const gradients = engine.gradients(problem, "standard");
  const now = (): number => done * millisecondsPerCell;
  const heard: number[] = [];
  const ask = { problem, gradients, precision: "standard" } as const;
  const limits = { ...LIMITS, shortVisits: 0 };
  const checked = runCheck(stepwise, ask, cells, (share) => heard.push(share), { now, limits });
  assert.ok(heard.length > 0 && heard.every((share) => share > 0 && share <= 1));
  return {
    title: "a",
    problem,
    precision: "standard",
    gradients,
    ...checked,
    comparison: undefined,
    notes: [],
    reading: undefined,
    engine: "typescript",
    milliseconds: 1,
  };
}

function jsonOf(outcome: Outcome): Report["check"] & { coverage: unknown; millisecondsForAll: unknown } {
  return (JSON.parse([...jsonReport(outcome)].join("")) as { check: ReturnType<typeof jsonOf> }).check;
}

const plain = { color: false, width: 100, report: undefined, archive: undefined };

describe("the command line's check", () => {
  it("is of all cells where they take up to two minutes", () => {
    const outcome = outcomeOf(100, undefined); // 80 s
    assert.equal(outcome.check.coverage, undefined);
    const { coverage, millisecondsForAll, reason } = jsonOf(outcome);
    assert.deepEqual([coverage, millisecondsForAll], [null, null]);
    assert.match(reason, /^correct: 804 of 804 cells/);
    assert.doesNotMatch(terminalReport(outcome, plain), /--check/);
  });

  it("is of a sample where all cells take more, which output and --json say", () => {
    const outcome = outcomeOf(200, undefined); // 160 s
    const check = jsonOf(outcome);
    assert.deepEqual(check.coverage, outcome.check.coverage);
    assert.match(check.reason, /^correct: a sample of \d+ of 804 cells/);
    assert.equal(Math.round(Number(check.millisecondsForAll) / 1000), 160);
    const errors = check.tensors.dx.error.flat() as (number | null)[];
    assert.equal(errors.filter((error) => error === null).length, 800 - outcome.check.tensors.dx.cells);
    assert.ok(errors.every((error) => error === null || error >= 0));
    const text = terminalReport(outcome, plain);
    assert.match(text, /^✓ Reference gradients verified: a sample of \d+ of 804 cells/m);
    assert.match(text, /Yours:\s+not\s+compared\s+yet\.\n/);
    const inColour = terminalReport(outcome, { ...plain, color: true });
    assert.ok(!inColour.includes("\u001b[32m✓"), "a reference alone is not green");
    assert.match(text, /All 800 cells would take about 3 minutes: --check all checks them\./);
    assert.doesNotMatch(text, /e-45/);
  });

  it("is what --check says, however long it takes", () => {
    assert.equal(outcomeOf(10_000, "all").check.coverage, undefined);
    assert.ok(outcomeOf(100, "sample").check.coverage);
    const read = (...args: string[]) => readOptions(["a.json", ...args]);
    const [all, sample, none, other] = [
      read("--check", "all"),
      read("--check", "sample"),
      read(),
      read("--check", "few"),
    ];
    assert.ok(all.ok && typeof all.value === "object" && all.value.check === "all");
    assert.ok(sample.ok && typeof sample.value === "object" && sample.value.check === "sample");
    assert.ok(none.ok && typeof none.value === "object" && none.value.check === undefined);
    assert.ok(!other.ok);
    assert.equal(other.fault.text, '--check is "few", expected all or sample; --help lists the options.');
  });

  it("tells the time left once it can be known", () => {
    let time = 0;
    const line = new ProgressLine(() => time);
    time = 1000;
    assert.equal(line.text(0.1), "Checking ... 10 %");
    time = 60_000;
    assert.equal(line.text(0.25), "Checking ... 25 %, about 3 minutes left");
  });

  it("says times as an estimate can mean them", () => {
    assert.deepEqual([900, 12_400, 97_000, 98_000, 1_290_000, 5.9e6, 6e6, 7.3e6].map(roughTimeText), [
      "about 5 seconds",
      "about 10 seconds",
      "about 95 seconds",
      "about 2 minutes",
      "about 22 minutes",
      "about 98 minutes",
      "about 2 hours",
      "about 2 hours",
    ]);
  });
});
