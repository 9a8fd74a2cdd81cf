import assert from "node:assert/strict";
import { batchnormGradients } from "../../../../src/core/batchnorm/batchnorm";
import { compareCandidate, layerBlindSpots, separatingLayerProbe } from "../../../../src/core/diagnosis";
import { itemAt } from "../../../../src/core/item-at";
import { problemOfLayer } from "../../layer-problems";
import { elementsOf, staged } from "./by-hand";
import { planted } from "./planted";
import { familyInput } from "./trials";

/** The ids that look right in a problem. */
const hidden = (problem: Parameters<typeof layerBlindSpots>[0]): string[] =>
  layerBlindSpots(problem).flatMap(({ ids }) => (ids.includes("correct") ? ids : []));

describe("what a probe hides of the family", () => {
  it("is nothing where it is generic", () => {
    for (let seed = 1; seed <= 16; seed++) {
      const found = layerBlindSpots(problemOfLayer(familyInput(seed))).map(({ text }) => text);
      // But for variances that happen to be larger than eps, each of them.
      assert.deepEqual(found.filter((text) => !text.endsWith("because every variance is larger than eps.")), [], String(seed)); // prettier-ignore
    }
  });

  it("is what gamma = 1 hides, which is said beside a right candidate", () => {
    const input = familyInput(1);
    const ones = { ...input, gamma: { ...input.gamma, values: new Float64Array(input.gamma.values.length).fill(1) } };
    const problem = problemOfLayer(ones);
    const found = hidden(problem);
    for (const id of ["gamma-left-out-of-means", "gamma-omitted", "gamma-twice"]) assert.ok(found.includes(id), id);
    assert.match(itemAt(layerBlindSpots(problem), 0).text, /gamma-left-out-of-means.* look right here, because gamma is 1 in every entry/); // prettier-ignore
    const right = staged(ones, elementsOf(ones));
    const { verdict, blind } = compareCandidate(problem, batchnormGradients(problem, "exact"), right);
    assert.equal(verdict, "correct");
    assert.ok(blind.some(({ ids }) => ids.includes("correct") && ids.includes("gamma-left-out-of-means")));
    // And it does look right.
    const [wrong] = planted["gamma-left-out-of-means"] ?? [];
    const candidate = wrong?.(ones);
    assert.ok(candidate);
    assert.equal(compareCandidate(problem, batchnormGradients(problem, "exact"), candidate).verdict, "correct");
  });

  it("is told apart by a separating probe of the same shape", () => {
    for (let seed = 1; seed <= 16; seed++) {
      const input = familyInput(seed);
      const entries = input.gamma.values.length;
      const plain = problemOfLayer({
        ...input,
        gamma: { ...input.gamma, values: new Float64Array(entries).fill(1) },
        beta: { ...input.beta, values: new Float64Array(entries) },
        eps: 1e-9,
      });
      assert.ok(hidden(plain).length > 1);
      const probe = separatingLayerProbe(plain, seed);
      assert.deepEqual(probe.blind, [], String(seed));
      assert.deepEqual(separatingLayerProbe(plain, seed), probe);
      const { gamma, beta, dout, eps, x } = probe;
      assert.deepEqual(layerBlindSpots({ ...plain, gamma, beta, dout, eps, x: x ?? plain.x }), []);
    }
  });
});
