import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { batchnormGradients } from "../../src/core/batchnorm/batchnorm";
import type { Problem } from "../../src/core/problem";
import { normalProblem } from "../core/datasets";
import { itemAt } from "../../src/core/item-at";
import { PYTHON } from "../debug/dap-client";

interface Answer {
  readonly error?: string;
  readonly out?: (number | null)[]; // null: NaN
  readonly shape?: number[];
  readonly dx?: number[] | null;
}

/** Runs the article's Python on NumPy, with one of its mistakes left in. */
function article(mistake: string, { layout, x, dout, gamma, beta, eps }: Problem): Answer {
  const { rows: N, channels: D } = layout;
  const matrix = (values: Problem["x"]): number[][] =>
    Array.from({ length: N }, (_, i) => [...values.subarray(i * D, (i + 1) * D)]);
  const input = JSON.stringify({ mistake, x: matrix(x), dout: matrix(dout), gamma: [...gamma], beta: [...beta], eps });
  const run = spawnSync(PYTHON, ["test/torch/article.py"], { input, encoding: "utf8" });
  assert.equal(
    run.status,
    0,
    `expected NumPy (apt-get install -y --no-install-recommends python3-numpy): ${run.stderr}`,
  );
  return JSON.parse(run.stdout) as Answer; // the script above is the other end of this wire
}

function distance(a: readonly (number | null)[] | null | undefined, b: Float64Array): number {
  return a?.length === b.length ? Math.max(...a.map((value, i) => Math.abs((value ?? NaN) - itemAt(b, i)))) : Infinity;
}

describe("the article's code", () => {
  const oblong = normalProblem(2018, [7, 3], 4, 2);
  const square = normalProblem(2019, [5, 5], 4, 2); // N = D, where NumPy cannot refuse
  const ours = batchnormGradients(square, "standard");

  it("is right once its mistakes are mended", () => {
    for (const problem of [oblong, square]) {
      const { out, dx } = batchnormGradients(problem, "standard");
      const theirs = article("none", problem);
      assert.ok(distance(theirs.out, out) < 1e-13 && distance(theirs.dx, dx) < 1e-13);
    }
  });

  it("3: mean(axis=1) is the mean of a sample, not of a feature", () => {
    assert.match(article("axis", oblong).error ?? "", /could not be broadcast/);
    assert.ok(distance(article("axis", square).out, ours.out) > 0.1);
  });

  it("4: mu holds the centred matrix, and subtracting it again brings the mean back", () => {
    assert.ok(distance(article("centred-as-mu", square).out, ours.out) > 0.1);
    assert.ok(distance(article("centred-as-mu", oblong).out, batchnormGradients(oblong, "standard").out) > 0.1);
  });

  it("5: dot is a matrix product where an elementwise one is meant", () => {
    assert.match(article("dot-variance", oblong).error ?? "", /not aligned/);
    // Entries off the diagonal may be negative: the root is NaN there, and wrong elsewhere.
    assert.ok(
      !(
        distance(
          article("dot-variance", square).out?.map((value) => value ?? NaN),
          ours.out,
        ) < 0.1
      ),
    );
    assert.deepEqual(
      article("dot-scale", square).shape,
      [5],
      "one number for each sample instead of one for each cell",
    );
  });

  it("6: bn_backward is missing, and with the right cache it is one line", () => {
    assert.equal(article("no-backward", square).dx, null);
    assert.ok(distance(article("none", square).dx, ours.dx) < 1e-13);
  });
});
