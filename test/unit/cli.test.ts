import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { batchnormGradients } from "../../src/core/batchnorm/batchnorm";
import { createProblem } from "../../src/core/problem";
import { readProblem } from "../../src/input/read";
import { writeNpy } from "../../src/input/write-npy";
import { itemAt } from "../../src/core/item-at";
import { BundledCli } from "./bundled-cli";

describe("the command line", () => {
  let cli: BundledCli;
  const file = (name: string): string => cli.file(name);
  const run = (args: readonly string[], input?: string | Uint8Array) => {
    const { status, stdout, stderr } = cli.run(args, input);
    return { status, stdout, stderr };
  };
  const json = (args: readonly string[], input?: string) => cli.json(args, input);

  before(async () => {
    cli = await BundledCli.build();
  });
  after(() => {
    cli.remove();
  });

  it("ends with 2 and a sentence where a value cannot be used: no other takes its place", () => {
    for (const [args, input, sentence] of [
      [["--gamma", "abc"], "[[1, 2], [3, 5]]", /^--gamma: .*abc/],
      [["--gamma", "1, 2, 3"], "[[1, 2], [3, 5]]", /^--gamma: gamma has 3 values, expected 2/],
      [["--eps=-1"], "[[1, 2], [3, 5]]", /^--eps: eps is -1, expected a finite number/],
      [[], '{"x": [[1, 2], [3, 5]], "gamma": "abc"}', /gamma/],
      [[], '{"x": [[1, 2], [3, 5]], "gamma": [1, 2, 3]}', /gamma has 3 values, expected 2/],
      [[], '{"x": [[1, 2], [3, 5]], "eps": -1}', /eps/],
    ] as const) {
      const { status, stdout, stderr } = run(["-", ...args], input);
      assert.deepEqual([status, stdout], [2, ""], args.join(" ") || input);
      assert.match(stderr, sentence);
    }
  });

  it("prints the gradients in the input's shape and full precision, and ends with 0 when they are correct", () => {
    const { status, report } = json(["examples/bn2d.gradlens.json"]);
    assert.equal(status, 0);
    assert.deepEqual(report.shape, [4, 3, 8, 8]);
    assert.equal(report.eps, 1e-5);
    assert.equal(report.mode, "train");
    assert.equal(report.check.verdict, "correct");
    assert.equal(report.check.tensors.dx.worst.length, 4);
    const read = readProblem(readFileSync("examples/bn2d.gradlens.json"), { name: "a.json" });
    assert.ok(read.ok);
    const problem = createProblem(read.value);
    assert.ok(problem.ok);
    const { out, dx, dgamma, dbeta } = batchnormGradients(problem.value, "standard");
    const close = (name: string, got: readonly unknown[], expected: Float64Array): void => {
      assert.equal(got.length, expected.length, name);
      got.forEach((value, i) => {
        const difference = Math.abs(Number(value) - itemAt(expected, i));
        assert.ok(
          difference <= 1e-14 * Math.max(1, Math.abs(itemAt(expected, i))),
          `${name} ${i}: ${String(value)} and ${expected[i]}`,
        );
      });
    };
    close("out", report.out.flat(3), out);
    close("dx", report.dx.flat(3), dx);
    close("dgamma", report.dgamma, dgamma);
    close("dbeta", report.dbeta, dbeta);
    assert.equal(report.check.tensors.dx.error.flat(3).length, dx.length);
  });

  it("ends with 1 and names the mistakes when the given gradients are wrong", () => {
    const { status, report } = json(["examples/wrong-gradient.gradlens.json"]);
    assert.equal(status, 1);
    assert.equal(report.check.verdict, "correct");
    assert.equal(report.comparison?.verdict, "wrong");
    assert.deepEqual(
      report.comparison?.diagnoses.map(({ id, tensor }) => [tensor, id]),
      [
        ["dx", "variance-path-omitted"],
        ["dbeta", "dbeta-mean"],
      ],
    );
    assert.equal(report.comparison?.tensors.dgamma?.wrong, 0);
  });

  it("ends with 3 when it cannot tell, and writes NaN as a string", () => {
    const { status, report } = json(["examples/with-nan.json"]);
    assert.equal(status, 3);
    assert.equal(report.check.verdict, "doubtful");
    assert.equal(itemAt(report.dx as unknown[][], 0)[1], "NaN");
    assert.match(itemAt(report.notes, 0), /Columns 1 and 4 hold NaN or infinity/);
  });

  it("ends with 0 when the given gradients are correct, and tells people so", () => {
    const { report } = json(["examples/constant-column.json"]);
    for (const [name, tensor] of [
      ["dx", report.dx],
      ["dgamma", report.dgamma],
    ] as const) {
      writeFileSync(file(`${name}.json`), JSON.stringify(tensor));
    }
    const args = ["examples/constant-column.json", "--dx", file("dx.json"), "--dgamma", file("dgamma.json")];
    const { status, stdout } = run(args);
    assert.equal(status, 0, stdout);
    assert.match(stdout, /^constant-column\.json {2}12 × 5 float64 · training/);
    assert.match(stdout, /✓ Reference gradients verified: 70 of 70 cells/);
    assert.match(stdout, /^✓ Your dx and dgamma are right: /m);
    assert.match(stdout, /Column 2 is constant/);
    assert.ok(!stdout.includes("\u001b"));
    assert.ok(run([...args, "--color"]).stdout.includes("\u001b[32m✓ Your dx and dgamma are right"));
  });

  it("says to programs how a file was read", () => {
    const { report } = json(["-"], ",0,1\n0,1,2\n1,3,5\n");
    assert.equal(report.reading.format, "table");
    assert.deepEqual(
      report.reading.assumed.map(({ id }) => id),
      ["header", "index"],
    );
    assert.deepEqual(
      report.notes.slice(0, 2),
      report.reading.assumed.map(({ text }) => text),
    );
    assert.equal(json(["-"], "[[1, 2], [3, 5]]").report.reading.format, "json");
  });

  it("reads another way by --read-as, says as what else it can be read, and refuses what it cannot", () => {
    const table = "idx,a,b\n0,1.5,2\n1,0.5,3\n2,4,1\n";
    const { report } = json(["-"], table);
    assert.deepEqual(report.shape, [3, 2]);
    assert.deepEqual([report.reading.dtype, report.reading.values], ["float64", 6]);
    assert.deepEqual(report.reading.alternatives, [{ id: "first-column-as-data", text: "the first column as data" }]);
    assert.ok(report.notes.includes("--read-as first-column-as-data reads the first column as data."));
    assert.deepEqual(json(["-", "--read-as", "first-column-as-data"], table).report.shape, [3, 3]);
    const { status, stderr } = run(["-", "--read-as", "table-2"], table);
    assert.equal(status, 2);
    assert.match(stderr, /^--read-as is "table-2", expected first-column-as-data\.$/m);
    assert.match(run(["-", "--read-as", "x"], "[[1, 2], [3, 5]]").stderr, /but there is only one reading/);
  });

  it("judges an object as JSON alone", () => {
    const { status, stderr } = run(["-"], '{"x": [[1,2],[3,5]], "activation": "qqqq"}');
    assert.equal(status, 2);
    assert.match(stderr, /activation is "qqqq"/);
  });

  it("reads standard input, whatever format it has", () => {
    for (const text of ["[[1, 2], [3, 5]]", "array([[1., 2.],\n [3., 5.]])", "a,b\n1,2\n3,5\n", "1 2\n3 5"]) {
      const { status, report } = json(["-"], text);
      assert.equal(status, 0, text);
      assert.deepEqual(report.shape, [2, 2]);
    }
    const bytes = writeNpy({ shape: [2, 2], values: Float32Array.from([1, 2, 3, 5]), dtype: "float32" });
    assert.equal(run(["-"], bytes).status, 0);
  });

  it("lets options win over the file", () => {
    const { report } = json(
      ["-", "--gamma", "-2", "--beta", "1, 2", "--eps", "0.5", "--seed", "9", "--precision", "exact"],
      "[[1, 2], [3, 5]]",
    );
    assert.equal(report.eps, 0.5);
    assert.equal(report.precision, "exact");
    const problem = createProblem({
      x: { shape: [2, 2], values: Float64Array.from([1, 2, 3, 5]), dtype: "float64" },
      gamma: -2,
      beta: { shape: [2], values: Float64Array.from([1, 2]), dtype: "float64" },
      eps: 0.5,
      doutSeed: 9,
    });
    assert.ok(problem.ok);
    const exact = batchnormGradients(problem.value, "exact");
    assert.deepEqual(report.dx.flat(), [...exact.dx]);
    assert.deepEqual(report.out.flat(), [...exact.out]);
    const evaluation = json(["-", "--mode", "eval"], '{"x": [[1, 2]], "runningMean": [0, 0], "runningVar": [1, 1]}');
    assert.equal(evaluation.report.mode, "eval");
  });

  it("takes dout from a seed or from a file, whichever is said last", () => {
    const dout = file("dout.json");
    writeFileSync(dout, "[[1, 2], [3, 4]]");
    const dx = (...flags: string[]): unknown => json(["-", ...flags], "[[1, 2], [3, 5]]").report.dx;
    const [given, drawn] = [dx("--dout", dout), dx("--seed", "9")];
    assert.notDeepEqual(given, drawn);
    assert.deepEqual(dx("--seed", "9", "--dout", dout), given);
    assert.deepEqual(dx("--dout", dout, "--seed", "9"), drawn);
    assert.deepEqual(dx("--seed=3", "--dout", dout, "--seed=9"), drawn);
  });

  const refused: [string, string[], string | undefined, RegExp][] = [
    ["a ragged matrix", ["-"], "[[1, 2],\n[3]]", /^standard input:2:1: Row 2 has 1 value, expected 2\.$/m],
    ["gamma of another length", ["-", "--gamma", "1,2,3"], "[[1, 2], [3, 4]]", /gamma has 3 values, expected 2/],
    [
      "dout of another shape",
      ["-"],
      '{"x": [[1, 2]], "dout": [[1], [2]]}',
      /^standard input:1:25: dout has shape 2 x 1/,
    ],
    ["a negative eps", ["-"], '{"x": [[1, 2]], "eps": -1}', /^standard input:1:24: eps is -1/],
    ["eps 0 with a constant column", ["-", "--eps", "0"], "[[1, 2], [1, 3]]", /variance of column 0 is 0/],
    ["eps that is no number", ["-", "--eps", "small"], "[[1, 2]]", /^--eps: eps is small, expected a finite number/],
    ["a missing file", ["no-such-file.json"], undefined, /^no-such-file\.json does not exist/],
    ["a folder", ["examples"], undefined, /is a folder/],
    ["nothing to read", [], undefined, /^Expected one FILE/],
    ["two files", ["a", "b"], undefined, /got a b/],
    ["an unknown option", ["-", "--jsn"], undefined, /Unknown option '--jsn'; --help lists the options/],
    ["an unknown precision", ["-", "--precision", "high"], undefined, /expected standard or exact/],
    ["a missing candidate", ["-", "--dx", "gone.npy"], "[[1, 2]]", /^--dx: gone\.npy does not exist/],
  ];
  for (const [what, args, input, reason] of refused) {
    it(`ends with 2 and one line of reason for ${what}`, () => {
      const { status, stdout, stderr } = run(args, input ?? "");
      assert.equal(status, 2);
      assert.equal(stdout, "");
      assert.match(stderr, reason);
      assert.equal(stderr.trim().split("\n").length, 1);
    });
  }

  it("prints its help and version", () => {
    assert.match(run(["--help"]).stdout, /Exit code: 0 correct \(of a sample: no mistake found in it\), 1 wrong/);
    const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
    assert.equal(run(["--version"]).stdout, `${version}\n`);
  });

  it("prints code that reproduces the gradients", () => {
    const { status, stdout } = run(["examples/wrong-gradient.gradlens.json", "--code", "numpy"]);
    assert.equal(status, 0);
    assert.match(stdout, /^# Batch normalization of x \(16 x 6, training mode\)/);
    assert.match(stdout, /given_dbeta = np\.array/);
  });

  it("prints code of a large problem that runs as it is", () => {
    const values = Float32Array.from({ length: 1000 * 501 }, (_, i) => Math.sin(i));
    writeFileSync(file("large.npy"), writeNpy({ shape: [1000, 501], values, dtype: "float32" }));
    const { status, stdout } = run([file("large.npy"), "--code", "numpy"]);
    assert.equal(status, 0);
    writeFileSync(file("large.py"), stdout);
    const python = spawnSync("/usr/bin/python3", [file("large.py")], { cwd: cli.folder, encoding: "utf8" });
    assert.equal(python.status, 0, python.stderr);
    assert.match(python.stdout, /^dx .* formula /);
  });

  it("refuses to print code of more numbers than a text holds", () => {
    const values = new Float32Array(16_000_002).fill(1);
    writeFileSync(file("huge.npy"), writeNpy({ shape: [8_000_001, 2], values, dtype: "float32" }));
    const { status, stderr } = run([file("huge.npy"), "--code", "numpy"]);
    rmSync(file("huge.npy"));
    assert.equal(status, 2);
    assert.match(stderr, /^Expected at most 16000000 cells for code that holds its numbers, got 16000002\.$/m);
  });

  it("names the parts that a report lacks, and puts the data and its parts into one file", () => {
    const target = file("report.html");
    const missing = run(["examples/with-nan.json", "--report", target]);
    assert.equal(missing.status, 2);
    assert.match(missing.stderr, /webview\/main\.js, which cannot be read/);
    mkdirSync(file("webview"));
    writeFileSync(file("webview/main.js"), "globalThis.page = '</script>';");
    writeFileSync(file("report.js"), "globalThis.host = 1;");
    const { status, stdout } = run(["examples/with-nan.json", "--report", target]);
    assert.equal(status, 3);
    assert.match(stdout, /Report written to /);
    const html = readFileSync(target, "utf8");
    const data = /<script type="application\/json" id="gradient-lens-report">(.*?)<\/script>/s.exec(html)?.[1];
    assert.ok(data);
    assert.equal((JSON.parse(data) as { title: string }).title, "with-nan.json");
    assert.ok(html.includes("globalThis.page = '<\\/script>'"));
    assert.ok(!/(?:src|href)="?https?:/.test(html));
  });

  it("takes a setting over under which the given gradients are right", () => {
    const cases = "test/core/diagnosis/cases/fixtures";
    for (const [name, set] of Object.entries({
      "right-sum-loss-dout-not-given": { dout: "1" },
      "right-gamma-not-given": { gamma: [1.35, -0.49, 1.18] },
      "relu-in-candidate-not-in-file": { activation: "relu" },
    })) {
      const doubtful = json([`${cases}/${name}.json`]);
      assert.equal(doubtful.status, 3, name);
      assert.deepEqual(doubtful.report.comparison?.fits[0]?.set, set);
      const taken = json([`${cases}/${name}.json`, "--take-fit"]);
      assert.equal(taken.status, 0, name);
      assert.equal(taken.report.comparison?.verdict, "correct");
      assert.ok(taken.report.notes.some((note) => note.startsWith("Taken over because the given gradients fit it")));
    }
  });
});
