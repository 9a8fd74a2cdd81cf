import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { allTensors } from "../../../src/compute/report/all-tensors";
import { batchnormGradients } from "../../../src/core/batchnorm/batchnorm";
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
function byNumPy(bytes: Uint8Array): Record<string, { shape: number[]; dtype: string; values: number[] }> {
  const folder = mkdtempSync(join(tmpdir(), "gradient-lens-npz-"));
  const file = join(folder, "all.npz");
  writeFileSync(file, bytes);
  const code = [
    "import json, sys, zipfile, numpy as np",
    "assert zipfile.ZipFile(sys.argv[1]).testzip() is None",
    "z = np.load(sys.argv[1])",
    "print(json.dumps({k: dict(shape=z[k].shape, dtype=str(z[k].dtype), values=z[k].astype(float).ravel().tolist()) for k in z.files}))",
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
  };

  for (const [what, input] of Object.entries(inputs)) {
    it(`is read by NumPy to the bit: ${what}`, () => {
      const problem = problemOf(input);
      const gradients = batchnormGradients(problem, "standard");
      const made = allTensors(problem, gradients);
      assert.ok(made.ok);
      const read = byNumPy(made.value);
      const names = ["x", "gamma", "beta", "dout", "eps", "axis", "xhat", "out", "dx", "dgamma", "dbeta"];
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
      const { gamma, beta } = problem;
      const again = gradients.out.map((out, i) => {
        const { inner, channels } = problem.layout;
        const k = Math.floor(i / inner) % channels;
        return (gamma[k] ?? 0) * (read.xhat?.values[i] ?? 0) + (beta[k] ?? 0) - out;
      });
      assert.ok(Math.max(...again.map(Math.abs)) < 1e-13);
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
      for (const key of ["dx", "dgamma", "dbeta"] as const) {
        const values = again.candidate?.[key]?.values;
        assert.deepEqual(values && [...values], [...(problem.candidate?.[key]?.values ?? gradients[key])]);
      }
    });
  }
});
