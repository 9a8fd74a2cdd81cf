import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { batchnormGradients } from "../../src/core/batchnorm/batchnorm";
import { layerInput, problemOfLayer } from "../core/layer-problems";
import { BundledCli } from "./bundled-cli";

describe("the command line and other layers than batch norm", () => {
  let cli: BundledCli;
  before(async () => {
    cli = await BundledCli.build();
  });
  after(() => {
    cli.remove();
  });
  const json = (args: readonly string[], input?: string) => cli.json(args, input);
  const used = (args: readonly string[]): unknown[] => {
    const report = json(args).report as unknown as Record<string, unknown>;
    return ["norm", "axis", "groups", "axes", "gammaOffset"].map((key) => report[key]);
  };

  it("names the worst cell of the examples' wrong gradients, and the mistake", () => {
    for (const [name, id, worst, reason] of [
      [
        "layer-norm",
        "gamma-left-out-of-means",
        [1, 2],
        /^wrong: 48 of 48 cells of dx disagree \(gamma left out of the means\); the worst is dx\[1, 2\]/,
      ],
      [
        "rms-norm",
        "rms-with-mean-path",
        [0, 1, 2],
        /^wrong: 48 of 48 cells of dx disagree \(a mean path in RMS norm\); the worst is dx\[0, 1, 2\]/,
      ],
    ] as const) {
      const { status, report } = json([`examples/layers/${name}.gradlens.json`]);
      assert.deepEqual([status, report.check.verdict, report.comparison?.verdict], [1, "correct", "wrong"]);
      assert.match(report.comparison?.reason ?? "", reason);
      assert.deepEqual(report.comparison?.tensors.dx?.worst, worst);
      assert.deepEqual(report.comparison.diagnoses.map((diagnosis) => diagnosis.id), [id]); // prettier-ignore
    }
  });

  it("is told by flags what the file does not say, and says what was used", () => {
    const x = cli.file("x.json");
    writeFileSync(x, JSON.stringify([[[1, 2, 4], [3, 5, -1]], [[0, 1, 0.5], [2, 2, 7]]])); // prettier-ignore
    assert.deepEqual(used([x]), ["batch", 1, null, null, 0]);
    assert.deepEqual(used([x, "--norm", "layer"]), ["layer", null, null, [2], 0]);
    assert.deepEqual(used([x, "--norm", "layer", "--normalized-shape", "2, 3"]), ["layer", null, null, [1, 2], 0]);
    assert.deepEqual(used([x, "--norm", "rms", "--axes", "-2", "--gamma-offset", "1"]), ["rms", null, null, [1], 1]);
    assert.deepEqual(used([x, "--norm", "group", "--groups", "3", "--axis", "-1"]), ["group", 2, 3, null, 0]);
    assert.deepEqual(used([x, "--norm", "instance"]), ["instance", 1, null, null, 0]);
    // Another layer than the file's has nothing of its keys.
    const group = JSON.stringify({ norm: "group", groups: 2, axis: 1, x: [[[1, 2], [3, 5]]] }); // prettier-ignore
    assert.equal(json(["-", "--norm", "layer"], group).status, 0);
  });

  it("takes over the layer that gradients are right for", () => {
    for (const [keys, set] of [
      [
        { norm: "rms", eps: 1e-6 },
        { norm: "rms", axes: [2], eps: 1e-6 },
      ],
      [
        { norm: "group", groups: 2 },
        { norm: "group", axis: 1, groups: 2 },
      ],
    ] as const) {
      const { x, dout } = layerInput(3, [3, 4, 5], [1], {});
      const made = batchnormGradients(problemOfLayer({ ...keys, x, dout }), "exact");
      const nested = ({ values }: { values: ArrayLike<number> }): number[][][] =>
        Array.from({ length: 3 }, (_, n) =>
          Array.from({ length: 4 }, (_row, i) => Array.from(values).slice((4 * n + i) * 5, (4 * n + i + 1) * 5)),
        );
      // What is left open beside the layer would be looked for first, for seconds.
      const said = { gamma: 1, beta: 0, variance: "biased", epsPlacement: "inside", activation: "none" };
      const problem = { ...said, x: nested(x), dout: nested(dout), candidate: { dx: nested({ values: made.dx }) } };
      const open = json(["-"], JSON.stringify(problem));
      assert.deepEqual([open.status, open.report.comparison?.verdict], [3, "doubtful"]);
      assert.deepEqual(open.report.comparison?.fits.map((fit) => fit.set), [set]); // prettier-ignore
      const taken = json(["-", "--take-fit"], JSON.stringify(problem));
      assert.deepEqual([taken.status, taken.report.comparison?.verdict], [0, "correct"]);
      assert.equal((taken.report as unknown as { norm: string }).norm, keys.norm);
      assert.match(taken.report.notes.join(), /^Taken over because the given gradients fit it: norm = /);
    }
  });

  it("gives dgamma in gamma's shape", () => {
    const problem = { norm: "layer", normalizedShape: [2, 2], x: [[[1, 2], [4, 3]], [[0, 5], [1, 1]]], gamma: [[1, 2], [3, 4]] }; // prettier-ignore
    const { status, report } = json(["-"], JSON.stringify(problem));
    assert.equal(status, 0);
    assert.deepEqual([report.dgamma.length, (report.dgamma as unknown as number[][])[0]?.length], [2, 2]);
    assert.equal(json(["-"], '{"norm": "rms", "x": [1, 2, 4]}').status, 0);
    for (const list of ["[1, 2, 4]", "tensor([1., 2., 4.])"]) {
      const { status: told, report: of } = json(["-", "--norm", "layer"], list);
      assert.deepEqual([told, of.shape], [0, [3]], list);
    }
    assert.equal(cli.run(["-", "--norm", "layer", "--format", "table"], "[1, 2, 4]").status, 2);
    const { status: refused, stderr } = cli.run(["-"], "[1, 2, 4]");
    assert.equal(refused, 2);
    assert.match(stderr, /got one list of 3 numbers; one list is a set of layer and RMS norm alone \(norm "layer" or "rms"\)/); // prettier-ignore
    // The layer may be said beside a problem that leaves it open, and not against one that says it.
    const open = '{"x": [1, 2, 4], "dout": [1, 0, -1]}';
    assert.deepEqual(json(["-", "--norm", "rms"], open).report.shape, [3]);
    assert.equal(cli.run(["-"], open).status, 2);
    assert.equal(cli.run(["-", "--norm", "layer"], '{"norm": "instance", "x": [1, 2, 4]}').status, 2);
  });

  it("tells in the examples which layer a wrong dx is right for, and that the forward is right", () => {
    const group = json(["examples/layers/group-norm.gradlens.json"]).report.comparison;
    assert.equal(group?.reason, "wrong: dx is right for instance norm, but norm says otherwise");
    const instance = json(["examples/layers/instance-norm.gradlens.json"]).report.comparison;
    assert.match(instance?.reason ?? "", /^wrong: .*dx.*; out is right$/);
  });

  it("finds the layer by what the forward returned, in the file or in one of its own", () => {
    const x = [[1, 2, 4], [3, 5, -1]]; // prettier-ignore
    const out = x.map((row) => {
      const rms = Math.sqrt(row.reduce((sum, value) => sum + value * value, 0) / row.length + 1e-5);
      return row.map((value) => value / rms);
    });
    const said = "out is right for RMS norm over the last axis (3)";
    const file = cli.file("out.json");
    writeFileSync(file, JSON.stringify(out));
    for (const [args, problem] of [
      [["-"], { x, candidate: { out } }],
      [["-", "--given-out", file], { x }],
    ] as const) {
      const { status, report } = json(args, JSON.stringify(problem));
      const comparison = report.comparison as unknown as {
        reason: string;
        forward: { followed: string; said: string };
      };
      assert.equal(status, 3);
      assert.equal(comparison.reason, `doubtful: ${said}; norm is not given`);
      assert.deepEqual([comparison.forward.followed, comparison.forward.said], ["other", said]);
    }
    // What is expected is not known beside the problem's own gradients.
    const [dout, dx] = [[[1, 0.5, 2], [0.25, 1, -1]], [[1, 2, 3], [4, 5, 7]]]; // prettier-ignore
    const wrong = cli.run(["-"], JSON.stringify({ x, dout, candidate: { out, dx } }));
    assert.match(wrong.stdout, /for that forward, 6 of 6\s+cells of dx disagree/);
    assert.doesNotMatch(wrong.stdout, /worst cells/);
  });

  const x = '"x": [[[1, 2, 4], [3, 5, -1]]]';
  for (const [what, problem, expected] of [
    [
      "a normalized shape that is not x's tail",
      `{"norm": "layer", "normalizedShape": [2], ${x}}`,
      /^standard input:1:38: normalizedShape is 2, expected trailing extents of x, which is 1 x 2 x 3\.$/,
    ],
    [
      "groups that do not divide the channels",
      `{"norm": "group", "groups": 3, ${x}}`,
      /^standard input:1:29: groups is 3, expected a whole number that divides the 2 channels of x \(axis 1\)\.$/,
    ],
    [
      "no groups",
      `{"norm": "group", ${x}}`,
      /^standard input:1:10: Group norm needs groups, the number of groups of channels, got none\.$/,
    ],
    [
      "gamma of the wrong shape",
      `{"norm": "layer", "gamma": [1, 2], ${x}}`,
      /^standard input:1:28: gamma has 2 values, expected 3 for layer norm of x, shape 1 x 2 x 3\.$/,
    ],
    [
      "unbiased sets of one element",
      `{"norm": "group", "groups": 2, "variance": "unbiased", "x": [[1, 2]]}`,
      /:1:44: The unbiased variance divides by N - 1, and there is one element in every set: expected at least 2\.$/,
    ],
    [
      "a mask",
      `{"norm": "rms", "mask": [1, 0], ${x}}`,
      /:1:25: mask says which elements make the statistics of batch, group and instance norm, and norm is "rms": expected none\.$/,
    ],
    [
      "evaluation",
      `{"norm": "layer", "mode": "eval", "runningMean": [0, 0, 0], "runningVar": [1, 1, 1], ${x}}`,
      /:1:27: mode "eval" takes running statistics/,
    ],
    [
      "a norm that is null",
      `{"norm": null, ${x}}`,
      /^standard input:1:10: Expected "batch", "layer", "rms", "group" or "instance", got null\.$/,
    ],
    [
      "keys of another layer",
      `{"norm": "layer", "groups": 2, ${x}}`,
      /:1:29: groups belongs to group norm, and norm is "layer": expected no groups\.$/,
    ],
    [
      "axes beside a normalized shape",
      `{"norm": "layer", "axes": [1], "normalizedShape": [3], ${x}}`,
      /normalizedShape and axes both say what is normalized: expected one of them\.$/,
    ],
    [
      "an axis that x has not",
      `{"norm": "layer", "axes": [3], ${x}}`,
      /axes\[0\] is 3, expected whole numbers from -3 to 2 \(x is 1 x 2 x 3\)\.$/,
    ],
    [
      "gammaOffset of batch norm",
      `{"gammaOffset": 1, ${x}}`,
      /gammaOffset is 1, which belongs to layer, rms, group and instance norm, and norm is "batch": expected 0\.$/,
    ],
    [
      "eps 0 where a variance is 0",
      `{"norm": "layer", "eps": 0, "x": [[1, 1], [1, 2]]}`,
      /eps is 0 and the variance of 1 of 2 sets is 0: expected eps > 0, or a positive variance in every set\.$/,
    ],
  ] as const) {
    it(`refuses ${what} in one sentence with its place`, () => {
      const { status, stderr } = cli.run(["-"], problem);
      assert.equal(status, 2);
      assert.match(stderr.trim(), expected);
    });
  }

  it("refuses flags that do not fit, in words that say what does", () => {
    const file = "examples/layers/layer-norm.gradlens.json";
    for (const [args, expected] of [
      [["--norm", "group", "--groups", "abc"], /^--groups: groups is "abc", expected a number\.$/],
      [["--norm", "group", "--groups", ""], /^--groups: groups is empty, expected a number\.$/],
      [["--gamma", "1,2"], /^--gamma: gamma has 2 values, expected 8\.$/],
    ] as const) {
      const { status, stderr } = cli.run([file, ...args]);
      assert.equal(status, 2);
      assert.match(stderr.trim(), expected);
    }
  });

  it("says that running statistics are not used", () => {
    const { status, report } = json(["-"], `{"norm": "layer", "runningMean": [0, 0, 0], ${x}}`);
    assert.equal(status, 0);
    assert.deepEqual(report.notes, ["The running mean and variance are not used: they belong to batch norm."]);
  });

  it("says what knows batch norm alone", () => {
    const file = "examples/layers/layer-norm.gradlens.json";
    for (const [args, expected] of [
      [
        ["placement", file],
        /^Before or behind the ReLU is a question about batch norm, and this is layer norm over the last axis \(8\)/,
      ],
    ] as const) {
      const { status, stderr } = cli.run(args);
      assert.equal(status, 2);
      assert.match(stderr, expected);
    }
  });
});
