import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { standardNormal } from "../../src/core/arithmetic/random";
import { itemAt } from "../../src/core/item-at";
import { BundledCli } from "./bundled-cli";

describe("the command line and conventions", () => {
  let cli: BundledCli;
  const file = (name: string): string => cli.file(name);
  const run = (args: readonly string[], input?: string) => cli.run(args, input);
  const json = (args: readonly string[], input?: string) => cli.json(args, input);
  before(async () => {
    cli = await BundledCli.build();
  });
  after(() => {
    cli.remove();
  });

  const x = standardNormal(36, 31);
  const rows = Array.from({ length: 12 }, (_, i) => [...x.slice(3 * i, 3 * i + 3)]);
  const dout = [...standardNormal(36, 32)];
  /** A problem file with right gradients of a layer that does what the file says nothing of. */
  const rightUnder = (said: object, unsaid: object): string => {
    const problem = JSON.stringify({ x: rows, dout: rows.map((_, i) => dout.slice(3 * i, 3 * i + 3)), ...said });
    const { report } = json(["-"], JSON.stringify({ ...(JSON.parse(problem) as object), ...unsaid }));
    const { dx, dgamma, dbeta } = report;
    return JSON.stringify({ ...(JSON.parse(problem) as object), candidate: { dx, dgamma, dbeta } });
  };
  const padded = { x: rows.map((row, i) => (i < 9 ? row : [0, 0, 0])) };
  const mask = rows.map((_, i) => (i < 9 ? 1 : 0));

  for (const [name, said, set] of [
    ["the unbiased variance", {}, { variance: "unbiased" }],
    ["eps outside of the root", { eps: 0.1 }, { epsPlacement: "outside" }],
    ["a mask", padded, { mask }],
    ["parts of the batch", {}, { split: [6, 6] }],
    ["parts of any sizes", {}, { split: [2, 3, 7] }],
    ["a leaky ReLU", {}, { activation: "leaky-relu", slope: 0.2 }],
    ["another gamma", {}, { gamma: [0.68, -1.4, 1.02] }],
    ["1 + gamma", { gamma: [-0.3, 0.4, 0.1] }, { gamma: [0.7, 1.4, 1.1] }],
  ] as const) {
    it(`are listed and taken over: ${name}`, () => {
      const problem = rightUnder(said, set);
      const doubtful = json(["-"], problem);
      assert.equal(doubtful.status, 3, doubtful.report.comparison?.reason);
      const [fit] = doubtful.report.comparison?.fits ?? [];
      assert.deepEqual(Object.keys(fit?.set ?? {}), Object.keys(set));
      const taken = json(["-", "--take-fit"], problem);
      assert.equal(taken.status, 0, taken.report.comparison?.reason);
      assert.equal(taken.report.comparison?.verdict, "correct");
      assert.deepEqual(taken.report.comparison.fits, []);
      // The fit is spelled as the problem file spells it, and the report says what was used.
      const stated = json(["-"], JSON.stringify({ ...(JSON.parse(problem) as object), ...fit?.set }));
      assert.equal(stated.report.comparison?.verdict, "correct", stated.report.comparison?.reason);
      for (const [key, value] of Object.entries(set))
        if (key !== "gamma") assert.deepEqual((taken.report as unknown as Record<string, unknown>)[key], value);
    });
  }

  it("are listed and taken over: |gamma|, with the dgamma that autograd carries on to gamma", () => {
    const gamma = [0.7, -1.4, -0.3];
    const { candidate, ...said } = JSON.parse(rightUnder({ gamma }, { gamma: [0.7, 1.4, 0.3] })) as {
      candidate: { dx: number[][]; dgamma: number[] };
    };
    const dgamma = candidate.dgamma.map((value, k) => (itemAt(gamma, k) < 0 ? -value : value));
    const problem = JSON.stringify({ ...said, candidate: { ...candidate, dgamma } });
    const doubtful = json(["-"], problem);
    assert.equal(doubtful.status, 3, doubtful.report.comparison?.reason);
    assert.deepEqual(doubtful.report.comparison?.fits.map(({ set }) => set), [{ gamma: [0.7, 1.4, 0.3], "candidate.dgamma": candidate.dgamma }]);
    const taken = json(["-", "--take-fit"], problem);
    assert.equal(taken.report.comparison?.verdict, "correct", taken.report.comparison?.reason);
  }); // prettier-ignore

  it("are listed and taken over: channels on another axis", () => {
    const { candidate, ...said } = JSON.parse(rightUnder({}, { axis: 0 })) as { candidate: { dx: number[][] } };
    const problem = JSON.stringify({ ...said, candidate: { dx: candidate.dx } });
    const doubtful = json(["-"], problem);
    assert.deepEqual(doubtful.report.comparison?.fits[0]?.set, { axis: 0 });
    const taken = json(["-", "--take-fit"], problem);
    assert.deepEqual([taken.status, (taken.report as unknown as { axis: number }).axis], [0, 0]);
  });

  it("are flags that win over the file, and the report says what was used", () => {
    const flags = ["--variance", "unbiased", "--eps-placement", "outside", "--activation", "leaky-relu"];
    const more = ["--slope", "0.3", "--mask", mask.join(), "--split", "6, 6"];
    const problem = JSON.stringify({ x: rows, dout: rows, variance: "biased" });
    const { report } = json(["-", ...flags, ...more], problem);
    const same = {
      variance: "unbiased",
      epsPlacement: "outside",
      activation: "leaky-relu",
      slope: 0.3,
      mask,
      split: [6, 6],
    };
    const stated = json(["-"], JSON.stringify({ x: rows, dout: rows, ...same })).report;
    assert.deepEqual(report.dx, stated.dx);
    for (const [key, value] of Object.entries({ ...same, axis: 1 }))
      assert.deepEqual((report as unknown as Record<string, unknown>)[key], value, key);
    const plain = json(["-"], JSON.stringify({ x: rows, dout: rows })).report;
    assert.notDeepEqual(report.dx, plain.dx);
    for (const [key, value] of Object.entries({
      axis: 1,
      variance: "biased",
      epsPlacement: "inside",
      mask: null,
      split: null,
      slope: null,
    }))
      assert.deepEqual((plain as unknown as Record<string, unknown>)[key], value, key);
    // In words, for people.
    const { stdout } = run(["-", ...flags, ...more], problem);
    assert.match(
      stdout,
      /unbiased variance · eps outside the root · 3 of 12 rows masked · 2 parts \(6 \+ 6\) · leaky\s+ReLU 0\.3/,
    );
  });

  it("take what is said of columns by the axis that is said, in whatever order", () => {
    const gamma = rows.map((_, i) => i + 1).join();
    const { report, status } = json(["-", "--gamma", gamma, "--axis", "-2"], JSON.stringify({ x: rows }));
    assert.equal(status, 0);
    assert.equal(report.dgamma.length, 12);
  });

  it("take values from files, and a dout by what it follows from", () => {
    writeFileSync(file("mask.json"), JSON.stringify(mask));
    writeFileSync(file("gamma.json"), "[1, 2, 3]");
    const problem = JSON.stringify({ x: rows, dout: rows });
    const dx = (...args: string[]): unknown[] => json(["-", ...args], problem).report.dx;
    assert.deepEqual(dx("--mask", file("mask.json")), dx("--mask", mask.join(" ")));
    assert.deepEqual(dx("--gamma", file("gamma.json")), dx("--gamma", "1, 2, 3"));
    const { out } = json(["-"], problem).report;
    writeFileSync(file("out.json"), JSON.stringify((out as number[][]).map((row) => row.map((value) => 2 * value))));
    const [named, given] = [dx("--dout", "2 * out"), dx("--dout", file("out.json"))].map((rows) => rows.flat());
    // out itself may come from kernels, whose last digit differs.
    named?.forEach((value, i) => assert.ok(Math.abs(Number(value) - Number(given?.[i])) <= 1e-14, `cell ${i}`));
    const constant = json(["-"], JSON.stringify({ x: rows, dout: rows.map(() => [1, 1, 1]) }));
    assert.deepEqual(dx("--dout", "1"), constant.report.dx);
  });

  for (const [args, sentence] of [
    [["--axis", "2"], /^--axis: axis is 2, expected a whole number from -2 to 1 \(x is 12 x 3\)\.$/m],
    [["--variance", "N"], /^--variance: The variance is N, expected biased or unbiased\.$/m],
    [["--eps-placement", "root"], /^--eps-placement: The place of eps is root, expected inside or outside\.$/m],
    [["--mask", "1, 0"], /^--mask: mask has shape 2, expected that of x without its channels \(axis 1\), 12\.$/m],
    [["--mask", "padding.npy"], /^--mask: Expected a number, got padding\.npy\.$/m],
    [["--split", "6, 5"], /^--split: split adds up to 11, expected 12/m],
    [["--slope", "0.2"], /^--slope: slope belongs to the activation leaky-relu/m],
    [["--activation", "mish"], /^--activation: The activation is mish, expected none, relu, .*, tanh or sigmoid\.$/m],
  ] as const) {
    it(`say what is wrong with ${args.join(" ")}`, () => {
      const { status, stderr } = run(["-", ...args], JSON.stringify({ x: rows }));
      assert.equal(status, 2);
      assert.match(stderr, sentence);
    });
  }
});
