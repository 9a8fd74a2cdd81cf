import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { batchnormGradients } from "../../src/core/batchnorm/batchnorm";
import { createTypescriptEngine } from "../../src/compute/engine/typescript-engine";
import { DEFAULT_SETTINGS } from "../../src/compute/worker/messages";
import { Session } from "../../src/compute/worker/session";
import { createProblem, type Problem, type ProblemInput } from "../../src/core/problem";
import { standardNormal } from "../../src/core/arithmetic/random";
import type { Tensor } from "../../src/core/tensor";
import { tensorOf } from "../../src/input/dtype";
import { reproduction } from "../../src/input/reproduction";
import { writeNpy } from "../../src/input/write-npy";
import { read, sameValues } from "./support";
import { itemAt } from "../../src/core/item-at";

/** Debian's Python, which has NumPy and PyTorch. */
const PYTHON = "/usr/bin/python3";

function python(code: string, folder: string): string {
  const { status, stdout, stderr } = spawnSync(PYTHON, ["-c", code], { cwd: folder, encoding: "utf8" });
  assert.equal(status, 0, stderr);
  return stdout;
}

function inFolder(work: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), "gradient-lens-"));
  try {
    work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const normal = (shape: number[], seed: number): Tensor => ({
  shape,
  values: standardNormal(
    shape.reduce((size, extent) => size * extent, 1),
    seed,
  ),
  dtype: "float64",
});

describe("NumPy", () => {
  it("reads the .npy files that are written here, to the bit", () => {
    inFolder((folder) => {
      for (const dtype of ["float64", "float32", "float16"] as const) {
        const tensor = tensorOf(
          [2, 3, 2],
          Float64Array.from([0.1, -0, NaN, Infinity, 5e-324, 1, 2, 3, 4, 5, 6, -1e-3]),
          dtype,
        );
        writeFileSync(join(folder, "a.npy"), writeNpy(tensor));
        const got = python(
          "import numpy as np; a = np.load('a.npy'); print(a.dtype, a.shape, a.astype('<f8').tobytes().hex())",
          folder,
        );
        const bits = Buffer.from(Float64Array.from(tensor.values).buffer).toString("hex");
        const expected = `${dtype} (2, 3, 2) ${bits}`;
        assert.equal(got.trim().replace(/0000f8ff|0100000000f87f/g, "0000f87f"), expected);
      }
    });
  });

  it("writes files and texts that are read here, to the bit", () => {
    inFolder((folder) => {
      const code = `
import numpy as np
x = np.random.default_rng(3).normal(size=(5, 3, 2)) * 1e3
x[1, 2, 0] = np.nan; x[2, 0, 1] = -np.inf
np.save("c.npy", x); np.save("f.npy", np.asfortranarray(x)); np.save("big.npy", x.astype(">f4"))
np.save("half.npy", x.astype(np.float16)); np.save("int.npy", np.arange(30).reshape(5, 6))
np.savez("two.npz", x=x, gamma=np.arange(3.)); np.savez_compressed("packed.npz", x)
np.savetxt("table.txt", x[0]); np.savetxt("table.csv", x[0], delimiter=",", header="a,b")
np.set_printoptions(precision=17, floatmode="unique"); open("repr.txt", "w").write(repr(x)); open("str.txt", "w").write(str(x[0]))
import json; open("list.json", "w").write(json.dumps(x.tolist()))
print(x.tobytes().hex())`;
      const values = new Float64Array(Uint8Array.from(Buffer.from(python(code, folder).trim(), "hex")).buffer);
      const bytes = (name: string) => read(readFileSync(join(folder, name)), { name }).x;
      for (const name of ["c.npy", "f.npy", "two.npz", "packed.npz", "repr.txt", "list.json"]) {
        assert.deepEqual(bytes(name).shape, [5, 3, 2], name);
        sameValues(bytes(name).values, values, name);
      }
      for (const name of ["table.txt", "table.csv", "str.txt"])
        sameValues(bytes(name).values, values.slice(0, 6), name);
      sameValues(bytes("big.npy").values, Float32Array.from(values), "big-endian");
      assert.equal(bytes("half.npy").dtype, "float16");
      sameValues(
        bytes("int.npy").values,
        Float64Array.from({ length: 30 }, (_, i) => i),
      );
    });
  });
});

const AFFINE = { x: normal([7, 3], 1), gamma: normal([3], 2), beta: normal([3], 3) };
const VARIANCES = { ...normal([3], 8), values: Float64Array.of(0.5, 2, 1) };
const MASK = { shape: [8], values: Float64Array.of(1, 1, 0, 1, 1, 0, 1, 1), dtype: "float64" } as const;
const withConstant = { ...AFFINE.x, values: AFFINE.x.values.map((value, i) => (i % 3 === 1 ? 0.5 : value)) };

describe("reproductions", () => {
  const gradients = { shape: [7, 3], values: new Float64Array(21), dtype: "float64" } as const;
  const problems: [string, ProblemInput][] = [
    ["a matrix", { x: normal([7, 3], 1), gamma: normal([3], 2), beta: normal([3], 3), candidate: { dx: gradients } }],
    [
      "a ReLU and rank 4",
      { x: normal([3, 2, 5, 3], 4), gamma: -1.5, beta: 0.25, dout: normal([3, 2, 5, 3], 5), activation: "relu" },
    ],
    [
      "evaluation",
      {
        x: normal([6, 2], 6),
        mode: "eval",
        runningMean: normal([2], 7),
        runningVar: { ...normal([2], 8), values: Float64Array.of(0.5, 2) },
      },
    ],
    ["more numbers than stand in a line", { x: normal([64, 11], 9), gamma: normal([11], 10), eps: 1e-3 }],
    ["one row", { x: normal([1, 3], 11) }],
    ["the unbiased variance", { ...AFFINE, variance: "unbiased" }],
    ["eps outside of the root", { ...AFFINE, eps: 0.1, epsPlacement: "outside" }],
    [
      "eps outside of the root in evaluation",
      {
        ...AFFINE,
        eps: 0.1,
        epsPlacement: "outside",
        mode: "eval",
        runningMean: normal([3], 7),
        runningVar: VARIANCES,
      },
    ],
    ["a constant column with eps outside", { ...AFFINE, x: withConstant, eps: 0.1, epsPlacement: "outside" }],
    ["channels last", { ...AFFINE, x: normal([2, 4, 3], 1), axis: -1 }],
    ["features first", { x: normal([3, 7], 1), gamma: normal([3], 2), axis: 0, variance: "unbiased" }],
    ["a mask", { ...AFFINE, x: normal([4, 3, 2], 1), mask: MASK, activation: "relu" }],
    ["parts of the batch", { ...AFFINE, split: [3, 4], variance: "unbiased" }],
    ["a leaky ReLU", { ...AFFINE, activation: "leaky-relu", slope: 0.2 }],
    [
      "everything at once",
      {
        ...AFFINE,
        x: normal([4, 2, 3], 1),
        ...{ axis: 2, variance: "unbiased", epsPlacement: "outside", mask: MASK, split: [2, 2] },
        ...{ activation: "leaky-relu", slope: 0.3, eps: 0.2 },
      },
    ],
  ];
  const RESULTS = ["out", "dx", "dgamma", "dbeta"] as const;
  /** Runs code and reads back what it has computed. */
  const run = (code: string, folder: string): { printed: string; got: Record<(typeof RESULTS)[number], number[]> } => {
    const tail = `import json
print("RESULT" + json.dumps({k: [repr(float(n)) for n in np.asarray(v).ravel()] for k, v in dict(${RESULTS.map((name) => `${name}=${name}`).join(", ")}).items()}))
`;
    const printed = python(code + tail, folder);
    const texts = JSON.parse(printed.slice(printed.lastIndexOf("RESULT") + 6)) as Record<string, string[]>;
    const number = (text: string): number => Number(text.replace("inf", "Infinity"));
    const numbers = (name: (typeof RESULTS)[number]): number[] => {
      const words = texts[name];
      if (!words) throw new Error(`expected ${name} among what the code prints`);
      return words.map(number);
    };
    return {
      printed,
      got: { out: numbers("out"), dx: numbers("dx"), dgamma: numbers("dgamma"), dbeta: numbers("dbeta") },
    };
  };
  for (const library of ["numpy", "pytorch"] as const) {
    it(`run with ${library} and let NaN through a ReLU, as the tool does`, () => {
      const x = normal([6, 3], 13);
      x.values[4] = NaN;
      const dout = normal([6, 3], 14);
      dout.values[2] = NaN; // column 2: where the ReLU is shut it does not come through
      for (const input of [
        { x, dout, beta: -0.5 },
        {
          x,
          dout,
          beta: -2,
          mode: "eval" as const,
          runningMean: normal([3], 15),
          runningVar: { ...normal([3], 1), values: Float64Array.of(1, 2, 3) },
        },
      ]) {
        const created = createProblem({ ...input, activation: "relu" });
        assert.ok(created.ok);
        const expected = batchnormGradients(created.value, "standard");
        inFolder((folder) => {
          const { got } = run(reproduction(created.value, library, "whole"), folder);
          for (const name of RESULTS) {
            expected[name].forEach((value, i) => {
              const same = Number.isNaN(value)
                ? Number.isNaN(itemAt(got[name], i))
                : Math.abs(itemAt(got[name], i) - value) <= 1e-11;
              assert.ok(same, `${name} ${i}: got ${got[name][i]}, expected ${value}`);
            });
          }
        });
      }
    });
    for (const [what, input] of problems) {
      it(`run with ${library} and give the same gradients: ${what}`, () => {
        const created = createProblem(input);
        assert.ok(created.ok);
        const problem: Problem = created.value;
        const expected = batchnormGradients(problem, "standard");
        inFolder((folder) => {
          const { printed, got } = run(reproduction(problem, library, "whole"), folder);
          for (const name of RESULTS) {
            const largest = expected[name].reduce((most, value) => Math.max(most, Math.abs(value)), 1);
            expected[name].forEach((value, i) => {
              assert.ok(
                Math.abs(itemAt(got[name], i) - value) <= 1e-11 * largest,
                `${name} ${i}: got ${got[name][i]}, expected ${value}`,
              );
            });
          }
          const line = /formula (\S+) numeric (\S+)/.exec(printed);
          if (library === "numpy") {
            assert.ok(line);
            assert.ok(
              Math.abs(Number(line[1]) - Number(line[2])) <= 1e-9 * Math.max(1, Math.abs(Number(line[1]))),
              line[0],
            );
          }
        });
      });
    }
  }

  describe("of a large problem", () => {
    const [rows, columns] = [1000, 501];
    let problem: Problem;
    before(() => {
      const x = { ...normal([rows, columns], 1), dtype: "float32" as const };
      const candidate = { dx: normal([rows, columns], 2), dgamma: normal([columns], 3) };
      const created = createProblem({ x: { ...x, values: Float32Array.from(x.values) }, candidate });
      assert.ok(created.ok);
      problem = created.value;
    });
    const largest = (printed: string): number =>
      Number(/largest difference of the given dx: (\S+)/.exec(printed)?.[1] ?? NaN);
    const expected = (): number => {
      const { dx } = batchnormGradients(problem, "standard");
      const given = problem.candidate?.dx?.values ?? [];
      return dx.reduce((most, value, i) => Math.max(most, Math.abs(itemAt(given, i) - value)), 0);
    };

    it("run with the files that the panel saves, and say which", () => {
      const code = reproduction(problem, "numpy", "for pasting");
      assert.match(code, /^# It reads x\.npy, dout\.npy and candidate\.npy from the folder in which it runs\./m);
      assert.ok(code.length < 100_000);
      const session = new Session(createTypescriptEngine(), () => undefined);
      const { x: values, layout, dtype, candidate } = problem;
      const source = { kind: "input" as const, input: { x: { shape: layout.shape, values, dtype }, candidate } };
      const ask = { generation: 1, source, settings: DEFAULT_SETTINGS, memoryLimit: Infinity };
      assert.ok(session.answer("load", 1, ask).ok);
      inFolder((folder) => {
        for (const tensor of ["x", "dout", "candidate"] as const) {
          const bytes = session.answer("exportBytes", 1, { format: "npy", tensor });
          assert.ok(bytes.ok);
          writeFileSync(join(folder, `${tensor}.npy`), bytes.value);
        }
        assert.ok(Math.abs(largest(python(code, folder)) - expected()) <= 1e-9);
      });
    });

    it("run alone when they are to be whole", () => {
      const code = reproduction(problem, "numpy", "whole");
      inFolder((folder) => {
        writeFileSync(join(folder, "code.py"), code); // too long for an argument
        assert.ok(Math.abs(largest(python("exec(open('code.py').read())", folder)) - expected()) <= 1e-9);
      });
    });
  });
});
