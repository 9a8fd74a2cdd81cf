import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { batchnormGradients } from "../../src/core/batchnorm/batchnorm";
import { Random } from "../../src/core/arithmetic/random";
import { compareCandidate } from "../../src/core/diagnosis";
import { itemAt } from "../../src/core/item-at";
import { createProblem, type Candidate, type ProblemInput } from "../../src/core/problem";
import { sizeOf, type Tensor } from "../../src/core/tensor";
import type { Comparison } from "../../src/core/verdict";
import { PYTHON } from "../debug/dap-client";

const SCRIPT = "test/torch/conventions.py";

type Keys = Partial<ProblemInput>;
type Dtype = "float32" | "float64";

interface Convention {
  readonly name: string; // as conventions.py knows it
  readonly shape: readonly number[];
  readonly axis?: number;
  readonly is: Keys; // what a source states that states it
  readonly words: RegExp; // what is said where the source leaves it open
  readonly says?: Keys; // beside it: what is read at a stop
}

const KEPT = [1, 1, 0, 1, 1, 1, 1, 0, 1];
const vectorOf = (values: readonly number[], dtype: Dtype = "float64"): Tensor => ({
  shape: [values.length],
  values: dtype === "float32" ? Float32Array.from(values) : Float64Array.from(values),
  dtype,
});

/** On axes that hold other channels both have as many, so that nothing else tells them apart. */
const CONVENTIONS: readonly Convention[] = [
  { name: "axis", shape: [5, 5], axis: 0, is: { axis: 0 }, words: /right for channels on axis 0/ },
  { name: "axis", shape: [4, 3, 5, 3], axis: 3, is: { axis: -1 }, words: /right for channels on the last axis \(axis 3\)/ },
  { name: "unbiased", shape: [9, 4], is: { variance: "unbiased" }, words: /right for the unbiased variance \(N - 1 in forward and backward\)/ },
  { name: "eps outside", shape: [9, 4], is: { epsPlacement: "outside" }, words: /right for eps outside of the root, r = 1 \/ \(sqrt\(v\) \+ eps\)/ },
  { name: "mask", shape: [9, 4], is: { mask: vectorOf(KEPT) }, words: /right for statistics without the 2 rows in which dout is 0 \(a mask\)/ },
  { name: "split", shape: [12, 3], is: { split: [4, 4, 4] }, words: /right for statistics of 3 parts of the batch, 4 samples each/ },
  { name: "leaky", shape: [9, 4], is: { activation: "leaky-relu", slope: 0.2 }, words: /right for a leaky ReLU of slope 0\.2 behind the batch norm/ },
  {
    name: "evaluation",
    shape: [9, 4],
    is: { mode: "train" },
    says: { mode: "eval", runningMean: vectorOf([0.4, 0.6, 0.8, 1]), runningVar: vectorOf([1, 2, 3, 4]), readAtStop: ["mode"] },
    words: /right for training mode, with the batch's own mean and variance/,
  },
]; // prettier-ignore

interface Made {
  readonly input: ProblemInput; // that states no convention
  readonly sent: object; // the same for conventions.py
}

/** Numbers whose masked rows have a dout of 0, as padding has. */
function numbersFor({ name, shape, axis = 1, is }: Convention, dtype: Dtype, seed: number): Made {
  const random = new Random(seed);
  const D = itemAt(shape, axis);
  const draw = (own: readonly number[], of: (i: number) => number): Tensor => {
    const values = Array.from({ length: sizeOf(own) }, (_, i) => of(i));
    return { ...vectorOf(values, dtype), shape: own };
  };
  const masked = (i: number): boolean => name === "mask" && KEPT[Math.floor(i / D)] === 0;
  const x = draw(shape, () => 0.7 + 2 * random.normal());
  const dout = draw(shape, (i) => (masked(i) ? 0 : 0.3 + random.normal()));
  const gamma = draw([D], () => 1.2 + random.uniform());
  const beta = draw([D], () => random.normal());
  const eps = 0.01;
  const flat = ({ values }: Tensor): number[] => Array.from(values);
  const numbers = { x: flat(x), dout: flat(dout), gamma: flat(gamma), beta: flat(beta) };
  const sent = { convention: name, shape, axis, ...numbers, eps, dtype, mask: KEPT, split: is.split, slope: is.slope };
  return { input: { x, dout, gamma, beta, eps }, sent };
}

function compare(input: ProblemInput, candidate: Candidate): Comparison {
  const problem = createProblem(input);
  assert.ok(problem.ok, problem.ok ? "" : problem.fault.text);
  return compareCandidate(problem.value, batchnormGradients(problem.value, "exact"), candidate);
}

describe("torch's gradients under other conventions", () => {
  const all = CONVENTIONS.flatMap((convention, at) =>
    (["float64", "float32"] as const).map((dtype) => ({ convention, dtype, ...numbersFor(convention, dtype, 40 + at) })),
  ); // prettier-ignore
  let candidates: Candidate[] = [];

  before(() => {
    const run = spawnSync(PYTHON, [SCRIPT], { input: JSON.stringify(all.map(({ sent }) => sent)), encoding: "utf8" });
    assert.equal(run.status, 0, run.stderr);
    const results = JSON.parse(run.stdout) as Record<"dx" | "dgamma" | "dbeta", number[]>[]; // the script is the other end of this wire
    candidates = results.map(({ dx, dgamma, dbeta }, at) => {
      const { dtype, convention } = itemAt(all, at);
      return {
        dx: { ...vectorOf(dx, dtype), shape: convention.shape },
        dgamma: vectorOf(dgamma, dtype),
        dbeta: vectorOf(dbeta, dtype),
      };
    });
  });

  all.forEach(({ convention: { name, shape, is, says, words }, dtype, input }, at) => {
    const which = `${name}, ${shape.join("x")}, ${dtype}`;
    it(`are correct where the source states the convention: ${which}`, () => {
      const { verdict, reason } = compare({ ...input, ...is }, itemAt(candidates, at));
      assert.equal(verdict, "correct", reason);
    });

    it(`are doubtful in a true sentence where it does not: ${which}`, () => {
      const { verdict, reason, fits, diagnoses } = compare({ ...input, ...says }, itemAt(candidates, at));
      assert.equal(verdict, "doubtful", reason);
      assert.match(reason, words);
      assert.deepEqual(Object.keys(itemAt(fits, 0).set), Object.keys(is));
      assert.deepEqual(diagnoses, []);
    });
  });

  it("are wrong where the source states another one", () => {
    const at = all.findIndex(({ convention: { name } }) => name === "evaluation");
    const { input, convention } = itemAt(all, at);
    const stated = { ...input, ...convention.says, readAtStop: [] };
    const { verdict, reason } = compare(stated, itemAt(candidates, at));
    assert.equal(verdict, "wrong");
    assert.match(reason, convention.words);
  });
});
