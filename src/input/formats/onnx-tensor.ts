import { sizeOf, type Tensor } from "../../core/tensor";
import { bfloat16ToNumber, float16ToNumber } from "../../encoding/half";
import { decodeUtf8 } from "../decode-utf8";
import { BYTES, dtypeOfStorage, readElements, type Storage } from "../elements";
import { problemOfArrays } from "../named-arrays";
import { failAtByte } from "../place";
import { roundedIntegers } from "../rounded-integers";
import { ProtobufFields, wholeNumbers } from "../protobuf";
import type { BinaryFormat, Reading } from "./format";

/** ONNX's test vectors: one TensorProto in protobuf's binary form, as input_0.pb. */
export const onnxTensor: BinaryFormat<"onnx-tensor"> = {
  kind: "binary",
  name: "onnx-tensor",
  label: "an ONNX tensor",
  endings: ["pb"],
  plain: true,
  summary:
    "a TensorProto such as ONNX's test vectors `input_0.pb`: floats, integers, BOOL; no models, no external data",
  startsLike,
  read: (bytes): Reading => {
    const { name, tensor, assumed } = readOnnx(bytes);
    return problemOfArrays([{ name, tensor, at: 0 }], assumed);
  },
  readTensor: (bytes): Tensor => readOnnx(bytes).tensor,
  examples: [
    {
      what: "raw data of 2 x 2 floats",
      source: { base64: "CAIIAhABQgF4ShAAAMA/AACAvgAAAD8AAEA/" },
      x: { shape: [2, 2], values: [1.5, -0.25, 0.5, 0.75], dtype: "float32" },
    },
  ],
};

/** Numbers of TensorProto's fields (onnx.proto). */
const FIELD = {
  dims: 1,
  type: 2,
  floats: 4,
  int32s: 5,
  int64s: 7,
  name: 8,
  raw: 9,
  doubles: 10,
  uint64s: 11,
  where: 14,
};

/** Element types by their numbers in onnx.proto. */
const TYPES: ReadonlyMap<number, Storage> = new Map([
  [1, "f4"],
  [2, "u1"],
  [3, "i1"],
  [4, "u2"],
  [5, "i2"],
  [6, "i4"],
  [7, "i8"],
  [9, "bool"],
  [10, "f2"],
  [11, "f8"],
  [12, "u4"],
  [13, "u8"],
  [16, "bf16"],
]);

/** dims come first and then the type; a text does not begin with such bytes, nor does a model. */
function startsLike(head: Uint8Array): boolean {
  let at = 0;
  while (head[at] === 0x08 && at < head.length) {
    at++;
    while (((head[at] ?? 0) & 0x80) !== 0) at++;
    at++;
  }
  if (at > 0) return head[at] === 0x10 || at >= head.length;
  const packed = head[1] ?? 0; // bytes of extents in one field
  return head[0] === 0x0a && packed > 0 && packed < 9 && head[2 + packed] === 0x10;
}

interface NamedTensor {
  readonly name: string;
  readonly tensor: Tensor;
  readonly assumed: ReturnType<typeof roundedIntegers>;
}

function readOnnx(bytes: Uint8Array): NamedTensor {
  const fields = new ProtobufFields(bytes, Object.values(FIELD));
  const shape = [...wholeNumbers(fields.bytes(FIELD.dims), "signed").values];
  const count = sizeOf(shape);
  const number = fields.number(FIELD.type);
  const storage = TYPES.get(number);
  if (storage === undefined) {
    return failAtByte(
      0,
      "onnx-type",
      `The tensor has ONNX's element type ${number}, expected floats, integers or BOOL`,
    );
  }
  if (shape.length > 8 || !shape.every((extent) => Number.isSafeInteger(extent) && extent > 0)) {
    return failAtByte(
      0,
      "onnx-shape",
      `The tensor has shape ${shape.slice(0, 9).join(" x ")}, expected at most 8 extents from 1 on`,
    );
  }
  if (fields.number(FIELD.where) !== 0) {
    return failAtByte(0, "onnx-external", "The tensor's numbers stand in another file, expected them in this one");
  }
  const name = decodeUtf8(fields.bytes(FIELD.name)) || "x";
  const { values, rounded } = readValues(fields, storage, count);
  if (values.length !== count) {
    const said = `shape ${shape.join(" x ") || "of one number"}`;
    failAtByte(0, "onnx-values", `The tensor holds ${values.length} values, expected ${count} (${said})`);
  }
  const tensor = { shape, values, dtype: dtypeOfStorage(storage) };
  return { name, tensor, assumed: roundedIntegers(rounded) };
}

/** The numbers, from raw data or from the list of their type. */
function readValues(fields: ProtobufFields, storage: Storage, count: number): ReturnType<typeof readElements> {
  const raw = fields.bytes(FIELD.raw);
  if (raw.length > 0) {
    if (raw.length !== count * BYTES[storage]) {
      const got = `The tensor holds ${raw.length} bytes of numbers`;
      failAtByte(0, "onnx-values", `${got}, expected ${count * BYTES[storage]} for its shape`);
    }
    return readElements(raw, 0, count, storage, true);
  }
  if (storage === "f4" || storage === "f8") {
    const floats = fields.bytes(storage === "f4" ? FIELD.floats : FIELD.doubles);
    return readElements(floats, 0, Math.floor(floats.length / BYTES[storage]), storage, true);
  }
  if (storage === "i8") return wholeNumbers(fields.bytes(FIELD.int64s), "signed");
  if (storage === "u8" || storage === "u4") return wholeNumbers(fields.bytes(FIELD.uint64s), "unsigned");
  const { values } = wholeNumbers(fields.bytes(FIELD.int32s), "signed");
  if (storage !== "f2" && storage !== "bf16") return { values, rounded: 0 };
  // The bits of a half stand in a list of integers.
  const toNumber = storage === "f2" ? float16ToNumber : bfloat16ToNumber;
  return { values: Float32Array.from(values, (word) => toNumber(word & 0xffff)), rounded: 0 };
}
