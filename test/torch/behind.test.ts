import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { Random } from "../../src/core/arithmetic/random";
import { batchnormGradients } from "../../src/core/batchnorm/batchnorm";
import { compareCandidate } from "../../src/core/diagnosis";
import { itemAt } from "../../src/core/item-at";
import { createProblem, type Candidate, type ProblemInput } from "../../src/core/problem";
import type { Activation } from "../../src/core/conventions";
import { sizeOf, type Tensor } from "../../src/core/tensor";
import type { Comparison } from "../../src/core/verdict";
import { PYTHON } from "../debug/dap-client";

const SCRIPT = "test/torch/behind.py";
const SHAPE = [11, 4];

/** What is said of each, by the name that behind.py knows. */
const ACTIVATIONS: Readonly<Record<string, RegExp>> = {
  gelu: /right for a GELU behind/,
  "gelu by tanh": /right for a GELU \(by tanh\) behind/,
  silu: /right for a SiLU \(swish\) behind/,
  tanh: /right for a tanh behind/,
  sigmoid: /right for a sigmoid behind/,
  elu: /right for an ELU behind/,
  selu: /right for a SELU behind/,
  softplus: /right for a softplus behind/,
  mish: /right for a mish behind/,
  "quick gelu": /right for a GELU \(by sigmoid\) behind/,
  hardswish: /right for a hardswish behind/,
  hardtanh: /right for a hardtanh behind/,
  relu6: /right for a ReLU6 behind/,
  softsign: /right for a softsign behind/,
  "log-sigmoid": /right for a log-sigmoid behind/,
};

type Dtype = "float32" | "float64";

function tensorOf(values: readonly number[], dtype: Dtype, shape: readonly number[] = [values.length]): Tensor {
  return { shape, values: dtype === "float32" ? Float32Array.from(values) : Float64Array.from(values), dtype };
}

/** Numbers that reach the kinks at 3 and 6, too. */
function numbersFor(activation: string, dtype: Dtype, seed: number): { input: ProblemInput; sent: object } {
  const random = new Random(seed);
  const draw = (shape: readonly number[], of: () => number): Tensor =>
    tensorOf(Array.from({ length: sizeOf(shape) }, of), dtype, shape);
  const x = draw(SHAPE, () => 0.7 + 2 * random.normal());
  const dout = draw(SHAPE, () => 0.3 + random.normal());
  const gamma = draw([4], () => 3 + random.uniform());
  const beta = draw([4], () => random.normal());
  const flat = ({ values }: Tensor): number[] => Array.from(values);
  const eps = 1e-5;
  const sent = { activation, shape: SHAPE, x: flat(x), dout: flat(dout), gamma: flat(gamma), beta: flat(beta), eps, dtype }; // prettier-ignore
  return { input: { x, dout, gamma, beta, eps, mode: "train" }, sent };
}

function compare(input: ProblemInput, candidate: Candidate): Comparison {
  const problem = createProblem(input);
  assert.ok(problem.ok, problem.ok ? "" : problem.fault.text);
  return compareCandidate(problem.value, batchnormGradients(problem.value, "exact"), candidate);
}

describe("torch's gradients of activations behind a batch norm", () => {
  const all = Object.keys(ACTIVATIONS).flatMap((activation, at) =>
    (["float64", "float32"] as const).map((dtype) => ({ activation, dtype, ...numbersFor(activation, dtype, 60 + at) })),
  ); // prettier-ignore
  let candidates: Candidate[] = [];

  before(() => {
    const run = spawnSync(PYTHON, [SCRIPT], { input: JSON.stringify(all.map(({ sent }) => sent)), encoding: "utf8" });
    assert.equal(run.status, 0, run.stderr);
    const results = JSON.parse(run.stdout) as Record<"dx" | "dgamma" | "dbeta", number[]>[]; // the script is the other end of this wire
    candidates = results.map(({ dx, dgamma, dbeta }, at) => {
      const { dtype } = itemAt(all, at);
      return { dx: tensorOf(dx, dtype, SHAPE), dgamma: tensorOf(dgamma, dtype), dbeta: tensorOf(dbeta, dtype) };
    });
  });

  all.forEach(({ activation, dtype, input }, at) => {
    it(`are doubtful, and correct once what they offer is taken over: ${activation}, ${dtype}`, () => {
      const { verdict, reason, fits } = compare(input, itemAt(candidates, at));
      assert.equal(verdict, "doubtful", reason);
      assert.match(reason, itemAt(Object.values(ACTIVATIONS), Math.floor(at / 2)));
      assert.match(reason, /; activation is not given$/);
      // One that a problem can have is named; of others there is the dout that is left behind them.
      const { activation: named, dout } = itemAt(fits, 0).set;
      assert.ok(named !== undefined || Array.isArray(dout));
      const taken: ProblemInput =
        named !== undefined
          ? { ...input, activation: named as Activation }
          : { ...input, dout: tensorOf(dout as number[], "float64", SHAPE), activation: "none" };
      assert.equal(compare(taken, itemAt(candidates, at)).verdict, "correct");
    });

    it(`are wrong where the source states that nothing stands there: ${activation}, ${dtype}`, () => {
      const { verdict, reason } = compare({ ...input, activation: "none" }, itemAt(candidates, at));
      assert.equal(verdict, "wrong");
      assert.match(reason, /, but activation says otherwise$/);
    });
  });
});
