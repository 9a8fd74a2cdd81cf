import assert from "node:assert/strict";
import { batchnormGradients } from "../../../src/core/batchnorm/batchnorm";
import { compareCandidate } from "../../../src/core/diagnosis";
import { createProblem, type Problem } from "../../../src/core/problem";
import { Random, standardNormal } from "../../../src/core/arithmetic/random";
import { sizeOf, type Dtype, type Tensor } from "../../../src/core/tensor";
import { asDtype } from "./confusion-trials";
import { madeByHand } from "./made-by-hand";
import { randomProblem } from "./seeded-problems";
import { change } from "../change";
import { itemAt } from "../../../src/core/item-at";

const DTYPES: readonly Dtype[] = ["float64", "float32", "float16", "bfloat16"];

/** Calls `assert` with a text that reproduces the case. */
function judged(
  problem: Problem,
  candidate: Required<ReturnType<typeof madeByHand>>,
): { verdict: string; text: string } {
  const { verdict, reason, diagnoses } = compareCandidate(problem, batchnormGradients(problem, "exact"), candidate);
  return { verdict, text: `${problem.layout.shape.join("x")}: ${reason}; ${diagnoses.map(({ id }) => id).join()}` };
}

describe("a right candidate", () => {
  for (const dtype of DTYPES) {
    it(`is called correct as ${dtype}`, () => {
      let blind = 0;
      for (let seed = 1; seed <= 150; seed++) {
        const problem = randomProblem(seed, { relu: seed % 3 === 0, evaluation: seed % 5 === 0 });
        const { verdict, text } = judged(problem, asDtype(madeByHand(problem), dtype));
        // Where the ReLU happens to be closed everywhere, every gradient is 0 and shows nothing.
        const closed = text.includes("the ReLU is closed in every cell");
        assert.equal(verdict, closed ? "doubtful" : "correct", `seed ${seed}, ${text}`);
        if (closed) blind++;
      }
      assert.ok(blind <= 2, String(blind));
    });
  }

  it("is called correct when printed with few decimals, and the reason says so", () => {
    for (let seed = 1; seed <= 40; seed++) {
      const problem = randomProblem(seed, { shape: [13, 5] });
      const print = ({ shape, values }: Tensor): Tensor => ({
        shape,
        values: values.map((value) => Number(value.toFixed(4))),
        dtype: "float64",
      });
      const exact = madeByHand(problem);
      const candidate = { dx: print(exact.dx), dgamma: print(exact.dgamma), dbeta: print(exact.dbeta) };
      const { verdict, text } = judged(problem, candidate);
      assert.equal(verdict, "correct", `seed ${seed}, ${text}`);
      assert.match(text, /to the 4 decimals given/);
    }
  });

  it("is judged as float32 when its doubles are float32 numbers", () => {
    const problem = randomProblem(2, { shape: [13, 5] });
    const { dx } = madeByHand(problem);
    const values = Float64Array.from(dx.values, Math.fround);
    const gradients = batchnormGradients(problem, "exact");
    assert.equal(compareCandidate(problem, gradients, { dx: { ...dx, values } }).verdict, "correct");
    change(values, 3, (value) => value * (1 + 1e-5));
    assert.equal(compareCandidate(problem, gradients, { dx: { ...dx, values } }).verdict, "wrong");
  });

  it("is judged as float32 throughout although dgamma and dbeta are few", () => {
    for (let seed = 1; seed <= 30; seed++) {
      const problem = randomProblem(seed, { shape: seed % 2 ? [9, 1] : [7, 2] });
      const single = ({ shape, values }: Tensor): Tensor => ({
        shape,
        values: Float64Array.from(values, Math.fround),
        dtype: "float64",
      });
      const { dx, dgamma, dbeta } = madeByHand(problem);
      const { verdict, text } = judged(problem, { dx: single(dx), dgamma: single(dgamma), dbeta: single(dbeta) });
      assert.equal(verdict, "correct", `seed ${seed}, ${text}`);
    }
  });

  /** Data on which careless checkers call right gradients wrong. */
  const hard: Readonly<Record<string, { offset: number; sd: number; eps: number; rows: number }>> = {
    "offset 1e6, sd 1": { offset: 1e6, sd: 1, eps: 1e-5, rows: 64 },
    "offset 1e6, sd 1e-5": { offset: 1e6, sd: 1e-5, eps: 1e-12, rows: 64 },
    "offset 0.5, sd 1e-5": { offset: 0.5, sd: 1e-5, eps: 1e-5, rows: 64 },
    "offset 1e15": { offset: 1e15, sd: 100, eps: 1e-5, rows: 64 },
    "sd 1e-150, eps 0": { offset: 0, sd: 1e-150, eps: 0, rows: 64 },
    "sd 1e150": { offset: 0, sd: 1e150, eps: 1e-5, rows: 64 },
    "two rows": { offset: 1, sd: 1, eps: 1e-5, rows: 2 },
    "two rows, offset 1e6": { offset: 1e6, sd: 1, eps: 1e-5, rows: 2 },
    "constant 0.1": { offset: 0.1, sd: 0, eps: 1e-5, rows: 10 },
    "constant 1e10": { offset: 1e10, sd: 0, eps: 1e-5, rows: 9 },
  };
  for (const [name, { offset, sd, eps, rows }] of Object.entries(hard)) {
    it(`is not called wrong on hard data: ${name}`, () => {
      for (let seed = 1; seed <= 10; seed++) {
        const values = standardNormal(rows * 4, seed).map((value) => offset + sd * value);
        const created = createProblem({
          x: { shape: [rows, 4], values, dtype: "float64" },
          eps,
          gamma: 1.7,
          beta: 0.4,
        });
        assert.ok(created.ok);
        const problem = created.value;
        const standard = batchnormGradients(problem, "standard");
        const tensor = (of: Float64Array, shape: readonly number[]): Tensor => ({
          shape,
          values: of,
          dtype: "float64",
        });
        const candidate = {
          dx: tensor(standard.dx, [rows, 4]),
          dgamma: tensor(standard.dgamma, [4]),
          dbeta: tensor(standard.dbeta, [4]),
        };
        const { verdict, text } = judged(problem, candidate);
        assert.notEqual(verdict, "wrong", `seed ${seed}, ${text}`);
        if (sd > 0 && rows > 2) assert.equal(verdict, "correct", `seed ${seed}, ${text}`);
      }
    });
  }

  it("is not called wrong on 2,000 problems of every odd kind", () => {
    const verdicts = { correct: 0, doubtful: 0, wrong: 0 };
    for (let seed = 1; seed <= 2000; seed++) {
      const random = new Random(seed);
      const pick = <T>(choices: readonly T[]): T => itemAt(choices, random.below(choices.length));
      const shape = pick([[1, 3], [2, 3], [3, 1], [5, 2], [8, 4], [40, 2], [2, 3, 4], [1, 2, 3, 3], [16, 5]]); // prettier-ignore
      const offset = pick([0, 1, 1e3, 1e6, 1e10, 1e15]);
      const sd = pick([0, 1, 1e-3, 1e-5, 1e5]);
      const size = sizeOf(shape);
      const channels = itemAt(shape, 1);
      const x = Float64Array.from({ length: size }, () => offset + sd * random.normal());
      if (random.below(20) === 0) x[random.below(size)] = pick([NaN, Infinity, -Infinity]);
      const kind = pick(["normal", "ones", "spike", "zero"]);
      const dout = new Float64Array(size).map(() => (kind === "normal" ? random.normal() : kind === "ones" ? 1e8 : 0));
      if (kind === "spike") dout[random.below(size)] = 1e-8;
      const vector = (f: () => number): Tensor => ({
        shape: [channels],
        values: Float64Array.from({ length: channels }, f),
        dtype: "float64",
      });
      const created = createProblem({
        x: { shape, values: x, dtype: "float64" },
        dout: { shape, values: dout, dtype: "float64" },
        gamma: vector(() => pick([1, 0, -2, random.normal()])),
        beta: vector(() => pick([0, random.normal()])),
        eps: pick([0, 1e-5, 1e-12, 1e-3, 1]),
        activation: pick(["none", "none", "relu"]),
        ...(random.below(5) === 0
          ? { mode: "eval", runningMean: vector(() => random.normal()), runningVar: vector(() => random.uniform()) }
          : {}),
      });
      assert.ok(created.ok);
      const { verdict, text } = judged(created.value, asDtype(madeByHand(created.value), pick(DTYPES)));
      verdicts[verdict as keyof typeof verdicts]++;
      assert.notEqual(verdict, "wrong", `seed ${seed}, offset ${offset}, sd ${sd}, ${text}`);
    }
    assert.ok(verdicts.correct > 500, JSON.stringify(verdicts));
  });

  it("is called wrong with a factor of 1 + 1e-6 on any one term", () => {
    for (let seed = 1; seed <= 50; seed++) {
      const problem = randomProblem(seed, { shape: seed % 2 ? [7, 3] : [2, 3, 5, 4] });
      const gradients = batchnormGradients(problem, "exact");
      const { layout, gamma } = problem;
      const { inner, channels } = layout;
      for (const term of [0, 1, 2]) {
        const dx = gradients.dx.map((value, offset) => {
          const k = Math.floor(offset / inner) % channels;
          const r = 1 / Math.sqrt(itemAt(gradients.variance, k) + problem.eps);
          const xhat = (itemAt(problem.x, offset) - itemAt(gradients.mean, k)) * r;
          const terms = [
            itemAt(problem.dout, offset),
            -itemAt(gradients.dbeta, k) / layout.rows,
            (-xhat * itemAt(gradients.dgamma, k)) / layout.rows,
          ];
          return value + 1e-6 * itemAt(gamma, k) * r * itemAt(terms, term);
        });
        const { verdict } = compareCandidate(problem, gradients, {
          dx: { shape: layout.shape, values: dx, dtype: "float64" },
        });
        assert.equal(verdict, "wrong", `seed ${seed}, term ${term + 1}`);
      }
      const dgamma = gradients.dgamma.map((value) => value * (1 + 1e-6));
      const of = { dgamma: { shape: [channels], values: dgamma, dtype: "float64" as const } };
      assert.equal(compareCandidate(problem, gradients, of).verdict, "wrong", `seed ${seed}, dgamma`);
    }
  });
});
