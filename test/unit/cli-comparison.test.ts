import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { BundledCli } from "./bundled-cli";

describe("gradients of one's own on the command line", () => {
  let cli: BundledCli;
  const file = (name: string): string => cli.file(name);
  const run = (args: readonly string[]) => cli.run(args);
  const json = (args: readonly string[]) => cli.json(args);

  before(async () => {
    cli = await BundledCli.build();
    const { candidate, ...input } = JSON.parse(readFileSync("examples/wrong-gradient.gradlens.json", "utf8")) as Record<
      string,
      unknown
    >;
    assert.ok(candidate);
    writeFileSync(file("input.json"), JSON.stringify(input));
  });
  after(() => {
    cli.remove();
  });

  it("says what is wrong first, in words, and its figures and ids behind that", () => {
    const { stdout } = run(["examples/wrong-gradient.gradlens.json"]);
    const [first = "", details = ""] = stdout.split("\nDetails\n");
    assert.match(first, /^✗ Your dx and dbeta are wrong: dx: variance path left out; dbeta: mean for sum\./m);
    for (const word of ["happened", "written", "should be", "NumPy"])
      assert.match(first, new RegExp(`^  ${word} `, "m"));
    assert.ok(!/variance-path-omitted|explains|signature|probe/.test(first), first);
    assert.match(details, /^ {2}dx: variance-path-omitted, explains \d/m);
    assert.match(details, /^✓ Reference gradients verified/m);
  });

  it("judges by a tolerance that is set, for all dtypes or for one, and shows it", () => {
    const { dx } = json([file("input.json")]).report;
    const near = (dx as number[][]).map((row) => row.map((value, k) => value * (1 + (k % 2 ? 1e-6 : -1e-6))));
    writeFileSync(file("near.json"), JSON.stringify(near));
    const args = [file("input.json"), "--dx", file("near.json")];
    assert.notEqual(json(args).report.comparison?.verdict, "correct");
    const { status, report } = json([...args, "--tolerance", "1e-5"]);
    assert.equal(status, 0);
    assert.equal(report.comparison?.tolerance, "1e-5");
    assert.deepEqual(report.tolerance, { float64: 1e-5, float32: 1e-5, float16: 1e-5, bfloat16: 1e-5 });
    const { stdout } = run([...args, "--tolerance", "1e-5"]);
    assert.match(stdout, /^✓ Your dx is right: 96 of 96 cells, largest relative error 1\.0e-6 /m);
    assert.match(stdout, /^correct: 96 of 96 cells of dx agree within the tolerance of 1e-5 you set/m);
    assert.notEqual(json([...args, "--tolerance", "float32=1e-5"]).report.comparison?.verdict, "correct");
    const wide = json([...args, "--tolerance", "float64=5"]);
    assert.equal(wide.status, 3);
    assert.match(wide.report.comparison?.reason ?? "", /which is too wide to tell a right gradient and/);
    assert.match(run([...args, "--tolerance", "-1"]).stderr, /^--tolerance: The tolerance is -1, expected a number/m);
  });

  it("compares two candidates with each other", () => {
    const { report: right } = json([file("input.json")]);
    const moved = (right.dx as number[][]).map((row, i) =>
      row.map((value, k) => (i === 2 && k === 3 ? value + 0.5 : value)),
    );
    writeFileSync(file("first.json"), JSON.stringify(moved));
    writeFileSync(file("second.json"), JSON.stringify(right.dx));
    const args = [file("input.json"), "--dx", file("first.json"), "--dx2", file("second.json")];
    const { status, report } = json(args);
    assert.equal(status, 1);
    assert.deepEqual([report.comparison?.verdict, report.comparison2?.verdict], ["wrong", "correct"]);
    const { dx } = report.between ?? {};
    assert.deepEqual([dx?.different, dx?.index, dx?.closer], [1, [2, 3], "second"]);
    assert.ok(Math.abs((dx?.maxDifference ?? 0) - 0.5) < 1e-12);
    const { stdout } = run(args);
    assert.match(stdout, /Your second gradients\n✓ Your dx is right: /);
    assert.match(stdout, /^ +dx +1 of [\d,]+ .*float64 +\[2, 3\] +second$/m);
    assert.match(
      run([file("input.json"), "--dx2", file("second.json")]).stderr,
      /candidate2 is compared with candidate/,
    );
  });

  it("writes all tensors as one archive, which is the same problem when it is read", () => {
    const target = file("all.npz");
    const { stdout } = run(["examples/wrong-gradient.gradlens.json", "--export", target]);
    assert.match(stdout, /All tensors written to /);
    const [before, after] = [json(["examples/wrong-gradient.gradlens.json"]), json([target])];
    assert.equal(after.status, before.status);
    for (const key of ["shape", "eps", "dx", "dgamma", "dbeta", "out"] as const)
      assert.deepEqual(after.report[key], before.report[key], key);
    assert.deepEqual(
      after.report.comparison?.diagnoses.map(({ id }) => id),
      before.report.comparison?.diagnoses.map(({ id }) => id),
    );
    const over = run([target, "--export", target]);
    assert.equal(over.status, 2);
    assert.match(over.stderr, /^--export would overwrite /);
  });
});
