import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readNpyWord, writeNpyWord } from "../../src/input/npy-word";
import { readProblem } from "../../src/input/read";
import { writeNpy } from "../../src/input/write-npy";
import { writeNpz } from "../../src/input/write-npz";
import type { Tensor } from "../../src/core/tensor";

const PYTHON = "/usr/bin/python3"; // Debian's, which has NumPy
const tensor = (shape: readonly number[], values: readonly number[]): Tensor => ({
  shape,
  values: Float64Array.from(values),
  dtype: "float64",
});
const X = tensor([2, 4], [1, 2, 4, 8, 3, 5, 7, 6]);

describe("words in NumPy's files", () => {
  it("are read back, and as NumPy writes them: of text and of bytes, of one letter more", () => {
    assert.equal(readNpyWord(writeNpyWord("gelu-tanh")), "gelu-tanh");
    const code = [
      "import io, sys, json, base64, numpy as np",
      "def saved(a):",
      "    f = io.BytesIO(); np.save(f, a); return base64.b64encode(f.getvalue()).decode()",
      "print(json.dumps([saved(np.array(w)) for w in ('layer', b'layer', ['layer'], 'l', np.array('layer', '<U9'), ['a', 'b'], 1.5)]))",
    ].join("\n");
    const { status, stdout, stderr } = spawnSync(PYTHON, ["-c", code], { encoding: "utf8" });
    assert.equal(status, 0, stderr);
    const files = (JSON.parse(stdout) as string[]).map((file) => new Uint8Array(Buffer.from(file, "base64")));
    assert.deepEqual(files.map(readNpyWord), ["layer", "layer", "layer", "l", "layer", undefined, undefined]);
    assert.equal(readNpyWord(writeNpy(X)), undefined);
    assert.equal(readNpyWord(writeNpyWord("layer").subarray(0, 90)), undefined);
  });
});

describe("an archive that says its layer", () => {
  const read = (parts: Readonly<Record<string, Tensor | string>>): ReturnType<typeof readProblem> => {
    const made = writeNpz({ x: X, ...parts });
    assert.ok(made.ok);
    return readProblem(made.value, { name: "a.npz" });
  };

  it("takes words and the numbers of its layer, under NumPy's names", () => {
    const found = read({ norm: "group", groups: tensor([], [2]), eps_placement: "outside", activation: "silu", note: "mine" });
    assert.ok(found.ok);
    const { norm, groups, epsPlacement, activation, reading } = found.value;
    assert.deepEqual({ norm, groups, epsPlacement, activation }, { norm: "group", groups: 2, epsPlacement: "outside", activation: "silu" });
    assert.deepEqual(reading?.assumed.map(({ text }) => text), ["Arrays not read: note.", "Read from words of the archive: norm group, epsPlacement outside and activation silu."]);
  }); // prettier-ignore

  it("says which words it does not read, and takes others however they are spelled", () => {
    const found = read({ mode: "training", norm: "batch_norm", activation: "ReLU" });
    assert.ok(found.ok, JSON.stringify(found));
    const { mode, norm, activation, reading } = found.value;
    assert.deepEqual({ mode, norm, activation }, { mode: undefined, norm: undefined, activation: "relu" });
    assert.deepEqual(reading?.assumed.map(({ text }) => text), [
      "Read from words of the archive: activation relu.",
      'Words not read: mode "training" and norm "batch_norm".',
    ]); // prettier-ignore
  });

  it("leaves the numbers of a layer alone where no layer is named: they are anybody's", () => {
    const found = read({ groups: tensor([], [2]) });
    assert.ok(found.ok);
    assert.equal(found.value.groups, undefined);
  });

  it("refuses two numbers for one", () => {
    for (const [parts, expected] of [
      [{ norm: "group", groups: tensor([2], [2, 2]) }, /^groups has 2 values, expected one number/],
      [{ norm: "rms", gamma_offset: tensor([], [2]) }, /^gammaOffset is 2, expected 0 or 1/],
    ] as const) {
      const found = read(parts);
      assert.ok(!found.ok);
      assert.match(found.fault.text, expected);
    }
  });
});
