import assert from "node:assert/strict";
import type { Precision } from "../../../src/core/checker";
import { batchnormGradients } from "../../../src/core/batchnorm/batchnorm";
import { placedForward, PLACEMENTS, type PlacementName } from "../../../src/core/explain/placed-relu";
import { PlacementRun, type Placement } from "../../../src/core/explain/placement";
import { placementNotes } from "../../../src/core/explain/placement-notes";
import { placementsSaid } from "../../../src/core/explain/placement-said";
import { itemAt } from "../../../src/core/item-at";
import type { Problem } from "../../../src/core/problem";
import { normalProblem, problemOf } from "../datasets";

function placementsOf(problem: Problem, precision: Precision = "standard"): Record<PlacementName, Placement> {
  const run = new PlacementRun(problem, precision);
  while (!run.advance(0)); // a step at a time, as a worker may
  assert.equal(run.done, run.total);
  return Object.fromEntries(run.result().map((each) => [each.name, each])) as Record<PlacementName, Placement>;
}

const norm = (values: Float64Array): number => Math.hypot(...values);
const isNear = (value: number, expected: number, size = Math.abs(expected)): void => {
  assert.ok(Math.abs(value - expected) <= 1e-12 * size, `${value}, expected ${expected}`);
};

/** L = sum dout out of a placement at x. */
function loss(problem: Problem, name: PlacementName, x: Float64Array): number {
  const { out } = placedForward({ ...problem, x }, name);
  return out.reduce((sum, value, i) => sum + value * itemAt(problem.dout, i), 0);
}

describe("before or after the ReLU", () => {
  it("has of batch norm, then ReLU what the product has with this activation", () => {
    const problem = normalProblem(61, [12, 3], 0.5, 2, 1e-3, { activation: "relu" });
    const { out, dx } = batchnormGradients(problem, "standard");
    const found = placementsOf({ ...problem, activation: "none" })["bn-relu"];
    assert.equal(found.dead, out.filter((value) => value === 0).length / 36);
    isNear(found.dxNorm, norm(dx));
    assert.equal(found.verdict, "correct");
  });

  for (const shape of [
    [9, 4],
    [2, 3, 2, 2],
    [7, 1],
  ] as const) {
    it(`makes gradients that differences of its own forward give, by x and by its scale: ${shape.join("x")}`, () => {
      const problem = normalProblem(62, shape, 0.3, 1.5, 1e-2);
      const placements = placementsOf(problem);
      for (const name of PLACEMENTS) {
        const { dx } = placedForward(problem, name).backward(problem.dout);
        const z = Float64Array.from(problem.x);
        const h = 2 ** -17;
        const size = norm(dx);
        dx.forEach((value, at) => {
          const moved = (by: number): Float64Array => z.map((each, i) => (i === at ? each + by : each));
          const numeric = (loss(problem, name, moved(h)) - loss(problem, name, moved(-h))) / (2 * h);
          assert.ok(Math.abs(value - numeric) < 1e-7 * size, `${name}, dx at ${at}: ${value}, numeric ${numeric}`);
        });
        const { verdict, byScale, dxNorm, dead } = placements[name];
        assert.equal(verdict, "correct", name);
        for (const { scale, dsNorm } of byScale) {
          const at = (s: number): number =>
            loss(
              problem,
              name,
              z.map((each) => s * each),
            );
          const numeric = Math.abs((at(scale * (1 + h)) - at(scale * (1 - h))) / (2 * scale * h));
          assert.ok(Math.abs(dsNorm - numeric) < (1e-6 * size) / scale, `${name}, s = ${scale}: ${dsNorm}, ${numeric}`);
        }
        const whole = itemAt(byScale, 3);
        assert.deepEqual([whole.scale, whole.dxNorm, whole.dead], [1, dxNorm, dead]);
      }
    });
  }

  it("shows what the article claims: with batch norm the scale of x hardly reaches the loss", () => {
    const placements = placementsOf(normalProblem(63, [32, 4], 0, 1, 1e-5));
    const ratio = ({ byScale }: Placement): number => itemAt(byScale, 6).dsNorm / itemAt(byScale, 3).dsNorm;
    assert.equal(ratio(placements.none), 1); // no eps and no spread: the loss is linear in s
    const ofBatchNorm = ratio(placements["bn-relu"]); // as eps / s^3
    assert.ok(Math.abs(ofBatchNorm - 1e-3) < 1e-6, String(ofBatchNorm));
    const dead = (name: PlacementName): number[] => placements[name].byScale.map((each) => each.dead);
    assert.equal(new Set(dead("none")).size, 1);
  });

  it("counts a shut ReLU by x or by what batch norm makes of it", () => {
    const problem = problemOf({ shape: [4, 1], x: Float64Array.of(1, 2, 3, 6), beta: Float64Array.of(0.5) });
    const { "bn-relu": before, "relu-bn": after, none } = placementsOf(problem);
    assert.deepEqual([before.dead, after.dead, none.dead], [0.5, 0, 0]);
  });

  it("is in doubt where a ReLU has no derivative, or there are no numbers", () => {
    const zero = placementsOf(problemOf({ shape: [3, 1], x: Float64Array.of(-1, 0, 2) }));
    assert.deepEqual(
      PLACEMENTS.map((name) => zero[name].verdict),
      ["correct", "doubtful", "doubtful"],
    );
    const spoilt = placementsOf(problemOf({ shape: [3, 1], x: Float64Array.of(-1, NaN, 2) }));
    for (const name of PLACEMENTS) assert.equal(spoilt[name].verdict, "doubtful");
    assert.ok(Number.isNaN(spoilt["bn-relu"].dxNorm));
    const single = placementsOf(problemOf({ shape: [1, 2], x: Float64Array.of(3, -4), beta: Float64Array.of(1, 1) }));
    assert.deepEqual([single["bn-relu"].dxNorm, single.none.dead], [0, 0.5]);
    const huge = placementsOf(
      problemOf({ shape: [2, 1], x: Float64Array.of(1, 2), dout: Float64Array.of(3e200, 4e200) }),
    );
    isNear(huge.none.dxNorm, 5e200);
  });

  it("says why a placement is in doubt, and not twice where x is 0", () => {
    const notesOf = (x: Float64Array, rest = {}): string[] => {
      const problem = problemOf({ shape: [x.length, 1], x, ...rest });
      return placementNotes(problem, x.length, Object.values(placementsOf(problem)), "standard");
    };
    // The middle one leaves batch norm as exactly 0.
    const [kink, ...others] = notesOf(Float64Array.of(1, 2, 3));
    assert.match(
      kink ?? "",
      /^BN, then ReLU: of the cells of its gradients \d lie on a kink of ReLU, where there is no/,
    );
    assert.deepEqual(others, []);
    const [zero, ...rest] = notesOf(Float64Array.of(-1, 0, 2));
    assert.match(zero ?? "", /^1 cell of x is 0, where/);
    assert.deepEqual(rest, []);
    const spoilt = notesOf(Float64Array.of(-1, NaN, 2));
    assert.deepEqual(
      spoilt.map((note) => note.replace(/\d/, "n")),
      ["BN, then ReLU", "ReLU, then BN", "no BN"].map(
        (name) =>
          `${name}: of the cells of its gradients n cannot be compared because of NaN or infinity in their column.`,
      ),
    );
  });

  it("hands over each column as it leaves each placement", () => {
    const problem = normalProblem(64, [5, 2], 0.3, 1);
    const kept: string[] = [];
    const run = new PlacementRun(problem, "standard", ({ name, k, out, dx }) => {
      const whole = placedForward(problem, name);
      const of = (values: Float64Array): Float64Array => values.filter((_, i) => i % 2 === k);
      assert.deepEqual([out, dx], [of(whole.out), of(whole.backward(problem.dout).dx)]);
      kept.push(`${name} ${k}`);
    });
    while (!run.advance(1000));
    assert.deepEqual(kept.sort(), PLACEMENTS.flatMap((name) => [`${name} 0`, `${name} 1`]).sort());
  });

  it("is exact where that is asked for", () => {
    const problem = normalProblem(65, [6, 2], 1e6, 1e-3);
    const { dx } = batchnormGradients({ ...problem, activation: "relu" }, "exact");
    const exact = placementsOf(problem, "exact");
    isNear(exact["bn-relu"].dxNorm, norm(dx));
    assert.deepEqual(
      PLACEMENTS.map((name) => exact[name].verdict),
      ["correct", "correct", "correct"],
    );
  });

  it("says how each takes a scale of x", () => {
    const { dxNorm, dead, dsNorm } = placementsSaid(
      Object.values(placementsOf(normalProblem(63, [32, 4], 0, 1, 1e-5))),
    );
    assert.match(
      dxNorm,
      /^From scale 0.1 to 10, \|dx\| falls by a factor of (100|99\.\d) with BN before the ReLU, falls/,
    );
    assert.match(dead, /^The share of dead cells (.* without BN|stays the same in all three)\.$/);
    assert.match(dsNorm, /falls by a factor of 1e6 with BN before .* and stays the same without BN\.$/);
    const spoilt = placementsSaid(Object.values(placementsOf(problemOf({ shape: [1, 1], x: Float64Array.of(NaN) }))));
    assert.match(spoilt.dxNorm, /^From scale 0.1 to 10, \|dx\| is no number with BN before the ReLU,/);
  });

  it("takes the batch's statistics in evaluation, and says what it leaves out", () => {
    const one = { shape: [1], values: Float64Array.of(1), dtype: "float64" as const };
    const train = problemOf({ shape: [3, 1], x: Float64Array.of(-1, 0.5, 2) });
    const given = problemOf({
      shape: [3, 1],
      x: Float64Array.of(-1, 0.5, 2),
      mode: "eval",
      runningMean: one,
      runningVar: one,
    });
    assert.deepEqual(placementsOf(given), placementsOf(train));
    assert.match(placementNotes(given, 3, [], "standard").join(), /^Each placement takes the statistics of the batch/);
    assert.deepEqual(placementNotes(train, 3, [], "standard"), []);
    const zeros = problemOf({ shape: [3, 1], x: Float64Array.of(0, 0, 2), activation: "relu" });
    assert.equal(placementNotes(zeros, 2, [], "standard").length, 3);
  });
});
