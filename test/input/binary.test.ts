import assert from "node:assert/strict";
import fc from "fast-check";
import { zipSync } from "fflate";
import type { Dtype } from "../../src/core/tensor";
import { tensorOf } from "../../src/input/dtype";
import { readNpy } from "../../src/input/formats/npy";
import { attempt } from "../../src/input/place";
import { readProblem, readTensor } from "../../src/input/read";
import { writeNpy } from "../../src/input/write-npy";
import { matrix, read, refuse, sameValues, SEED, tensors } from "./support";

/** A .npy file with a header of its own. */
function npy(header: string, data: Uint8Array, version = 1): Uint8Array {
  const text = new TextEncoder().encode(`${header}\n`);
  const lead = version === 1 ? [text.length & 255, text.length >> 8] : [text.length & 255, text.length >> 8, 0, 0];
  return Uint8Array.from([0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, version, 0, ...lead, ...text, ...data]);
}

function safetensors(header: object, data: Uint8Array): Uint8Array {
  const text = new TextEncoder().encode(JSON.stringify(header));
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(text.length), true);
  return Uint8Array.from([...length, ...text, ...data]);
}

const bytesOf = (array: Float64Array | Float32Array | Uint16Array | BigInt64Array): Uint8Array =>
  new Uint8Array(array.buffer);

describe(".npy files", () => {
  it("come back as they were written, for every dtype", () => {
    const dtypes: fc.Arbitrary<Dtype> = fc.constantFrom("float64", "float32", "float16");
    fc.assert(
      fc.property(tensors(fc.double()), dtypes, ({ shape, values }, dtype) => {
        const tensor = tensorOf(shape, Float64Array.from(values), dtype);
        const { x } = read(writeNpy(tensor), { name: "x.npy" });
        assert.equal(x.dtype, dtype);
        assert.deepEqual(x.shape, shape);
        sameValues(x.values, tensor.values);
      }),
      SEED,
    );
  });

  it("start their data at a multiple of 64 bytes", () => {
    for (const shape of [
      [1, 1],
      [123456, 1],
      [1, 2, 3, 4, 5],
    ]) {
      const size = shape.reduce((product, extent) => product * extent, 1);
      const bytes = writeNpy({ shape, values: new Float64Array(size), dtype: "float64" });
      assert.equal((bytes.length - 8 * size) % 64, 0);
    }
  });

  it("are read in Fortran order, big-endian, and versions 2 and 3", () => {
    const big = new DataView(new ArrayBuffer(48));
    [1, 4, 2, 5, 3, 6].forEach((value, i) => {
      big.setFloat64(8 * i, value, false);
    });
    for (const version of [1, 2, 3]) {
      const file = npy(
        "{'descr': '>f8', 'fortran_order': True, 'shape': (2, 3), }",
        new Uint8Array(big.buffer),
        version,
      );
      sameValues(read(file).x.values, [1, 2, 3, 4, 5, 6]);
    }
  });

  it("in Fortran order of rank 4 are put into C order", () => {
    const shape = [2, 3, 4, 5];
    const values = new Float64Array(120);
    for (let n = 0, i = 0; n < 5; n++)
      for (let h = 0; h < 4; h++)
        for (let c = 0; c < 3; c++) for (let b = 0; b < 2; b++) values[i++] = b * 1000 + c * 100 + h * 10 + n;
    const { x } = read(npy("{'descr': '<f8', 'fortran_order': True, 'shape': (2, 3, 4, 5), }", bytesOf(values)));
    assert.deepEqual(x.shape, shape);
    for (let i = 0; i < 120; i++) {
      const [b, c, h, n] = [Math.floor(i / 60), Math.floor(i / 20) % 3, Math.floor(i / 5) % 4, i % 5];
      assert.equal(x.values[i], b * 1000 + c * 100 + h * 10 + n, `index ${i}`);
    }
  });

  it("hold integers too; those beyond 2^53 are rounded, and that is said", () => {
    const data = bytesOf(BigInt64Array.from([1n, -2n, 2n ** 53n + 1n, 2n ** 60n]));
    const input = read(npy("{'descr': '<i8', 'fortran_order': False, 'shape': (2, 2), }", data));
    sameValues(input.x.values, [1, -2, 2 ** 53, 2 ** 60]);
    assert.deepEqual(input.notes, ["1 integer beyond 2^53 was rounded to the nearest double."]);
  });

  const header = (descr: string, shape: string): string =>
    `{'descr': ${descr}, 'fortran_order': False, 'shape': ${shape}, }`;
  const faults: [string, Uint8Array, string, RegExp][] = [
    [
      "too short data",
      npy(header("'<f8'", "(2, 2)"), new Uint8Array(24)),
      "truncated",
      /ends after 3 values, expected 4 \(shape 2 x 2\)/,
    ],
    ["Python objects", npy(header("'|O'", "(2, 2)"), new Uint8Array(9)), "npy-dtype", /Python objects/],
    ["complex numbers", npy(header("'<c16'", "(1, 1)"), new Uint8Array(16)), "npy-dtype", /complex numbers/],
    ["records", npy(header("[('a', '<f8')]", "(2,)"), new Uint8Array(16)), "npy-dtype", /records/],
    ["rank 1", npy(header("'<f8'", "(2,)"), new Uint8Array(16)), "rank", /rank 1, expected a tensor of rank 2 to 6/],
    ["no shape", npy("{'descr': '<f8'}", new Uint8Array(8)), "npy-header", /without order or shape/],
    ["another version", npy(header("'<f8'", "(1, 1)"), new Uint8Array(8), 9), "npy-version", /version 9/],
    [
      "an absurd shape",
      npy(header("'<f8'", "(99999999999, 99999999999)"), new Uint8Array(8)),
      "truncated",
      /ends after 1 values/,
    ],
  ];
  for (const [what, bytes, code, sentence] of faults) {
    it(`are refused with ${what}`, () => {
      const fault = refuse(bytes, { name: "x.npy" });
      assert.equal(fault.code, code);
      assert.match(fault.text, sentence);
      assert.ok(fault.place);
    });
  }

  it("of a vector are read where a tensor is asked for", () => {
    const file = writeNpy({ shape: [3], values: Float64Array.from([1, 2, 3]), dtype: "float64" });
    const tensor = readTensor(file);
    assert.ok(tensor.ok);
    assert.deepEqual(tensor.value.shape, [3]);
  });
});

describe(".npz files", () => {
  it("give a problem by the names of their arrays, PyTorch's too", () => {
    const file = zipSync({
      "x.npy": writeNpy(matrix([1, 2, 3, 5], 2)),
      "weight.npy": writeNpy({ shape: [2], values: Float64Array.from([2, 3]), dtype: "float64" }),
      "running_mean.npy": writeNpy({ shape: [2], values: Float64Array.from([0, 1]), dtype: "float64" }),
      "eps.npy": npy("{'descr': '<f8', 'fortran_order': False, 'shape': (), }", bytesOf(Float64Array.from([1e-3]))),
      "dx.npy": writeNpy(matrix([0, 0, 0, 0], 2)),
      "step.npy": writeNpy(matrix([7], 1)),
    });
    const input = read(file, { name: "batch.npz" });
    sameValues(input.x.values, [1, 2, 3, 5]);
    assert.deepEqual(typeof input.gamma === "object" ? [...input.gamma.values] : [], [2, 3]);
    assert.deepEqual([...(input.runningMean?.values ?? [])], [0, 1]);
    assert.equal(input.eps, 1e-3);
    assert.deepEqual(input.candidate?.dx?.shape, [2, 2]);
    assert.deepEqual(input.notes, [`Read by name: "weight" as gamma.`, "Arrays not read: step."]);
  });

  it("with one array take it as x, whatever its name, stored or deflated", () => {
    for (const level of [0, 9] as const) {
      const file = zipSync({ "arr_0.npy": writeNpy(matrix([1, 2, 3, 4], 2)) }, { level });
      sameValues(read(file).x.values, [1, 2, 3, 4]);
    }
  });

  it("without an array named x offer each that could be, and take the one that is asked for", () => {
    const file = zipSync({
      "layer+1.npy": writeNpy(matrix([1, 2, 3, 4], 2)),
      "bn.weight.npy": writeNpy(matrix([5, 6, 7], 1)),
      "gamma.npy": writeNpy({ shape: [2], values: Float64Array.of(2, 3), dtype: "float64" }),
    });
    assert.deepEqual(refuse(file).ways, [
      { id: "x=layer%2B1", text: '"layer+1", 2 x 2, as x' },
      { id: "x=bn.weight", text: '"bn.weight", 3 x 1, as x' },
    ]);
    const taken = readProblem(file, { wanted: "x=layer%2B1" });
    assert.ok(taken.ok);
    sameValues(taken.value.x.values, [1, 2, 3, 4]);
    assert.deepEqual(taken.value.reading?.taken, ["x=layer%2B1"]);
    assert.ok(typeof taken.value.gamma === "object");
    sameValues(taken.value.gamma.values, [2, 3]);
    assert.ok(taken.value.notes?.includes("Arrays not read: bn.weight."), taken.value.notes?.join("\n"));
  });

  it("are refused when damaged, without x, or when they are PyTorch's checkpoints", () => {
    const file = zipSync({ "x.npy": writeNpy(matrix([1, 2], 2)) });
    assert.equal(refuse(file.slice(0, 60)).code, "archive");
    const two = zipSync({ "a.npy": writeNpy(matrix([1, 2], 2)), "b.npy": writeNpy(matrix([1, 2], 2)) });
    assert.match(refuse(two).text, /^Expected an array named x, got a, b/);
    assert.match(refuse(zipSync({ "archive/data.pkl": Uint8Array.of(1) })).text, /PyTorch checkpoint/);
    assert.match(refuse(zipSync({ "x.npy": Uint8Array.of(1, 2, 3) })).text, /^Array x of the archive/);
  });
});

describe(".safetensors files", () => {
  it("are read in every type of float", () => {
    const float32 = bytesOf(Float32Array.from([1.5, -2]));
    const half = bytesOf(Uint16Array.from([0x3c00, 0xfbff]));
    const brain = bytesOf(Uint16Array.from([0x3f80, 0xff80]));
    const kinds: [string, Uint8Array, Dtype, number[]][] = [
      ["F64", bytesOf(Float64Array.from([0.1, NaN])), "float64", [0.1, NaN]],
      ["F32", float32, "float32", [1.5, -2]],
      ["F16", half, "float16", [1, -65504]],
      ["BF16", brain, "bfloat16", [1, -Infinity]],
    ];
    for (const [dtype, data, expected, values] of kinds) {
      const { x } = read(safetensors({ x: { dtype, shape: [1, 2], data_offsets: [0, data.length] } }, data));
      assert.equal(x.dtype, expected);
      sameValues(x.values, values, dtype);
    }
  });

  const entry = { dtype: "F32", shape: [1, 2], data_offsets: [0, 8] };
  const faults: [string, Uint8Array, RegExp][] = [
    [
      "a damaged header",
      Uint8Array.from([9, 0, 0, 0, 0, 0, 0, 0, ...new TextEncoder().encode("{not json")]),
      /^Expected a JSON object in the header/,
    ],
    ["a header longer than the file", Uint8Array.from([200, 0, 0, 0, 0, 0, 0, 0, 123, 125]), /header of 200 bytes/],
    ["missing data", safetensors({ x: entry }, new Uint8Array(4)), /ends inside tensor x/],
    [
      "a size that does not fit",
      safetensors({ x: { ...entry, shape: [3, 3] } }, new Uint8Array(8)),
      /has 8 bytes, expected 36/,
    ],
    ["an unknown type", safetensors({ x: { ...entry, dtype: "C64" } }, new Uint8Array(8)), /dtype C64/],
    [
      "tensors that share bytes, of which a small file could have any number",
      safetensors({ x: entry, dout: { ...entry, shape: [1], data_offsets: [4, 8] } }, new Uint8Array(8)),
      /^Tensors x and dout share bytes, expected each to have its own/,
    ],
    ["no tensor", safetensors({ __metadata__: {} }, new Uint8Array(0)), /got none/],
  ];
  for (const [what, bytes, sentence] of faults) {
    it(`are refused with ${what}`, () => {
      assert.match(refuse(bytes, { name: "a.safetensors" }).text, sentence);
    });
  }
});

describe("a damaged .npy file", () => {
  it("is refused with the byte where it is damaged", () => {
    const bytes = writeNpy(matrix([1, 2], 2));
    bytes[3] = 0;
    const result = attempt(() => readNpy(bytes));
    assert.ok(!result.ok);
    assert.equal(result.fault.place?.offset, 3);
  });
});
