import assert from "node:assert/strict";
import { batchnormForward, batchnormGradients } from "../../../src/core/batchnorm/batchnorm";
import { compareCandidate } from "../../../src/core/diagnosis";
import type { Fault } from "../../../src/core/fault";
import { checkGradients } from "../../../src/core/gradcheck/gradcheck";
import { rowAt } from "../../../src/core/layout";
import { notes } from "../../../src/core/odd-columns";
import { createProblem, type Problem, type ProblemInput } from "../../../src/core/problem";
import { setOfRow } from "../../../src/core/sets";
import type { Tensor } from "../../../src/core/tensor";
import { Random } from "../../../src/core/arithmetic/random";
import { itemAt, numberAt } from "../../../src/core/item-at";

const tensor = (values: ArrayLike<number>, shape: readonly number[] = [values.length]): Tensor => ({
  shape,
  values: Float64Array.from(values),
  dtype: "float64",
});

function problemOf(input: ProblemInput): Problem {
  const created = createProblem(input);
  if (!created.ok) throw new Error(created.fault.text);
  return created.value;
}

function refused(input: ProblemInput): Fault {
  const created = createProblem(input);
  if (created.ok) return assert.fail("expected a fault, got a problem");
  return created.fault;
}

/** Normal numbers with an offset, gamma that is not 1, and a dout. */
function drawn(shape: readonly number[], seed: number, axis = 1): ProblemInput {
  const random = new Random(seed);
  const normal = (count: number, mean = 0): Float64Array =>
    Float64Array.from({ length: count }, () => mean + random.normal());
  const count = shape.reduce((product, extent) => product * extent, 1);
  const D = shape[axis] ?? 1;
  return {
    x: tensor(normal(count, 3), shape),
    gamma: tensor(normal(D, 2)),
    beta: tensor(normal(D)),
    dout: tensor(normal(count), shape),
    axis,
  };
}

/** The same problem by what its forward keeps. */
function keptOf(input: ProblemInput, what: "xhat" | "xmu", withRstd = true): ProblemInput {
  const problem = problemOf(input);
  const { columns } = batchnormForward(problem).cache;
  const { layout, sets } = problem;
  const statistics = (offset: number) => {
    const k = Math.floor(offset / layout.inner) % layout.channels;
    return itemAt(itemAt(columns, k), setOfRow(sets, rowAt(layout, offset)));
  };
  const values = Float64Array.from(problem.x, (value, offset) => {
    const { m, delta, r } = statistics(offset);
    return (value - m - delta.hi) * (what === "xhat" ? r.hi : 1);
  });
  const rstd = sets.flatMap((_, s) => columns.map((column) => itemAt(column, s).r.hi));
  const { runningMean, runningVar, ...rest } = input;
  return {
    ...rest,
    x: tensor(values, layout.shape),
    xKept: what,
    ...(withRstd && { rstd: tensor(rstd) }),
    ...(!withRstd && { runningMean, runningVar }),
  };
}

/** A source that says nothing of these keys. */
function without(input: ProblemInput, keys: readonly (keyof ProblemInput)[]): ProblemInput {
  return { ...input, ...Object.fromEntries(keys.map((key) => [key, undefined])) };
}

function sameGradients(problem: Problem, expected: Problem, words: string): void {
  const [own, other] = [batchnormGradients(problem, "exact"), batchnormGradients(expected, "exact")];
  for (const name of ["dx", "dgamma", "dbeta"] as const) {
    const size = Math.max(...other[name].map(Math.abs), 1);
    own[name].forEach((value, i) => {
      const right = numberAt(other[name], i);
      const isSame = Math.abs(value - right) <= 1e-12 * size || (Number.isNaN(value) && Number.isNaN(right));
      assert.ok(isSame, `${words}, ${name}[${i}]: got ${value}, expected ${right}`);
    });
  }
}

describe("a problem of which xhat and rstd are given in the place of x", () => {
  const cases: readonly [string, ProblemInput][] = [
    ["7 x 3", drawn([7, 3], 1)],
    ["a single column", drawn([6, 1], 2)],
    ["a single row", drawn([1, 4], 3)],
    ["rank 4", drawn([3, 2, 2, 3], 4)],
    ["rank 4, channels last", drawn([3, 2, 2, 3], 5, 3)],
    ["another eps", { ...drawn([7, 3], 6), eps: 1e-3 }],
    ["no eps", { ...drawn([7, 3], 7), eps: 0 }],
    ["an unbiased variance", { ...drawn([7, 3], 8), variance: "unbiased" }],
    ["eps outside of the root", { ...drawn([7, 3], 9), eps: 0.1, epsPlacement: "outside" }],
    ["a mask", { ...drawn([7, 3], 10), mask: tensor([1, 1, 0, 1, 1, 1, 0]) }],
    ["a split", { ...drawn([7, 3], 11), split: [3, 4] }],
    ["a ReLU", { ...drawn([7, 3], 12), activation: "relu" }],
    ["a constant column", { ...drawn([7, 1], 13), x: tensor(new Float64Array(7).fill(5), [7, 1]) }],
  ];
  for (const [words, input] of cases) {
    it(`has the gradients of that x: ${words}`, () => {
      for (const what of ["xhat", "xmu"] as const) {
        const { variance, epsPlacement } = input;
        const kept = without(keptOf(input, what), ["eps", "variance", "epsPlacement"]);
        const problem = problemOf({ ...kept, ...(words === "a single row" && { eps: 1e-5 }) });
        sameGradients(problem, problemOf(input), `${what}, ${words}`);
        assert.equal(problem.variance, variance ?? "biased");
        assert.equal(problem.epsPlacement, epsPlacement ?? "inside");
        assert.ok(Math.abs(problem.eps - (input.eps ?? 1e-5)) <= 1e-9, `eps is ${problem.eps}`);
        const { verdict, reason } = checkGradients(problem, batchnormGradients(problem, "exact"), "exact");
        assert.equal(verdict, "correct", reason);
      }
    });
  }

  it("of running statistics takes the sums of xhat as they are", () => {
    const running = { runningMean: tensor([1, 2, 3]), runningVar: tensor([4, 2, 1]) };
    const input: ProblemInput = { ...drawn([5, 3], 14), mode: "eval", ...running };
    for (const what of ["xhat", "xmu"] as const) {
      for (const withRstd of [true, false]) {
        const kept = problemOf(keptOf(input, what, withRstd));
        sameGradients(kept, problemOf(input), `${what}, ${withRstd ? "rstd" : "runningVar"}`);
      }
    }
    const alone = without(keptOf(input, "xhat"), ["rstd"]);
    const problem = problemOf(alone);
    const [one, other] = [batchnormGradients(problem, "exact"), batchnormGradients(problemOf(input), "exact")];
    one.dgamma.forEach((value, k) => {
      assert.ok(Math.abs(value - numberAt(other.dgamma, k)) < 1e-12);
    });
    assert.match(notes(problem).join(" "), /dx is known up to a positive factor/);
  });

  it("leaves a NaN in its column", () => {
    const input = drawn([5, 3], 15);
    input.x.values[4] = NaN;
    const problem = problemOf(keptOf(input, "xhat"));
    const { dx } = batchnormGradients(problem, "exact");
    assert.deepEqual(
      [0, 1, 2].map((k) => Number.isNaN(dx[k])),
      [false, true, false],
    );
    assert.equal(problem.eps, 1e-5);
  });

  it("says what stands in the place of x, and what the numbers told", () => {
    const input: ProblemInput = { ...drawn([7, 3], 16), eps: 1e-3, variance: "unbiased" };
    const kept = without(keptOf(input, "xhat"), ["eps", "variance"]);
    assert.deepEqual(notes(problemOf(kept)), [
      "x is not given: xhat / rstd stands in its place, with mean 0, and has the same gradients.",
      "xhat and rstd agree on eps = 0.001 and the unbiased variance.",
    ]);
    const alone = without(kept, ["rstd"]);
    assert.match(notes(problemOf(alone)).join(" "), /^Neither x nor rstd is given: dgamma and dbeta are exact/);
    assert.match(
      notes(problemOf(keptOf(input, "xmu", false))).join(" "),
      /^x is not given: x - mu stands in its place/,
    );
  });
});

describe("what contradicts itself in the place of x", () => {
  const good = keptOf(drawn([7, 3], 20), "xhat");
  const x = drawn([7, 3], 20).x;
  const faults: readonly [string, ProblemInput, RegExp][] = [
    ["x itself", { ...good, x }, /^The mean of xhat is 3\.\d+ in column 0, expected 0; of running statistics they are kept in evaluation mode\.$/],
    ["twice xhat", { ...good, x: tensor(good.x.values.map((v) => 2 * v), [7, 3]) }, /^The mean of xhat\^2 is 4 in column 0, expected 1 or a little less/],
    ["x for x - mu", { ...good, x, xKept: "xmu", rstd: undefined }, /^The mean of xmu, in units of 1 \/ rstd, is /],
    ["another eps", { ...good, eps: 0.5 }, /^eps is 0\.5, and mean\(xhat\^2\) = 1 - eps rstd\^2 asks for eps = 0\.00001: /],
    ["half an xhat in one column", { ...good, x: tensor(good.x.values.map((v, i) => (i % 3 === 1 ? v / 2 : v)), [7, 3]) }, /^Expected xhat and rstd of one forward, got some of which mean\(xhat\^2\) .* in column 1\.$/],
    ["a negative rstd", { ...good, rstd: tensor([1, -2, 3]) }, /^rstd\[1\] is -2, expected a finite number above 0/],
    ["an infinite rstd", { ...good, rstd: tensor([1, Infinity, 3]) }, /^rstd\[1\] is Infinity, expected a finite number above 0/],
    ["sqrt(v + eps) for rstd", { ...good, rstd: tensor((good.rstd as Tensor).values.map((r) => 1 / r)) }, /^Expected xhat and rstd of one forward, got some of which mean/],
    ["an rstd of nothing", { ...keptOf({ ...drawn([7, 3], 20), eps: 0.1 }, "xhat"), rstd: tensor((good.rstd as Tensor).values.map((r) => r * 1e-300)) }, /asks for no finite eps\.$/],
    ["too few of rstd", { ...good, rstd: tensor([1, 2]) }, /^rstd has 2 values, expected 3 \(one for each column of xhat, shape 7 x 3\)/],
    ["rstd beside x", { ...drawn([7, 3], 20), rstd: tensor([1, 2, 3]) }, /^rstd stands beside xhat or xmu/],
    ["another shape of dout", { ...good, dout: tensor([1, 2], [1, 2]) }, /^dout has shape 1 x 2, expected the shape of xhat, 7 x 3\.$/],
    ["xmu alone in evaluation", { ...good, xKept: "xmu", rstd: undefined, mode: "eval" }, /^Evaluation mode needs runningVar or rstd beside xmu, got neither\.$/],
    ["another running variance", { ...good, mode: "eval", runningVar: tensor([9, 9, 9]) }, /^rstd\[0\] is \S+, and runningVar with eps = 0\.00001 gives 0\.3333: expected the same\.$/],
  ]; // prettier-ignore
  for (const [words, input, text] of faults) {
    it(`is refused in one sentence: ${words}`, () => {
      assert.match(refused(input).text, text);
    });
  }
});

describe("a candidate beside xhat", () => {
  const input: ProblemInput = { ...drawn([9, 4], 30), eps: 1e-3 };
  const right = batchnormGradients(problemOf(input), "exact");
  const shape = [9, 4];
  const judged = (given: ProblemInput, dx: Float64Array, dgamma = right.dgamma) => {
    const problem = problemOf(given);
    const candidate = { dx: tensor(dx, shape), dgamma: tensor(dgamma), dbeta: tensor(right.dbeta) };
    return compareCandidate(problem, batchnormGradients(problem, "exact"), candidate);
  };
  const xhat = keptOf(input, "xhat");
  const { rstd, ...alone } = xhat;

  it("that is right is called so with rstd, and without it with the rstd that fits", () => {
    assert.equal(judged(xhat, right.dx).verdict, "correct");
    const { verdict, fits } = judged(alone, right.dx);
    assert.equal(verdict, "doubtful");
    const [fit] = fits;
    const found = fit?.set.rstd as readonly number[];
    assert.ok(rstd && typeof rstd === "object");
    rstd.values.forEach((value, k) => {
      assert.ok(Math.abs(itemAt(found, k) / value - 1) < 1e-9, `rstd[${k}]: got ${found[k]}, expected ${value}`);
    });
    assert.match(
      fit?.sentence ?? "",
      /are right with rstd = .*; rstd is not given; a factor that is wrong in a whole column/,
    );
    assert.equal(judged({ ...alone, rstd: tensor(found) }, right.dx).verdict, "correct");
  });

  it("whose variance path is left out is called wrong, whether rstd is given or not", () => {
    const problem = problemOf(input);
    const { dout, gamma, layout } = problem;
    const direct = Float64Array.from(dout, (value, i) => {
      const k = i % layout.channels;
      const r = numberAt((rstd as Tensor).values, k);
      return numberAt(gamma, k) * r * (value - numberAt(right.dbeta, k) / layout.rows);
    });
    for (const given of [xhat, alone]) {
      const { verdict, diagnoses, reason } = judged(given, direct);
      assert.equal(verdict, "wrong", reason);
      assert.deepEqual(
        diagnoses.map(({ id }) => id),
        ["variance-path-omitted"],
        reason,
      );
    }
    assert.match(judged(alone, direct).reason, /^wrong: whatever rstd is, /);
  });

  it("is wrong with another sign, and where dgamma is, without rstd, too", () => {
    assert.equal(
      judged(
        alone,
        right.dx.map((value) => -value),
      ).verdict,
      "wrong",
    );
    const { verdict, reason } = judged(
      alone,
      right.dx,
      right.dgamma.map((value) => value / 9),
    );
    assert.equal(verdict, "wrong", reason);
    assert.match(reason, /dgamma/);
  });

  it("says where no eps goes with the factors of dx", () => {
    const gammaTwice = right.dx.map((value, i) => value * 20 * itemAt([0.2, 7, 1, 3], i % 4));
    assert.match(judged(alone, gammaTwice).reason, /no eps goes with these and xhat: is gamma right\? Give rstd$/);
  });

  it("of fewer than 3 rows has no dx that tells anything without rstd", () => {
    const few = keptOf(drawn([2, 3], 31), "xhat", false);
    const problem = problemOf(few);
    const { dx, dgamma, dbeta } = batchnormGradients(problem, "exact");
    const candidate = { dx: tensor(dx, [2, 3]), dgamma: tensor(dgamma), dbeta: tensor(dbeta) };
    const { verdict, reason } = compareCandidate(problem, batchnormGradients(problem, "exact"), candidate);
    assert.equal(verdict, "doubtful");
    assert.equal(reason, "doubtful: dx of fewer than 3 rows cannot be judged without rstd; dgamma and dbeta are right");
  });

  for (const [words, said] of [
    ["the unbiased variance", { variance: "unbiased" }],
    ["another eps of xmu", { eps: 0.1 }],
    ["a negative gamma that is not given", { gamma: tensor([2, -1.5, 1, 3]) }],
  ] as const) {
    it(`is not called wrong where the source leaves open ${words}`, () => {
      const source: ProblemInput = { ...input, ...said };
      const exact = batchnormGradients(problemOf(source), "exact");
      const kept = keptOf(source, "eps" in said ? "xmu" : "xhat", false);
      const open = Object.fromEntries(Object.entries(kept).filter(([key]) => !(key in said) && key !== "eps"));
      const problem = problemOf(open as unknown as ProblemInput);
      const candidate = { dx: tensor(exact.dx, shape), dgamma: tensor(exact.dgamma), dbeta: tensor(exact.dbeta) };
      const { verdict, reason } = compareCandidate(problem, batchnormGradients(problem, "exact"), candidate);
      assert.equal(verdict, "doubtful", reason);
    });
  }
});
