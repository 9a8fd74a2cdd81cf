import assert from "node:assert/strict";
import { batchnormForward, batchnormGradients } from "../../../src/core/batchnorm/batchnorm";
import { checkGradients } from "../../../src/core/gradcheck/gradcheck";
import { SharedSums } from "../../../src/core/gradcheck/shared-sums";
import { createProbe } from "../../../src/core/gradcheck/probe";
import { change } from "../change";
import { normalProblem, type Conventions } from "../datasets";

const LONG = 4096;
const KINDS: Readonly<Record<string, Conventions>> = {
  plain: {},
  "unbiased variance": { variance: "unbiased" },
  "eps outside": { epsPlacement: "outside" },
  evaluation: {
    mode: "eval",
    runningMean: { shape: [2], values: Float64Array.of(1e4, 1e4), dtype: "float64" },
    runningVar: { shape: [2], values: Float64Array.of(4, 9), dtype: "float64" },
  },
  "a mask": {
    mask: {
      shape: [LONG + 5],
      values: Float64Array.from({ length: LONG + 5 }, (_, i) => i % 3 && 1),
      dtype: "float64",
    },
  },
  "a split, one part long and one short": { split: [LONG, 5] },
};

describe("a check of long columns by shared sums", () => {
  for (const [kind, conventions] of Object.entries(KINDS)) {
    it(`calls right gradients right, and a planted error wrong: ${kind}`, () => {
      const problem = normalProblem(3, [LONG + 5, 2], 1e4, 2, 1e-5, conventions);
      for (const [precision, error] of [
        ["standard", 1e-6],
        ["exact", 1e-9],
      ] as const) {
        const gradients = batchnormGradients(problem, precision);
        const right = checkGradients(problem, gradients, precision);
        assert.equal(right.verdict, "correct", right.reason);
        assert.match(right.method, /sums shared by the rows/);
        const dx = gradients.dx.slice();
        const size = Math.max(...dx.map(Math.abs));
        const at = dx.findIndex((value, i) => i > 1000 && i % 2 === 0 && Math.abs(value) > size / 4);
        change(dx, at, (value) => value * (1 + error));
        const wrong = checkGradients(problem, { ...gradients, dx }, precision);
        assert.equal(wrong.verdict, "wrong", wrong.reason);
        assert.deepEqual([wrong.tensors.dx.wrong, wrong.tensors.dx.worst], [1, [at / 2, 0]], kind);
      }
    });
  }

  it("is not taken where the forward over the whole column says otherwise", () => {
    const problem = normalProblem(4, [LONG, 1], 0, 1);
    const probe = createProbe(problem, batchnormForward(problem).cache, 0);
    assert.equal(new SharedSums().begin(probe), true);
    // What the shift has rounded away reaches the sums, and not the forward in float64.
    assert.equal(new SharedSums().begin({ ...probe, xLow: probe.x.map((value) => value / 8) }), false);
  });

  it("is not taken for short columns, nor through an activation", () => {
    for (const problem of [
      normalProblem(5, [LONG - 1, 1], 0, 1),
      normalProblem(5, [LONG, 1], 0, 1, 1e-5, { activation: "relu" }),
    ]) {
      const probe = createProbe(problem, batchnormForward(problem).cache, 0);
      assert.equal(new SharedSums().begin(probe), false);
    }
  });
});
