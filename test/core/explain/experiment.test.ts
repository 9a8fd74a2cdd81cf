import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { Random } from "../../../src/core/arithmetic/random";
import { EXPERIMENT_STEPS } from "../../../src/core/experiment-setup";
import { Experiment, EXPERIMENT_SCALES } from "../../../src/core/explain/experiment";
import { checkToy } from "../../../src/core/explain/experiment-check";
import { experimentSaid } from "../../../src/core/explain/placement-said";
import { PLACEMENTS } from "../../../src/core/explain/placed-relu";
import { TOY_PARAMETERS, toyGradients, toySet, toyWeights } from "../../../src/core/explain/toy-network";
import { itemAt } from "../../../src/core/item-at";
import { change } from "../change";

describe("the experiment", () => {
  for (const placement of PLACEMENTS) {
    it(`trains by gradients that differences of its loss give: ${placement}`, () => {
      const set = toySet(new Random(71));
      const weights = toyWeights(new Random(72), 1.3);
      for (const i of weights.gamma.keys()) {
        change(weights.gamma, i, () => 0.5 + i / 9);
        change(weights.beta, i, () => i / 20 - 0.3);
      }
      const { gradients } = toyGradients(set, weights, placement);
      const h = 2 ** -20;
      for (const name of TOY_PARAMETERS) {
        weights[name].forEach((_, at) => {
          const moved = (by: number): number => {
            const copy = { ...weights, [name]: weights[name].slice() };
            change(copy[name], at, (value) => value + by);
            return toyGradients(set, copy, placement).loss;
          };
          const numeric = (moved(h) - moved(-h)) / (2 * h);
          const got = itemAt(gradients[name], at);
          assert.ok(Math.abs(got - numeric) < 1e-8, `d loss / d ${name}[${at}]: ${got}, numeric ${numeric}`);
        });
      }
      const isUsed = gradients.gamma.some((value) => value !== 0);
      assert.equal(isUsed, placement !== "none");
    });
  }

  it("finds gradients wrong that are no derivatives of the loss", () => {
    const weights = toyWeights(new Random(73), 1);
    const set = toySet(new Random(71));
    assert.equal(checkToy(set, weights, "relu-bn").verdict, "correct");
    const others = set.target.slice();
    change(others, 0, (value) => -value);
    let reads = 0;
    const shifty = {
      points: set.points,
      get target() {
        return reads++ < set.target.length ? set.target : others; // those of the gradients, then those of the losses
      },
    };
    assert.equal(checkToy(shifty, weights, "relu-bn").verdict, "wrong");
    change(weights.w1, 0, () => NaN);
    assert.equal(checkToy(set, weights, "none").verdict, "doubtful");
  });

  it("is the same to the bit, however it is cut into slices", () => {
    const run = new Experiment();
    assert.equal(run.advance(0), false);
    assert.equal(run.result().losses["bn-relu"][0]?.length, 1);
    while (!run.advance(20));
    const { seed, scales, losses } = run.result();
    assert.deepEqual([seed, scales], [1, EXPERIMENT_SCALES]);
    for (const name of PLACEMENTS) {
      assert.equal(losses[name].length, EXPERIMENT_SCALES.length);
      for (const each of losses[name]) {
        assert.equal(each.length, EXPERIMENT_STEPS);
        assert.ok(each.every((loss) => loss > 0 && loss < 20));
        assert.ok(itemAt(each, EXPERIMENT_STEPS - 1) < 0.6 * itemAt(each, 0), `${name} learns`);
      }
    }
    // What docs/article.md says of them.
    const spread = (name: (typeof PLACEMENTS)[number]): number => {
      const last = losses[name].map((each) => itemAt(each, EXPERIMENT_STEPS - 1));
      return Math.max(...last) / Math.min(...last);
    };
    assert.ok(spread("bn-relu") < 1.125 && spread("none") > 4, `${spread("bn-relu")}, ${spread("none")}`);
    assert.deepEqual(
      run.checks.map(({ placement, verdict }) => [placement, verdict]),
      PLACEMENTS.map((name) => [name, "correct"]),
    );
    const [said = "", checked = ""] = experimentSaid(run.result(), run.checks);
    const [before, behind, none] = PLACEMENTS.map((name) => Number(spread(name).toPrecision(3)));
    assert.equal(
      said,
      `In the last step the losses of all scales lie within a factor of ${before} of each other with BN before the ReLU, ${behind} with BN behind the ReLU and ${none} without BN.`,
    );
    assert.match(
      checked,
      /^The gradients that it trains by agree with differences of its loss; largest error \d(\.\d)?e-\d+\.$/,
    );
    assert.deepEqual(experimentSaid(new Experiment().result(), []), []);
    assert.deepEqual(run.result(150).losses.none[2], losses.none[2]?.slice(150));
    const bytes = Buffer.from(Float64Array.from(PLACEMENTS.flatMap((name) => losses[name].flat())).buffer);
    assert.equal(
      createHash("sha256").update(bytes).digest("hex"),
      "028d51823ece93072b432f14cbd13c3a0ebc191f545f93f2acc20fa0423c3d14",
    );
  });
});
