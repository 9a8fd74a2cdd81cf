import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { format } from "prettier";
import { batchnormGradients } from "../../../../src/core/batchnorm/batchnorm";
import { catalogue, compareCandidate, findMistake } from "../../../../src/core/diagnosis";
import type { Problem } from "../../../../src/core/problem";
import { PROBLEMS, trialsOf, type Trial } from "../confusion-trials";
import { catalogueTables } from "../documents/confusion-page";
import { wrongCandidate } from "../made-by-hand";
import { problemFor, randomProblem } from "../seeded-problems";

/** dgamma of the same data, normalised with another eps. */
const dgammaOf = (problem: Problem, eps: number): Float64Array =>
  batchnormGradients({ ...problem, eps }, "exact").dgamma;

describe("the catalogue", () => {
  it("has an entry for every file of its folder, under the file's name, and no other", () => {
    const files = readdirSync("src/core/diagnosis/catalogue").filter((name) => name.endsWith(".ts"));
    const ids = files.map((name) => name.slice(0, -3)).filter((name) => name !== "catalogue" && name !== "listing");
    assert.deepEqual(catalogue.map(({ id }) => id).sort(), ids.sort(), "run node scripts/mistakes.mjs");
  });

  it("finds an entry by its id alone", () => {
    for (const mistake of catalogue) assert.equal(findMistake(mistake.id), mistake);
    for (const word of ["constructor", "__proto__", "toString", "local", ""])
      assert.equal(findMistake(word), undefined);
  });

  it("names another entry only by an id that it has", () => {
    for (const { id, sameDxAs } of catalogue) assert.ok(!sameDxAs || findMistake(sameDxAs), `${id}: ${sameDxAs}`);
  });

  it("has words of its own for each entry", () => {
    for (const field of ["title", "sentence", "cause"] as const) {
      for (const mistake of catalogue) assert.ok(mistake[field].length > 8, `${mistake.id} lacks its ${field}`);
    }
    for (const field of ["id", "title", "sentence"] as const) {
      assert.equal(new Set(catalogue.map((mistake) => mistake[field])).size, catalogue.length, `${field} stands twice`);
    }
    for (const { id, sentence, cause } of catalogue) {
      assert.match(sentence, /[.:]$/, id);
      assert.match(cause, /\.$/, id);
    }
  });
});

describe("every mistake of the catalogue, made by hand", () => {
  const tried = new Map<string, Trial[]>(); // by id

  it("is found although the running statistics that it takes are not known", () => {
    const fitting = catalogue.filter(({ fitsUnknownRunning }) => fitsUnknownRunning);
    assert.ok(fitting.length > 0);
    for (const mistake of fitting) {
      for (let seed = 1; seed <= PROBLEMS; seed++) {
        const problem = randomProblem(seed, { running: true, shape: seed % 2 ? [7, 5] : [2, 3, 5, 4] });
        const { dx } = wrongCandidate(problem, mistake.id);
        const unknowing = { ...problem, running: undefined };
        const { diagnoses } = compareCandidate(unknowing, batchnormGradients(unknowing, "exact"), { dx });
        assert.equal(diagnoses[0]?.id, mistake.id, `seed ${seed}`);
      }
    }
  });

  it("says which number was taken, where one is fitted", () => {
    const fitted = catalogue.filter((mistake) => mistake.parameter);
    assert.ok(fitted.length > 0);
    for (const mistake of fitted) {
      for (let seed = 1; seed <= PROBLEMS; seed++) {
        const problem = problemFor(mistake, seed);
        const taken = mistake.example.parameter?.(problem) ?? NaN;
        const { dx, dgamma } = wrongCandidate(problem, mistake.id);
        const scaled = { ...dgamma, values: dgammaOf(problem, taken) };
        const { diagnoses } = compareCandidate(problem, batchnormGradients(problem, "exact"), { dx, dgamma: scaled });
        for (const tensor of ["dx", "dgamma"]) {
          const text = diagnoses.find((one) => one.tensor === tensor)?.text ?? "";
          const value = Number(/eps = (\S+)\.( |$)/.exec(text)?.[1]);
          assert.ok(Math.abs(value / taken - 1) < 1e-4, `seed ${seed}, ${tensor}: ${text}`);
        }
      }
    }
  });

  for (const mistake of catalogue) {
    if (mistake.harmless) {
      it(`${mistake.id} is harmless and called correct`, () => {
        const alarms = trialsOf(mistake).filter(({ verdict, named }) => verdict !== "correct" || named !== "none");
        assert.deepEqual(alarms, []);
      });
      continue;
    }
    it(`${mistake.id} is called wrong and named on ${PROBLEMS} problems`, () => {
      const trials = trialsOf(mistake);
      tried.set(mistake.id, trials);
      assert.ok(trials.length >= PROBLEMS);
      const missed = trials.filter(({ verdict, named }) => verdict !== "wrong" || named !== mistake.id);
      assert.deepEqual(missed, []);
    });
  }

  it("is told apart as docs/confusion.md says, in every dtype", async function () {
    this.timeout(600_000); // every mistake is made 60 times over
    const tables = catalogueTables((mistake, dtype) =>
      dtype === "float64" ? (tried.get(mistake.id) ?? trialsOf(mistake)) : trialsOf(mistake, dtype),
    );
    const written = await format(tables, { parser: "markdown", printWidth: 120 });
    assert.ok(readFileSync("docs/confusion.md", "utf8").startsWith(written), "run node scripts/mistakes.mjs");
  });
});
