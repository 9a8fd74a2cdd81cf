import assert from "node:assert/strict";
import { CheckCost } from "../../../src/compute/analysis/check-cost";
import { CheckSchedule, LIMITS } from "../../../src/compute/analysis/check-schedule";
import { normalProblem } from "../../core/datasets";

/** A machine that takes so long for a visit, by a clock that its work alone moves. */
class Machine {
  time = 0;
  visits = 0;
  constructor(
    private readonly nanoseconds: number,
    readonly cost: CheckCost,
  ) {}
  readonly now = (): number => this.time;
  work(milliseconds: number): void {
    this.time += milliseconds;
    this.visits = Math.min(this.cost.total, this.visits + (milliseconds * 1e6) / this.nanoseconds);
  }
}

/** A cost that only its figures matter of: columns of so many rows by forwards over all of them. */
function costOf(rows: number, columns: number): CheckCost {
  const cost = new CheckCost(normalProblem(1, [10, 2], 0, 1));
  const figures = { cells: rows * columns, columns, total: rows * rows * columns };
  return Object.assign(Object.create(CheckCost.prototype) as CheckCost, cost, figures);
}

function measured(machine: Machine, workers = 1): CheckSchedule {
  const schedule = new CheckSchedule(machine.cost, workers, machine.now);
  for (let slices = 0; schedule.stage === "measuring"; slices++) {
    assert.ok(slices < 20, "the speed is known soon");
    schedule.measure(
      () => {
        machine.work(12);
      },
      () => machine.visits,
    );
  }
  return schedule;
}

describe("the schedule of a check", () => {
  it("measures nothing of what takes no ten seconds anywhere", () => {
    const machine = new Machine(1, costOf(1000, 100));
    const schedule = new CheckSchedule(machine.cost, 1, machine.now);
    assert.equal(schedule.stage, "all");
    assert.equal(schedule.millisecondsLeft(0), undefined);
  });

  it("goes on with what takes up to ten seconds on this machine, and samples what takes longer", () => {
    // 1e10 visits each.
    assert.equal(measured(new Machine(0.9, costOf(100_000, 1))).stage, "all");
    assert.equal(measured(new Machine(1.2, costOf(100_000, 1))).stage, "sampling");
    assert.equal(measured(new Machine(1.2, costOf(50_000, 4))).stage, "sampling");
    assert.equal(measured(new Machine(1.2, costOf(50_000, 4)), 2).stage, "all", "two share the work");
  });

  it("leaves out of the pace what comes before the first slice is over", () => {
    const machine = new Machine(0.5, costOf(100_000, 1));
    const schedule = new CheckSchedule(machine.cost, 1, machine.now);
    const slice = (work: () => void): void => {
      schedule.measure(work, () => machine.visits);
    };
    slice(() => {
      machine.time += 90; // a column is set up
      machine.work(1);
    });
    while (schedule.stage === "measuring")
      slice(() => {
        machine.work(12);
      });
    assert.equal(schedule.stage, "all");
  });

  it("asks before what takes more than two minutes, and counts down what does not", () => {
    // 2.56e12 visits: 21 minutes at half a nanosecond.
    const long = new Machine(0.5, costOf(400_000, 16));
    const asking = measured(long);
    assert.equal(asking.stage, "sampling");
    asking.sampled(long.visits);
    assert.equal(asking.stage, "asking");
    assert.equal(Math.round(asking.millisecondsFrom(long.visits) / 60_000), 21);
    asking.goOn(long.visits);
    assert.equal(asking.stage, "all");

    const machine = new Machine(0.5, costOf(200_000, 4)); // 80 s
    const schedule = measured(machine);
    schedule.sampled(machine.visits);
    assert.equal(schedule.stage, "all");
    const left = (): number => Math.round((schedule.millisecondsLeft(machine.visits) ?? NaN) / 1000);
    assert.equal(left(), 80);
    machine.work(40_000);
    assert.equal(left(), 40);
    machine.time += 40_000; // something else has the processor
    assert.ok(left() >= 75, "what was done tells how long the rest takes");
    machine.work(40_000);
    assert.ok(left() <= 1);
  });

  it("draws a sample that takes seconds, of every column at least one cell", () => {
    const perColumn = (nanoseconds: number, rows: number, columns: number): number =>
      measured(new Machine(nanoseconds, costOf(rows, columns))).perColumn;
    assert.equal(perColumn(0.3, 400_000, 16), 2500, "40,000 cells");
    assert.equal(perColumn(0.5, 400_000, 16), 1250, "half of them");
    assert.equal(perColumn(5, 2_000_000, 100), 3, "no more than fit");
    assert.equal(perColumn(100, 5_000, 50_000), 1);
    for (const [nanoseconds, rows, columns] of [
      [0.5, 400_000, 16],
      [2, 20_000, 30],
      [60, 21_000, 1],
    ] as const) {
      const sample = perColumn(nanoseconds, rows, columns) * columns;
      assert.ok(sample <= LIMITS.sampleCells);
      assert.ok((sample * rows * nanoseconds) / 1e6 <= LIMITS.sampleMilliseconds);
      assert.ok(sample < (rows * columns) / 2, "a sample is less than half");
    }
  });
});

describe("the cost of a check", () => {
  it("grows with the square of the rows of a set, and with the rows where sums are shared", () => {
    const relu = (rows: number, columns: number, split: number[] = []): CheckCost =>
      new CheckCost(
        normalProblem(1, [rows, columns], 0, 1, 1e-5, { activation: "relu", ...(split.length ? { split } : {}) }),
      );
    assert.equal(relu(300, 2).total, 180_000);
    assert.equal(relu(300, 2).upTo(300), 90_000);
    assert.equal(relu(300, 2).upTo(450), 135_000);
    const parts = relu(300, 2, [100, 200]);
    assert.equal(parts.total, 2 * (10_000 + 40_000));
    assert.deepEqual(
      [50, 100, 150, 300, 350, 600].map((cells) => parts.upTo(cells)),
      [5_000, 10_000, 20_000, 50_000, 55_000, 100_000],
    );
    assert.equal(parts.ofSome(60), 10_000);
    const long = (rows: number): number => new CheckCost(normalProblem(1, [rows, 1], 0, 1)).total;
    assert.equal(long(20_000), 2 * long(10_000));
    assert.equal(relu(8192, 1).total, 8192 ** 2);
  });
});
