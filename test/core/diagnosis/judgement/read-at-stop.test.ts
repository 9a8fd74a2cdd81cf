import assert from "node:assert/strict";
import { batchnormGradients } from "../../../../src/core/batchnorm/batchnorm";
import { compareCandidate } from "../../../../src/core/diagnosis";
import { createProblem, type ProblemInput } from "../../../../src/core/problem";
import type { Tensor } from "../../../../src/core/tensor";
import type { Comparison } from "../../../../src/core/verdict";
import { madeByHand, wrongCandidate } from "../made-by-hand";
import { randomProblem } from "../seeded-problems";

const vector = (values: Float64Array): Tensor => ({ shape: [values.length], values, dtype: "float64" });

/** Training with this gamma, and what is read later: after a step of an optimizer. */
function stepped(seed: number): { readonly before: ProblemInput; readonly after: ProblemInput } {
  const { layout, x, dout, gamma, beta, eps } = randomProblem(seed, { shape: [7, 3] });
  const tensor = (values: ArrayLike<number>): Tensor => ({ shape: layout.shape, values: Float64Array.from(values), dtype: "float64" }); // prettier-ignore
  const before = { x: tensor(x), dout: tensor(dout), gamma: vector(gamma), beta: vector(beta), eps, mode: "train" } as const; // prettier-ignore
  const later = gamma.map((value, k) => value - 0.01 * (k + 1));
  return { before, after: { ...before, gamma: vector(later) } };
}

function compared(input: ProblemInput, made: ProblemInput, mistake?: string): Comparison {
  const [told, maker] = [createProblem(input), createProblem(made)];
  assert.ok(told.ok && maker.ok);
  const candidate = mistake ? wrongCandidate(maker.value, mistake) : madeByHand(maker.value);
  return compareCandidate(told.value, batchnormGradients(told.value, "exact"), candidate);
}

describe("a gamma that does not fit dx", () => {
  const { before, after } = stepped(3);

  it("is doubtful when it was read at a stop: a step may have changed it", () => {
    const { verdict, reason, fits } = compared({ ...after, readAtStop: ["gamma"] }, before);
    assert.equal(verdict, "doubtful", reason);
    assert.match(reason, /; gamma was read at the stop, and may have changed since the forward pass$/);
    assert.deepEqual(Object.keys(fits[0]?.set ?? {}), ["gamma"]);
  });

  it("is wrong when a file states it", () => {
    const { verdict, reason } = compared(after, before);
    assert.equal(verdict, "wrong", reason);
  });

  it("does not excuse a mistake that no gamma explains", () => {
    const { verdict, diagnoses, reason } = compared(
      { ...after, readAtStop: ["gamma"] },
      before,
      "variance-path-omitted",
    );
    assert.equal(`${verdict} ${diagnoses[0]?.id}`, "wrong variance-path-omitted", reason);
  });

  it("is right when it was read at a stop and fits", () => {
    assert.equal(compared({ ...before, readAtStop: ["gamma"] }, before).verdict, "correct");
  });
});

describe("running statistics that do not fit dx", () => {
  const { before } = stepped(4);
  const running = (mean: number, variance: number): ProblemInput => ({
    ...before,
    mode: "eval",
    runningMean: vector(Float64Array.of(mean, 2 * mean, -mean)),
    runningVar: vector(Float64Array.of(variance, 2 * variance, 3 * variance)),
  });

  it("are doubtful when they were read at a stop: another forward pass may have updated them", () => {
    const readAtStop = ["gamma", "beta", "runningMean", "runningVar"];
    const { verdict, reason } = compared({ ...running(0.5, 0.25), readAtStop }, running(0.25, 0.5));
    assert.equal(verdict, "doubtful", reason);
    assert.match(reason, /read at the stop, and may have changed since the forward pass$/);
  });

  it("are wrong when a file states them", () => {
    assert.equal(compared(running(0.5, 0.25), running(0.25, 0.5)).verdict, "wrong");
  });
});
