import assert from "node:assert/strict";
import { itemAt } from "../../src/core/item-at";
import { BundledCli } from "./bundled-cli";

interface Explanation {
  readonly cell: number[];
  readonly terms: { direct: number; mean: number; variance: number };
  readonly dx: number;
  readonly column: Record<string, number | string>;
  readonly dmu: number;
  readonly dv: number;
  readonly jacobianColumn: number[];
  readonly numeric: { jacobianColumn: number[]; dmu: number; dv: number };
  readonly verdict: string;
}

describe("explain on the command line", () => {
  let cli: BundledCli;
  const run = (args: readonly string[], input?: string) => cli.run(["explain", ...args], input);
  const explained = (args: readonly string[], input?: string): Explanation => {
    const { status, stdout, stderr } = run([...args, "--json"], input);
    assert.equal(stderr, "");
    const report = JSON.parse(stdout) as Explanation;
    assert.equal(status, { correct: 0, wrong: 1, doubtful: 3 }[report.verdict]);
    return report;
  };
  before(async () => {
    cli = await BundledCli.build();
  });
  after(() => {
    cli.remove();
  });

  it("prints the cell, its terms and the derivatives as the gradients have them", () => {
    const report = explained(["examples/activations.json", "--cell", "12,7"]);
    assert.deepEqual(Object.keys(report), [
      "cell",
      "terms",
      "dx",
      "column",
      "dmu",
      "dv",
      "jacobianColumn",
      "numeric",
      "verdict",
    ]);
    assert.deepEqual(report.cell, [12, 7]);
    const { direct, mean, variance } = report.terms;
    assert.equal(direct + mean + variance, report.dx);
    const { dx } = cli.json(["examples/activations.json"]).report;
    assert.ok(Math.abs(report.dx - itemAt(itemAt(dx as number[][], 12), 7)) <= 1e-15 * Math.abs(direct));
    assert.deepEqual(Object.keys(report.column), ["mean", "variance", "r", "gbar", "c", "skewness", "kurtosis"]);
    assert.equal(report.dmu, 1 / 64);
    assert.equal(report.jacobianColumn.length, 64);
    report.jacobianColumn.forEach((value, i) => {
      assert.ok(Math.abs(value - itemAt(report.numeric.jacobianColumn, i)) < 1e-11, `row ${i}`);
    });
    assert.ok(Math.abs(report.dv - report.numeric.dv) < 1e-11);
    assert.equal(report.verdict, "correct");
  });

  it("hears the flags of the problem", () => {
    const flags = ["--gamma", "2", "--eps", "0.5", "--mode", "train"];
    const input = JSON.stringify({ x: [[1], [2], [3], [6]], dout: [[1], [0], [0], [0]] });
    const report = explained(["-", "--cell", "3,0", ...flags], input);
    assert.deepEqual([report.terms.mean, report.terms.variance, report.dx], [-0.25, 0.375, 0.125]);
    assert.deepEqual([report.column.r, report.column.gbar, report.column.c], [0.5, 0.25, -0.25]);
    const given = JSON.stringify({ x: [[1], [2]], dout: [[3], [5]], mode: "eval", runningMean: [0], runningVar: [4] });
    const constant = explained(["-", "--cell", "1,0", "--eps", "0"], given);
    assert.deepEqual([constant.terms, constant.dmu, constant.dv], [{ direct: 2.5, mean: 0, variance: 0 }, 0, 0]);
    assert.match(run(["-", "--cell", "1,0"], given).stdout, /In evaluation mean and variance are constants/);
    const masked = JSON.stringify({ x: [[1], [2], [3], [6], [9]], mask: [1, 1, 1, 1, 0] });
    assert.match(run(["-", "--cell", "4,0"], masked).stdout, /d mu \/ d x\[4\] +kept out by the mask +0 /);
  });

  it("takes a cell of rank 4 as row and column and by its index in x", () => {
    const file = "examples/bn2d.gradlens.json";
    const byRow = explained([file, "--cell", "99,2"]);
    assert.deepEqual(explained([file, "--cell", "1,2,4,3"]), byRow);
    assert.equal(byRow.jacobianColumn.length, 256);
    assert.match(run([file, "--cell", "99,2"]).stdout, /dx\[99, 2\] \(\[1, 2, 4, 3\] in x\)/);
  });

  it("explains an element of another layer's set, with what its gamma does", () => {
    const problem = { norm: "layer", x: [[0, 1, 0, 0], [1, 2, 3, 6]], gamma: [2, 5, -1, 0.5], dout: [[0, 0, 0, 0], [1, 0, 1, 6]] }; // prettier-ignore
    const input = JSON.stringify(problem);
    const report = explained(["-", "--cell", "3,1", "--eps", "0.5"], input);
    const { column, dx, terms, dmu, dv, jacobianColumn, numeric } = report;
    assert.deepEqual([report.cell, dx, dmu, dv], [[3, 1], 0.53125, 0.25, 1.5]);
    assert.deepEqual(terms, { direct: 1.5, mean: -0.5, variance: -0.46875 });
    assert.deepEqual(Object.keys(column), ["mean", "variance", "r", "ubar", "c", "skewness", "kurtosis"]);
    assert.deepEqual([column.ubar, column.c], [1, 0.625]);
    assert.deepEqual(jacobianColumn, [0.125, -0.15625, 0.125, 0.046875]);
    jacobianColumn.forEach((value, i) => {
      assert.ok(Math.abs(value - itemAt(numeric.jacobianColumn, i)) < 1e-11, `element ${i}`);
    });
    const { norm, index, affine } = report as unknown as Record<string, Record<string, unknown>>;
    const { numeric: byNumbers, ...entry } = affine ?? {};
    assert.deepEqual([norm, index, entry], ["layer", [1, 3], { index: [3], sets: 2, byGamma: 1.5, byBeta: 1 }]);
    assert.deepEqual(Object.keys(byNumbers ?? {}), ["byGamma", "byBeta"]);
    const { stdout } = run(["-", "--cell", "3,1", "--eps", "0.5"], input);
    assert.match(stdout, /dx\[1, 3\], element 3 of set 1\./);
    assert.match(stdout, /together +r \(u - ubar - xhat c\) +0\.53125\n/);
    assert.match(stdout, /gamma\[3\] and beta\[3\] act on elements of 2 sets/);
    assert.match(stdout, /d out\[3\] \/ d gamma\[3\] +xhat +1\.5 +1\.5 /);
    assert.match(
      run(["-", "--cell", "3,1", "--norm", "rms"], input).stdout,
      /mean path +none +0\.0+\n[^]*mu is 0, and there is no mean path/,
    );
  });

  it("prints terms that add up as they are printed", () => {
    const { stdout } = run(["examples/activations.json", "--cell", "3,5"]);
    const printed = [
      /direct term .* (\S+)\n/,
      /mean path .* (\S+)\n/,
      /variance path .* (\S+)\n/,
      /together .*\) +(\S+)\n/,
    ].map((line) => Math.round(1e5 * Number(line.exec(stdout)?.[1])));
    const [direct, mean, variance, dx] = printed as [number, number, number, number];
    assert.ok(Math.abs(direct) > 1000);
    assert.equal(direct + mean + variance, dx, stdout);
  });

  it("answers where there are no numbers, and says in a sentence what it cannot take", () => {
    const spoilt = explained(["-", "--cell", "0,0"], JSON.stringify({ x: [[1], ["NaN"], [3]] }));
    assert.deepEqual([spoilt.dx, spoilt.verdict], ["NaN", "doubtful"]);
    const file = "examples/bn2d.gradlens.json";
    const range = "a row from 0 to 255 and a column from 0 to 2; or its index in x, from 0,0,0,0 to 3,2,7,7.\n";
    for (const [args, said] of [
      [[file], `Expected a cell, --cell l,k: ${range}`],
      [[file, "--cell", "-1,0"], `--cell is -1,0, expected l,k: ${range}`],
      [[file, "--cell", "0,3"], `--cell is 0,3, expected l,k: ${range}`],
      [[file, "--cell", "0,0,8,0"], `--cell is 0,0,8,0, expected l,k: ${range}`],
      [[file, "--cell", "1"], `--cell is 1, expected l,k: ${range}`],
      [[file, "--cell", "one"], `--cell is one, expected l,k: ${range}`],
      [[file, "--cell", "1,2]"], `--cell is 1,2], expected l,k: ${range}`],
      [[file, "--cell", "[1,2"], `--cell is [1,2, expected l,k: ${range}`],
      [[file, "--cell", "0,0", "--export", "a.npz"], "explain takes no --export; --help lists the options.\n"],
      [
        ["examples/layers/layer-norm.gradlens.json", "--cell", "8,0"],
        "--cell is 8,0, expected l,k: an element from 0 to 7 and a set from 0 to 5.\n",
      ],
      [["--cell", "0,0"], "Expected one FILE (or - for standard input), got none; --help lists the options.\n"],
    ] as const) {
      const { status, stdout, stderr } = run(args);
      assert.deepEqual([status, stdout, stderr], [2, "", said]);
    }
    const lost = cli.run(["examples/activations.json", "--cell", "0,0"]);
    assert.deepEqual(
      [lost.status, lost.stderr],
      [2, "--cell belongs to explain: gradient-lens explain FILE --cell l,k.\n"],
    );
  });
});
