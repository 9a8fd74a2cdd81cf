import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { standardNormal } from "../../src/core/arithmetic/random";
import { BundledCli, type Report } from "./bundled-cli";

describe("the command line where x is not given", () => {
  let cli: BundledCli;
  const run = (args: readonly string[], input?: string) => cli.run(args, input);
  const json = (args: readonly string[], input?: string) => cli.json(args, input);
  const given = (report: Report): unknown => (report as unknown as { given: unknown }).given;
  before(async () => {
    cli = await BundledCli.build();
  });
  after(() => {
    cli.remove();
  });

  const N = 9;
  const x = standardNormal(2 * N, 41).map((value, i) => (i % 2 === 0 ? 3 + value : 2 * value));
  const matrix = (values: ArrayLike<number>): number[][] =>
    Array.from({ length: N }, (_, i) => [values[2 * i] ?? 0, values[2 * i + 1] ?? 0]);
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const columns = [0, 1].map((k) => matrix(x).map((row) => row[k] ?? 0));
  const mu = columns.map(mean);
  const rstd = columns.map(
    (column, k) => 1 / Math.sqrt(mean(column.map((value) => (value - (mu[k] ?? 0)) ** 2)) + 1e-3),
  );
  const xhat = matrix(x).map((row) => row.map((value, k) => (value - (mu[k] ?? 0)) * (rstd[k] ?? 0)));
  const dout = matrix(standardNormal(2 * N, 42));
  const rest = { gamma: [2, -0.5], dout };
  const candidate = (): object => {
    const { dx, dgamma, dbeta } = json(["-"], JSON.stringify({ x: matrix(x), eps: 1e-3, ...rest })).report;
    return { dx, dgamma, dbeta };
  };

  it("takes xhat and rstd from a problem file, and says what was used", () => {
    const { status, report } = json(["-"], JSON.stringify({ xhat, rstd, ...rest, candidate: candidate() }));
    assert.equal(status, 0, report.comparison?.reason);
    assert.deepEqual(given(report), { x: "xhat", rstd: "given" });
    assert.equal(report.eps, 1e-3);
    assert.deepEqual(report.notes, [
      "x is not given: xhat / rstd stands in its place, with mean 0, and has the same gradients.",
      "xhat and rstd agree on eps = 0.001.",
    ]);
  });

  it("takes the rstd that fits where none is given, when it is asked to", () => {
    const problem = JSON.stringify({ xhat, ...rest, candidate: candidate() });
    const doubtful = json(["-"], problem);
    assert.equal(doubtful.status, 3, doubtful.report.comparison?.reason);
    assert.deepEqual(given(doubtful.report), { x: "xhat", rstd: "unknown" });
    const taken = json(["-", "--take-fit"], problem);
    assert.equal(taken.status, 0, taken.report.comparison?.reason);
    assert.deepEqual(given(taken.report), { x: "xhat", rstd: "given" });
  });

  it("takes them from files in the place of FILE", () => {
    writeFileSync(cli.file("xhat.json"), JSON.stringify(xhat));
    writeFileSync(cli.file("dout.json"), JSON.stringify(dout));
    const rest = ["--gamma", "2, -0.5", "--dout", cli.file("dout.json")];
    const { status, report } = json(["--xhat", cli.file("xhat.json"), "--rstd", rstd.join(", "), ...rest]);
    assert.equal(status, 0);
    const exact = json(["-"], JSON.stringify({ x: matrix(x), eps: 1e-3, gamma: [2, -0.5], dout })).report;
    (report.dx as number[][]).flat().forEach((value, i) => {
      const right = (exact.dx as number[][]).flat()[i] ?? NaN;
      assert.ok(Math.abs(value - right) < 1e-12, `dx[${i}]: got ${value}, expected ${right}`);
    });
    const both = run(["--xhat", cli.file("xhat.json"), cli.file("dout.json")]);
    assert.equal(both.status, 2);
    assert.match(both.stderr, /^Expected one FILE .*, got .*dout\.json --xhat .*xhat\.json; /);
    const beside = run([cli.file("dout.json"), "--rstd", "1"]);
    assert.match(beside.stderr, /^--rstd: rstd stands beside xhat or xmu/);
  });

  it("writes an archive and code that stand for the same problem", () => {
    const problem = JSON.stringify({ xhat, rstd, ...rest, candidate: candidate() });
    const archive = cli.file("kept.npz");
    assert.equal(run(["-", "--export", archive], problem).status, 0);
    const again = json([archive]);
    assert.equal(again.status, 0, again.report.comparison?.reason);
    assert.deepEqual(given(again.report), { x: "xhat", rstd: "given" });
    for (const library of ["numpy", "pytorch"]) {
      const { stdout } = run(["-", "--code", library], problem);
      assert.match(
        stdout,
        /\nxhat = np\.array\(.*\nrstd = .*\nshape = \[1, -1\].*\nx = xhat \/ rstd\.reshape\(shape\)/,
      );
    }
  });

  it("explains no cell without rstd, and places no ReLU without x", () => {
    const kept = JSON.stringify({ xhat, ...rest });
    const explained = run(["explain", "-", "--cell", "0,0"], kept);
    assert.equal(explained.status, 2);
    assert.match(explained.stderr, /^To explain a cell of xhat takes rstd/);
    const placed = run(["placement", "-"], JSON.stringify({ xhat, rstd, ...rest }));
    assert.equal(placed.status, 2);
    assert.match(placed.stderr, /^To place a ReLU takes x itself/);
  });
});
