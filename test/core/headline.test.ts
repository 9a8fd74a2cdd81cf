import assert from "node:assert/strict";
import { batchnormGradients } from "../../src/core/batchnorm/batchnorm";
import { compareCandidate } from "../../src/core/diagnosis/compare-candidate";
import {
  blindSentence,
  candidateHeadline,
  headlineOf,
  headlineText,
  referenceBeside,
  referenceHeadline,
  triedFirst,
  withoutName,
} from "../../src/core/headline";
import { createProblem, type Candidate, type Problem, type ProblemInput } from "../../src/core/problem";
import { standardNormal } from "../../src/core/arithmetic/random";
import type { Tensor } from "../../src/core/tensor";
import type { BlindSpot, Comparison } from "../../src/core/verdict";

const [ROWS, COLUMNS] = [9, 4];

function normal(shape: readonly number[], seed: number): Tensor {
  const size = shape.reduce((product, extent) => product * extent, 1);
  return { shape, values: standardNormal(size, seed), dtype: "float64" };
}

const ordinary: ProblemInput = {
  x: normal([ROWS, COLUMNS], 1),
  gamma: normal([COLUMNS], 2),
  beta: normal([COLUMNS], 3),
  dout: normal([ROWS, COLUMNS], 4),
};

function problemOf(input: ProblemInput): Problem {
  const problem = createProblem(input);
  if (!problem.ok) throw new Error(problem.fault.text);
  return problem.value;
}

/** The right gradients, each after a change. */
function changed(
  input: ProblemInput,
  change: Partial<Record<"dx" | "dgamma" | "dbeta", (value: number, i: number) => number>>,
): Candidate {
  const { dx, dgamma, dbeta } = batchnormGradients(problemOf(input), "exact");
  const tensor = (
    values: Float64Array,
    shape: number[],
    of: (value: number, i: number) => number = (value) => value,
  ): Tensor => {
    return { shape, values: Float64Array.from(values, of), dtype: "float64" };
  };
  return {
    dx: tensor(dx, [ROWS, COLUMNS], change.dx),
    dgamma: tensor(dgamma, [COLUMNS], change.dgamma),
    dbeta: tensor(dbeta, [COLUMNS], change.dbeta),
  };
}

function said(input: ProblemInput, candidate: Candidate): string {
  const problem = problemOf(input);
  return headlineText(candidateHeadline(compareCandidate(problem, batchnormGradients(problem, "exact"), candidate)));
}

describe("the sentence that everything begins with", () => {
  it("begins what was tried with a capital, but for the name of a tensor", () => {
    const tried = (text: string): string =>
      triedFirst({
        verdict: "wrong",
        why: { kind: "setting", tensors: ["dx"], words: [{ text }] },
        tensors: {},
        fits: [],
        blind: [],
        diagnoses: [{ tensor: "dx", title: "a mean path in RMS norm", harmless: false }],
      });
    assert.equal(
      tried("dx is right for instance norm, but norm says otherwise"),
      "dx is right for instance norm, but norm says otherwise.",
    );
    assert.equal(tried("no gamma makes dx right"), "No gamma makes dx right.");
  });

  it("names every tensor that is wrong with every mistake, and those that are right", () => {
    const { gamma } = ordinary;
    if (typeof gamma !== "object") throw new Error("expected a tensor");
    const mean = (value: number): number => value / ROWS;
    const withoutGamma = (value: number, i: number): number => value / (gamma.values[i % COLUMNS] ?? NaN);
    assert.equal(
      said(ordinary, changed(ordinary, { dx: withoutGamma, dbeta: mean })),
      "Your dx and dbeta are wrong: dx: gamma left out; dbeta: mean for sum. dgamma is right.",
    );
    assert.equal(
      said(ordinary, changed(ordinary, { dx: withoutGamma })),
      "Your dx is wrong: gamma left out. dgamma and dbeta are right.",
    );
    const { dx } = changed(ordinary, { dx: withoutGamma });
    assert.equal(said(ordinary, { dx }), "Your dx is wrong: gamma left out.");
  });

  it("leaves a tensor's name out of a mistake's title behind that name, and nothing else", () => {
    assert.equal(withoutName("gamma left out of dx", "dx"), "gamma left out");
    assert.equal(withoutName("ReLU's mask on dx", "dx"), "ReLU's mask");
    assert.equal(withoutName("mean for sum in dbeta", "dgamma"), "mean for sum in dbeta");
    assert.equal(withoutName("xhat for x - mu in dv and in dx", "dx"), "xhat for x - mu in dv and in dx");
  });

  it("says once what is so of every tensor that is wrong", () => {
    const noise = standardNormal(ROWS * COLUMNS, 9);
    const other = (value: number, i: number): number => value + (noise[i] ?? NaN);
    assert.equal(
      said(ordinary, changed(ordinary, { dx: other, dgamma: other, dbeta: other })),
      "Your dx, dgamma and dbeta are wrong: no known mistake fits.",
    );
  });

  it("names one cause behind all tensors once", () => {
    const less = (value: number): number => value / ROWS;
    assert.equal(
      said(ordinary, changed(ordinary, { dx: less, dgamma: less, dbeta: less })),
      "Your dx, dgamma and dbeta are wrong: 1/9 times what is right.",
    );
  });

  it("says of single cells how many are off, and of the rest that no mistake is known", () => {
    assert.equal(
      said(ordinary, changed(ordinary, { dx: (value, i) => (i === 7 ? value + 1 : value) })),
      "Your dx is wrong: 1 of 36 cells is off. dgamma and dbeta are right.",
    );
    const noise = standardNormal(ROWS * COLUMNS, 9);
    const { dx } = changed(ordinary, { dx: (value, i) => value + (noise[i] ?? 0) });
    assert.equal(said(ordinary, { dx }), "Your dx is wrong: no known mistake fits.");
  });

  it("is one claim where all is right, with the cells that were compared", () => {
    const text = said(ordinary, changed(ordinary, {}));
    assert.match(
      text,
      /^Your dx, dgamma and dbeta are right: 44 of 44 cells(, largest relative error \d\.\de-\d+ at \w+\[[\d, ]+\])?$/,
    );
  });

  it("says how far numbers agree that were given in few digits", () => {
    const cut = (value: number): number => Number(value.toFixed(6));
    assert.equal(
      said(ordinary, changed(ordinary, { dx: cut, dgamma: cut, dbeta: cut })),
      "Your dx, dgamma and dbeta are right: 44 of 44 cells to the 6 decimals given",
    );
  });

  it("carries the cells that it names, and why it says so, as data", () => {
    const problem = problemOf(ordinary);
    const compared = (candidate: Candidate): Comparison =>
      compareCandidate(problem, batchnormGradients(problem, "exact"), candidate);
    const noise = standardNormal(ROWS * COLUMNS, 9);
    const right = compared(changed(ordinary, { dx: (value, i) => value * (1 + 2e-16 * (noise[i] ?? 0)) }));
    const { details } = candidateHeadline(right);
    const [cell] = details.flatMap((words) => words.cell ?? []);
    assert.deepEqual(cell && { tensor: cell.tensor, worst: [...cell.index] }, { tensor: "dx", worst: right.tensors.dx?.worst.slice() }); // prettier-ignore
    assert.ok(right.why.words.some((words) => words.cell !== undefined));
    assert.deepEqual([right.why.kind, right.why.tensors], ["agree", ["dx", "dgamma", "dbeta"]]);
    const one = compared(changed(ordinary, { dbeta: (value) => value / ROWS }));
    assert.deepEqual([one.why.kind, one.why.tensors], ["disagree", ["dbeta"]]);
    assert.equal(one.reason, `wrong: ${one.why.words.map(({ text }) => text).join("")}`);
  });

  it("names no other worst cell than the comparison does, where another gamma was tried", () => {
    const { gamma, ...open } = ordinary;
    assert.ok(gamma);
    const noise = standardNormal(ROWS * COLUMNS, 9);
    const candidate = changed({ ...open, gamma: 1 }, { dx: (value, i) => value + (i > 20 ? (noise[i] ?? 0) : 0) });
    const problem = problemOf(open);
    const { why } = compareCandidate(problem, batchnormGradients(problem, "exact"), candidate);
    assert.equal(why.kind, "tried");
    assert.match(why.words[0]?.text ?? "", /^no gamma makes dx right; /);
    assert.deepEqual(
      why.words.flatMap(({ cell }) => cell ?? []),
      [],
    );
  });

  it("asks whether a setting that the source leaves open is to be used", () => {
    const { dout, ...open } = ordinary;
    const ones: ProblemInput = {
      ...open,
      dout: { ...normal([ROWS, COLUMNS], 1), values: new Float64Array(ROWS * COLUMNS).fill(1) },
    };
    assert.ok(dout);
    const { dgamma, dbeta } = changed(ones, {});
    const text = said(open, { dgamma, dbeta });
    assert.equal(text, "Your dgamma and dbeta are right with dout = 1: dout is not given. Use that?");
  });

  it("says in numbers what gamma = 1 and beta = 0 hide, and never the tool's own words", () => {
    const { x, dout } = ordinary;
    const hiding: ProblemInput = { x, dout, gamma: 1, beta: 0 };
    const text = said(hiding, changed(hiding, {}));
    assert.match(text, /With gamma = 1 and beta = 0, \d+ mistakes look right\.$/);
    assert.doesNotMatch(text, /probe|blind|-omitted/);
  });

  it("gives the reasons that are no values as such", () => {
    const spot = (because: BlindSpot["because"], ...ids: string[]) => [{ ids: ["correct", ...ids], because, text: "" }];
    const mean = { text: "x has mean 0" };
    const beta = { text: "beta is 0 in every column", value: "beta = 0" };
    assert.equal(blindSentence(spot([mean], "a", "b")), "Because x has mean 0, 2 mistakes look right");
    assert.equal(
      blindSentence(spot([beta, mean], "a", "b")),
      "Because beta = 0 and x has mean 0, 2 mistakes look right",
    );
    assert.equal(blindSentence(spot([beta], "a")), "With beta = 0, 1 mistake looks right");
    assert.equal(blindSentence(spot([], "a")), "With these inputs, 1 mistake looks right");
    assert.equal(blindSentence([{ ids: ["a", "b"], because: [], text: "a and b look the same here." }]), "");
  });

  it("is about the reference where nothing is compared, and says that", () => {
    const words = [{ text: "1,056 of 1,056 cells" }, { text: ", largest relative error 3.1e-14 at dx[12, 7]" }];
    const check = { verdict: "correct", words } as const;
    assert.equal(
      headlineText(headlineOf(check, undefined)),
      "Reference gradients verified: 1,056 of 1,056 cells, largest relative error 3.1e-14 at dx[12, 7]. Yours: not compared yet.",
    );
    const noisy = { verdict: "doubtful", words: [{ text: "9 of 12 cells agree; 3 lie on a kink" }] } as const;
    assert.equal(
      headlineText(referenceHeadline(noisy)),
      "Reference gradients not fully verified: 9 of 12 cells agree; 3 lie on a kink",
    );
    assert.equal(referenceBeside("correct"), "reference verified numerically");
  });
});
