import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { allTensors } from "../../../src/compute/report/all-tensors";
import { batchnormGradients } from "../../../src/core/batchnorm/batchnorm";
import { activated } from "../../../src/core/activation/acting";
import { itemAt } from "../../../src/core/item-at";
import { affineIndexOf, offsetOf } from "../../../src/core/layout";
import { createProblem, type Problem, type ProblemInput } from "../../../src/core/problem";
import { standardNormal } from "../../../src/core/arithmetic/random";
import type { Dtype, Tensor } from "../../../src/core/tensor";
import { readProblem } from "../../../src/input/read";

const PYTHON = "/usr/bin/python3"; // Debian's, which has NumPy

const normal = (shape: readonly number[], seed: number, dtype: Dtype = "float64"): Tensor => {
  const values = standardNormal(shape.reduce((a, b) => a * b), seed); // prettier-ignore
  return { shape, values: dtype === "float64" ? values : Float32Array.from(values), dtype };
};

function problemOf(input: ProblemInput): Problem {
  const problem = createProblem(input);
  assert.ok(problem.ok, problem.ok ? "" : problem.fault.text);
  return problem.value;
}

/** What NumPy finds in the archive: shape, dtype and numbers by name. */
function byNumPy(bytes: Uint8Array): Record<string, { shape: number[]; dtype: string; values: (number | string)[] }> {
  const folder = mkdtempSync(join(tmpdir(), "gradient-lens-npz-"));
  const file = join(folder, "all.npz");
  writeFileSync(file, bytes);
  const code = [
    "import json, sys, zipfile, numpy as np",
    "assert zipfile.ZipFile(sys.argv[1]).testzip() is None",
    "z = np.load(sys.argv[1])",
    "print(json.dumps({k: dict(shape=z[k].shape, dtype=str(z[k].dtype), values=z[k].ravel().tolist()) for k in z.files}))",
  ].join("\n");
  const { status, stdout, stderr } = spawnSync(PYTHON, ["-c", code, file], { encoding: "utf8" });
  rmSync(folder, { recursive: true });
  assert.equal(status, 0, stderr);
  return JSON.parse(stdout) as ReturnType<typeof byNumPy>;
}

describe("all tensors as one archive", () => {
  const inputs: Readonly<Record<string, ProblemInput>> = {
    "a matrix with a candidate": {
      x: normal([7, 3], 1), gamma: normal([3], 2), beta: 0.5, dout: normal([7, 3], 3), eps: 0.01,
      candidate: { dx: normal([7, 3], 4), dgamma: normal([3], 5), dbeta: normal([3], 6) },
    }, // prettier-ignore
    "images of float32": { x: normal([4, 3, 2, 5], 1, "float32"), doutSeed: 7 },
    "channels last, with a mask": { x: normal([6, 2, 3], 8), axis: -1, mask: { ...normal([12], 1), values: Float64Array.from({ length: 12 }, (_, i) => (i % 5 ? 1 : 0)) } }, // prettier-ignore
    "parts": { x: normal([6, 2], 8), split: [4, 2] }, // prettier-ignore
    "every convention": { x: normal([6, 2], 9), variance: "unbiased", epsPlacement: "outside", activation: "leaky-relu", slope: 0.3 }, // prettier-ignore
    "evaluation": { x: normal([6, 2], 9), mode: "eval", runningMean: normal([2], 1), runningVar: { ...normal([2], 1), values: Float64Array.of(0.5, 2) } }, // prettier-ignore
    "a layer norm behind a GELU": { x: normal([2, 3, 4], 10), norm: "layer", normalizedShape: [3, 4], gamma: normal([3, 4], 11), activation: "gelu" }, // prettier-ignore
    "an RMS norm of a vector": { x: normal([7], 12), norm: "rms", gamma: normal([7], 13), gammaOffset: 1 },
    "a layer norm over an axis in the middle": { x: normal([2, 3, 4], 14), norm: "layer", axes: [1], beta: normal([3], 15) }, // prettier-ignore
    "a group norm, channels last": { x: normal([2, 3, 4], 16), norm: "group", groups: 2, axis: -1, gamma: normal([4], 17) }, // prettier-ignore
    "an instance norm": { x: normal([2, 3, 4], 18, "float32"), norm: "instance" },
  };

  for (const [what, input] of Object.entries(inputs)) {
    it(`is read by NumPy to the bit: ${what}`, () => {
      const problem = problemOf(input);
      const gradients = batchnormGradients(problem, "standard");
      const made = allTensors(problem, gradients);
      assert.ok(made.ok);
      const read = byNumPy(made.value);
      const place = problem.normalizedAxes.length > 0 ? "axes" : "axis";
      const names = ["x", "gamma", "beta", "dout", "eps", place, "xhat", "out", "dx", "dgamma", "dbeta"];
      for (const name of names) assert.ok(read[name], name);
      const { shape } = problem.layout;
      assert.deepEqual(read.x, { shape, dtype: problem.dtype, values: [...problem.x] });
      for (const name of ["out", "dx"] as const) {
        assert.deepEqual(read[name], { shape, dtype: "float64", values: [...gradients[name]] });
      }
      for (const name of ["dgamma", "dbeta"] as const) assert.deepEqual(read[name]?.values, [...gradients[name]]);
      for (const name of ["dx", "dgamma", "dbeta"] as const) {
        const given = problem.candidate?.[name];
        assert.deepEqual(read[`candidate_${name}`]?.values, given && [...given.values]);
      }
      assert.deepEqual(read.norm?.values, problem.norm === "batch" ? undefined : [problem.norm]);
      const { gamma, beta, layout } = problem;
      const through = activated(problem);
      for (let k = 0; k < layout.channels; k++) {
        for (let i = 0; i < layout.rows; i++) {
          const [at, a] = [offsetOf(layout, i, k), affineIndexOf(layout, i, k)];
          const y = itemAt(gamma, a) * Number(read.xhat?.values[at]) + itemAt(beta, a);
          assert.ok(Math.abs(through(y) - itemAt(gradients.out, at)) < 1e-13, `out[${at}]`);
        }
      }
    });

    it(`is the same problem when it is read here: ${what}`, () => {
      const problem = problemOf(input);
      const gradients = batchnormGradients(problem, "standard");
      const made = allTensors(problem, gradients);
      assert.ok(made.ok);
      const read = readProblem(made.value, { name: "all.npz" });
      assert.ok(read.ok, read.ok ? "" : read.fault.text);
      const again = problemOf(read.value);
      assert.deepEqual(batchnormGradients(again, "standard").dx, gradients.dx);
      for (const key of [
        "norm",
        "mode",
        "variance",
        "epsPlacement",
        "activation",
        "slope",
        "gammaOffset",
        "groups",
      ] as const) {
        assert.equal(again[key], problem[key], key);
      }
      for (const key of ["dx", "dgamma", "dbeta"] as const) {
        const values = again.candidate?.[key]?.values;
        assert.deepEqual(values && [...values], [...(problem.candidate?.[key]?.values ?? gradients[key])]);
      }
    });
  }
});
