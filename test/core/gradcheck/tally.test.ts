import assert from "node:assert/strict";
import { isUndecided, judge, Tally, type Comparand } from "../../../src/core/gradcheck/gradcheck-tally";

const STRICT = { tolerance: 1e-6, floor: 1e-2 };
const cell = (analytic: number, numeric: number, uncertainty = 0, scale = 1): Comparand => ({
  analytic,
  numeric,
  uncertainty,
  scale,
});

describe("judgement of a cell", () => {
  it("agrees up to the tolerance, and then is wrong or doubtful", () => {
    assert.deepEqual(judge(cell(1, 1), STRICT), { judgement: "agrees", error: 0 });
    assert.equal(judge(cell(1, 1 + 0.9e-6), STRICT).judgement, "agrees");
    assert.equal(judge(cell(1, 1 + 1.1e-6), STRICT).judgement, "wrong");
    assert.equal(judge(cell(1, 1 + 1.1e-6, 2e-6), STRICT).judgement, "doubtful");
    assert.equal(judge(cell(1, -1, 2e-6), STRICT).judgement, "wrong");
  });

  it("takes small values relative to the floor", () => {
    assert.equal(judge(cell(1e-9, 2e-9), STRICT).error, 1e-9 / 1e-2);
    assert.equal(judge(cell(1e-9, 2e-9, 0, 1e-9), STRICT).judgement, "wrong");
    assert.equal(judge(cell(2 ** -1074, 0, 0, 0), STRICT).judgement, "agrees"); // below the normal numbers
  });

  it("NaN never agrees", () => {
    assert.deepEqual(judge(cell(NaN, 1, 1e-9), STRICT), { judgement: "wrong", error: Infinity });
    assert.deepEqual(judge(cell(Infinity, 1, 1e-9), STRICT), { judgement: "wrong", error: Infinity });
    for (const analytic of [NaN, 1]) {
      assert.deepEqual(judge(cell(analytic, NaN, 1e-9), STRICT), { judgement: "doubtful", error: NaN });
    }
    assert.deepEqual(judge(cell(Infinity, Infinity), STRICT), { judgement: "agrees", error: 0 });
    assert.equal(judge(cell(-Infinity, Infinity), STRICT).judgement, "doubtful");
  });

  it("is undecided where the uncertainty reaches over the tolerance", () => {
    assert.equal(isUndecided(cell(1, 1 + 1.1e-6, 2e-7), STRICT), true);
    assert.equal(isUndecided(cell(1, 1 + 0.9e-6, 2e-7), STRICT), true);
    assert.equal(isUndecided(cell(1, 1, 2e-7), STRICT), false);
    assert.equal(isUndecided(cell(1, 2, 2e-7), STRICT), false);
  });

  it("counts, and names the worst of the wrong cells before a worse one of doubt", () => {
    const tally = new Tally(5, STRICT);
    tally.add(0, cell(1, 1));
    tally.add(1, cell(1, 1.5, 1)); // noise
    tally.add(2, cell(1, 1.1)); // wrong
    tally.add(3, cell(1, 3, Infinity)); // a kink
    tally.addIncomparable(4);
    assert.deepEqual([tally.cells, tally.agreeing, tally.wrong, tally.doubtful, tally.worst], [5, 1, 1, 3, 2]);
    assert.deepEqual(tally.doubts, { notFinite: 1, kink: 1, noise: 1 });
    assert.deepEqual([...(tally.wrongCells ?? [])], [0, 0, 1, 0, 0]);
    assert.ok(Number.isNaN(tally.error[4]));
    assert.ok(Math.abs(tally.maxRelativeError - 0.1 / 1.1) < 1e-15);
  });
});
