import assert from "node:assert/strict";
import { batchnormForward, batchnormGradients } from "../../../../src/core/batchnorm/batchnorm";
import { compareCandidate } from "../../../../src/core/diagnosis";
import type { Candidate, ProblemInput } from "../../../../src/core/problem";
import { maskedLayerCases, problemOfLayer } from "../../layer-problems";

/** What is said of a candidate that another input makes right. */
function judged(input: ProblemInput, made: ProblemInput): ReturnType<typeof compareCandidate> {
  const [problem, other] = [problemOfLayer(input), problemOfLayer(made)];
  const { dx, dgamma, dbeta } = batchnormGradients(other, "exact");
  const tensor = (shape: readonly number[], values: Float64Array) => ({ shape, values, dtype: "float64" as const });
  const candidate: Candidate = {
    dx: tensor(input.x.shape, dx),
    dgamma: tensor([dgamma.length], dgamma),
    dbeta: tensor([dbeta.length], dbeta),
  };
  return compareCandidate(problem, batchnormGradients(problem, "exact"), candidate);
}

/** Without an activation, so that every fit has one name. */
const plain = maskedLayerCases().filter(({ input }) => !input.activation && !input.epsPlacement);

describe("a layer under a mask", () => {
  it("is told from the same without one", () => {
    for (const { name, input } of plain) {
      const { verdict, reason, fits } = judged(input, { ...input, mask: undefined });
      assert.equal(verdict, "wrong", name);
      assert.match(reason, /right for (group|instance) norm.* with no mask, but mask says otherwise$/, name);
      const [fit] = fits;
      assert.ok(Array.isArray(fit?.set.mask) && fit.set.mask.every((value) => value === 1), name);
    }
  });

  it("is told from another eps and another denominator under it", () => {
    for (const { name, input } of plain.slice(0, 4)) {
      const eps = judged(input, { ...input, eps: 1e-3 });
      assert.match(eps.reason, /^doubtful: .* with eps 0\.001; eps is not given$/, name);
      const variance = input.variance === "unbiased" ? "biased" : "unbiased";
      assert.match(judged(input, { ...input, variance }).reason, new RegExp(`with the ${variance} variance`), name);
    }
  });

  it("is found from its out", () => {
    const [{ name, input } = { name: "", input: undefined }] = plain;
    assert.ok(input);
    const made = problemOfLayer({ ...input, eps: 1e-3 });
    const { dx } = batchnormGradients(made, "exact");
    const out = { shape: input.x.shape, values: batchnormForward(made).out, dtype: "float64" as const };
    const problem = problemOfLayer({ ...input, forward: { out } });
    const candidate = { dx: { ...out, values: dx } };
    const { reason } = compareCandidate(problem, batchnormGradients(problem, "exact"), candidate);
    assert.match(reason, /^doubtful: out is right for .* with eps 0\.001, and dx is right for that forward; eps is not given$/, name); // prettier-ignore
  });

  it("is found right where gamma is not given", () => {
    const [{ name, input } = { name: "", input: undefined }] = plain;
    assert.ok(input);
    const { gamma, ...open } = input;
    const problem = problemOfLayer(open);
    const dx = batchnormGradients(problemOfLayer({ ...open, gamma }), "exact").dx;
    const candidate = { dx: { shape: input.x.shape, values: dx, dtype: "float64" as const } };
    const { verdict, reason } = compareCandidate(problem, batchnormGradients(problem, "exact"), candidate);
    assert.equal(verdict, "doubtful", name);
    assert.match(reason, /dx is right with gamma = .*; gamma is not given/, name);
  });
});
