import assert from "node:assert/strict";
import { readProblem, readTensor } from "../../src/input/read";
import { read, refuse, sameValues } from "./support";

/** A whole number as protobuf writes it. */
function varint(value: bigint | number): number[] {
  let rest = BigInt.asUintN(64, BigInt(value));
  const bytes: number[] = [];
  do {
    const low = Number(rest & 0x7fn);
    rest >>= 7n;
    bytes.push(rest ? low | 0x80 : low);
  } while (rest);
  return bytes;
}
const number = (field: number, value: bigint | number): number[] => [...varint(field << 3), ...varint(value)];
const block = (field: number, bytes: Iterable<number>): number[] => {
  const all = [...bytes];
  return [...varint((field << 3) | 2), ...varint(all.length), ...all];
};
const bytesOf = (array: ArrayBufferView): Uint8Array =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
/** A tensor of an element type of ONNX, with what holds its numbers. */
const tensor = (shape: readonly number[], type: number, ...values: readonly number[][]): Uint8Array =>
  Uint8Array.from([...shape.flatMap((extent) => number(1, extent)), ...number(2, type), ...values.flat()]);
const packed = (field: number, ...values: readonly (bigint | number)[]): number[] =>
  block(field, values.flatMap(varint));

describe("ONNX's test vectors", () => {
  for (const [what, file, values, dtype] of [
    [
      "raw floats",
      tensor([2, 2], 1, block(9, bytesOf(Float32Array.of(1.5, -2, NaN, 1e30)))),
      [1.5, -2, NaN, Math.fround(1e30)],
      "float32",
    ],
    ["listed floats", tensor([2, 2], 1, block(4, bytesOf(Float32Array.of(1.5, -2, 3, 4)))), [1.5, -2, 3, 4], "float32"],
    ["raw doubles", tensor([2, 2], 11, block(9, bytesOf(Float64Array.of(0.1, -2, 3, 4)))), [0.1, -2, 3, 4], "float64"],
    [
      "listed doubles",
      tensor([2, 2], 11, block(10, bytesOf(Float64Array.of(0.1, -2, 3, 4)))),
      [0.1, -2, 3, 4],
      "float64",
    ],
    [
      "raw halves",
      tensor([2, 2], 10, block(9, bytesOf(Uint16Array.of(0x3c00, 0xc000, 0x7c00, 1)))),
      [1, -2, Infinity, 2 ** -24],
      "float16",
    ],
    ["listed halves", tensor([2, 2], 10, packed(5, 0x3c00, 0xc000, 0x7c00, 1)), [1, -2, Infinity, 2 ** -24], "float16"],
    [
      "listed bfloat16",
      tensor([2, 2], 16, packed(5, 0x3f80, 0xc000, 0x7f80, 0x4040)),
      [1, -2, Infinity, 3],
      "bfloat16",
    ],
    ["raw int8", tensor([2, 2], 3, block(9, [1, 255, 127, 128])), [1, -1, 127, -128], "float64"],
    [
      "listed int32",
      tensor([2, 2], 6, packed(5, 1, -1, 2147483647, -2147483648)),
      [1, -1, 2147483647, -2147483648],
      "float64",
    ],
    [
      "listed int64, not packed",
      tensor([2, 2], 7, ...[1n, -5n, 3n, 4n].map((value) => number(7, value))),
      [1, -5, 3, 4],
      "float64",
    ],
    ["listed uint64", tensor([2, 2], 13, packed(11, 1n, 2n, 3n, 4n)), [1, 2, 3, 4], "float64"],
    ["bool", tensor([2, 2], 9, block(9, [1, 0, 0, 1])), [1, 0, 0, 1], "float64"],
  ] as const) {
    it(`are read with their type: ${what}`, () => {
      const { x, reading } = read(file);
      assert.deepEqual([x.shape, x.dtype], [[2, 2], dtype]);
      sameValues(x.values, values);
      assert.equal(reading?.format, "onnx-tensor");
    });
  }

  it("are read with extents in one field, a name, and of any rank as a parameter", () => {
    const raw = block(9, bytesOf(Float32Array.of(1, 2, 3)));
    const vector = Uint8Array.from([
      ...packed(1, 3),
      ...number(2, 1),
      ...block(8, new TextEncoder().encode("scale")),
      ...raw,
    ]);
    const gamma = readTensor(vector, { name: "input_1.pb" });
    assert.ok(gamma.ok);
    assert.deepEqual(gamma.value.shape, [3]);
    assert.match(refuse(vector).text, /^scale has rank 1, expected a tensor of rank 2 to 6/);
  });

  it("say which integers were rounded", () => {
    const { notes, x } = read(tensor([1, 2], 7, packed(7, 2n ** 53n + 1n, 5n)));
    sameValues(x.values, [2 ** 53, 5]);
    assert.ok(
      notes?.some((note) => note.startsWith("1 integer beyond 2^53")),
      notes?.join(),
    );
  });

  for (const [what, file, says] of [
    [
      "too few bytes",
      tensor([2, 2], 1, block(9, [0, 0, 128, 63])),
      /^The tensor holds 4 bytes of numbers, expected 16/,
    ],
    ["too few values", tensor([2, 2], 7, packed(7, 1, 2, 3)), /^The tensor holds 3 values, expected 4 \(shape 2 x 2\)/],
    ["texts", tensor([2, 2], 8, block(6, [65])), /^The tensor has ONNX's element type 8, expected floats/],
    ["an extent of 0", tensor([0, 2], 1), /^The tensor has shape 0 x 2, expected/],
    ["an extent of 2^62", tensor([2 ** 62, 2], 1), /^The tensor has shape 4611686018427388000 x 2, expected/],
    ["numbers elsewhere", tensor([2, 2], 1, number(14, 1)), /^The tensor's numbers stand in another file/],
    [
      "an end inside its numbers",
      tensor([2, 2], 1, block(9, new Array<number>(16).fill(0))).slice(0, 12),
      /^The file ends inside a field/,
    ],
    ["a damaged field", tensor([2, 2], 1, [0x3b]), /^Expected a whole protobuf message/],
    [
      "a number without end",
      tensor([2, 2], 1, [0x48, ...new Array<number>(11).fill(0x80)]),
      /^Expected a whole protobuf message/,
    ],
  ] as const) {
    it(`are refused with a sentence: ${what}`, () => {
      const result = readProblem(file, { name: "input_0.pb" });
      assert.ok(!result.ok);
      assert.match(result.fault.text, says);
    });
  }

  it("list the bits of halves in JSON too", () => {
    const { x } = read('{"dims": ["2", "2"], "dataType": 10, "int32Data": [15360, 49152, 31744, 1]}');
    sameValues(x.values, [1, -2, Infinity, 2 ** -24]);
    assert.equal(x.dtype, "float16");
  });
});
