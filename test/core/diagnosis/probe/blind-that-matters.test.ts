import assert from "node:assert/strict";
import { batchnormGradients } from "../../../../src/core/batchnorm/batchnorm";
import { standardNormal } from "../../../../src/core/arithmetic/random";
import { blindThatMatters, compareCandidate } from "../../../../src/core/diagnosis";
import { createProblem } from "../../../../src/core/problem";

describe("the blind spots that matter to a verdict", () => {
  // gamma 1 and beta 0 hide a family of mistakes; an eps that is small beside every variance makes two look the same.
  const shape = [16, 3];
  const tensor = (seed: number) => ({ shape, values: standardNormal(48, seed), dtype: "float64" as const });
  const created = createProblem({ x: tensor(1), dout: tensor(2), gamma: 1, beta: 0 });
  assert.ok(created.ok);
  const problem = created.value;
  const gradients = batchnormGradients(problem, "exact");
  const compare = (dx: Float64Array) =>
    compareCandidate(problem, gradients, { dx: { shape, values: dx, dtype: "float64" } });

  it("are those that may stand for a right gradient, of one that agrees", () => {
    const comparison = compare(gradients.dx);
    const matter = blindThatMatters(comparison);
    assert.ok(matter.length > 0);
    assert.ok(matter.every(({ ids }) => ids.includes("correct")));
    assert.ok(comparison.blind.length > matter.length, "what looks alike among the wrong matters to none that agrees");
  });

  it("are those that may stand for the mistake that was named, of one that does not", () => {
    const [, ...others] = compare(gradients.dx).blind;
    const alike = others.flatMap(({ ids }) => ids);
    const negated = compare(gradients.dx.map((value) => -value));
    assert.equal(negated.verdict, "wrong");
    assert.ok(negated.blind.length > 0);
    assert.deepEqual(blindThatMatters(negated), []);
    const [id = ""] = alike;
    const named = { ...negated, diagnoses: negated.diagnoses.map((diagnosis) => ({ ...diagnosis, id })) };
    const matter = blindThatMatters(named);
    assert.deepEqual(
      matter,
      negated.blind.filter(({ ids }) => ids.includes(id)),
    );
    assert.equal(matter.length, 1);
  });
});
