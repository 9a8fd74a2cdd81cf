import { itemAt } from "../../core/item-at";
import { sizeOf, type Tensor } from "../../core/tensor";
import { fromBase64 } from "../../encoding/base64";
import { bfloat16ToNumber, float16ToNumber } from "../../encoding/half";
import { Cursor } from "../cursor";
import { dtypeOfName, tensorOf } from "../dtype";
import { BYTES, dtypeOfStorage, readElements, type Storage } from "../elements";
import { ArrayReader } from "../nested-arrays";
import type { Offsets } from "../offsets";
import { failAt } from "../place";
import { Sink } from "../sink";
import { membersAt, scalarOf, type Member } from "./members";

const SHAPE_KEYS: ReadonlySet<string> = new Set(["shape", "dims", "size", "_shape"]);
const DATA_KEYS: ReadonlySet<string> = new Set(
  (
    "data values cpudata floatdata float_data doubledata double_data int32data int32_data int64data int64_data " +
    "rawdata raw_data bdata __ndarray__ floatval doubleval intval tensorcontent"
  ).split(" "),
);
const ORDER_KEYS: ReadonlySet<string> = new Set(["order", "fortran_order", "fortranorder", "layout"]);
const TYPE_KEYS: ReadonlySet<string> = new Set(["dtype", "type", "datatype", "data_type"]);

/** Types as ONNX numbers them. */
const ONNX: ReadonlyMap<string, Storage> = new Map<string, Storage>([
  ["1", "f4"],
  ["2", "u1"],
  ["3", "i1"],
  ["4", "u2"],
  ["5", "i2"],
  ["6", "i4"],
  ["7", "i8"],
  ["9", "bool"],
  ["10", "f2"],
  ["11", "f8"],
  ["12", "u4"],
  ["13", "u8"],
  ["16", "bf16"],
]);
const STORAGES: ReadonlyMap<string, Storage> = new Map<string, Storage>([
  ["float64", "f8"],
  ["double", "f8"],
  ["f8", "f8"],
  ["fp64", "f8"],
  ["float32", "f4"],
  ["float", "f4"],
  ["f4", "f4"],
  ["fp32", "f4"],
  ["float16", "f2"],
  ["fp16", "f2"],
  ["f2", "f2"],
  ["bfloat16", "bf16"],
  ["bf16", "bf16"],
  ["int64", "i8"],
  ["int32", "i4"],
  ["int16", "i2"],
  ["int8", "i1"],
  ["uint8", "u1"],
  ["uint16", "u2"],
  ["uint32", "u4"],
  ["uint64", "u8"],
  ["bool", "bool"],
]);

/** ONNX lists the bits of halves as integers. */
const HALVES: ReadonlyMap<Storage, (bits: number) => number> = new Map([
  ["f2", float16ToNumber],
  ["bf16", bfloat16ToNumber],
]);

interface Parts {
  readonly shape: Member | undefined;
  readonly data: Member;
  readonly strides: Member | undefined;
  readonly order: Member | undefined; // of rows or columns
  readonly type: string | undefined;
}

/** The parts of an object that holds a tensor: a shape and a list of numbers; undefined for any other object. */
export function tensorParts(text: string, members: readonly Member[]): Parts | undefined {
  const of = (keys: ReadonlySet<string>): Member[] => members.filter(({ key }) => keys.has(key.toLowerCase()));
  const shapes = of(SHAPE_KEYS).filter(({ start }) => text[start] === "[" || text[start] === '"');
  const data = of(DATA_KEYS).filter(
    ({ start, end }) =>
      /[[{"]/.test(text.charAt(start)) && !/^\[\s*\]$/.test(text.slice(start, Math.min(end, start + 9))),
  );
  const [first] = data;
  const type = of(TYPE_KEYS)[0];
  if (!first || data.length > 1 || (shapes.length === 0 && first.key !== "__ndarray__")) return undefined;
  const strides = members.find(({ key }) => key === "stride" || key === "strides");
  const order = members.find(({ key }) => ORDER_KEYS.has(key.toLowerCase()));
  return { shape: shapes[0], data: first, strides, order, type: type && scalarOf(text, type) };
}

/** Reads an object that holds a tensor. `places` takes where its numbers stand. */
export function readTensorObject(text: string, end: number, parts: Parts, key: string, places?: Offsets): Tensor {
  const { data, type } = parts;
  const shape = parts.shape && readShape(text, parts.shape);
  const storage = type === undefined ? undefined : (ONNX.get(type) ?? STORAGES.get(plain(type)));
  if (text[data.start] === '"') {
    requireRows(text, parts, key);
    return readBinary(text, data, shape, storage, type);
  }
  const cursor = new Cursor(text, data.start, end, "json");
  const read =
    text[data.start] === "{" ? readNumbered(text, data, end, places) : new ArrayReader(cursor, key, { places }).read();
  const nested = read.shape.length > 1 ? read.shape : undefined;
  const taken = shape ?? read.shape;
  if (sizeOf(taken) !== read.values.length || (nested && shape && nested.join() !== shape.join())) {
    const got = nested ? nested.join(" x ") : `${read.values.length} values`;
    failAt(text, data.start, "said-shape", `The shape of ${key} is ${taken.join(" x ")}, got ${got} in ${data.key}`);
  }
  requirePlainStrides(text, parts, taken);
  if (!nested) requireRows(text, parts, key);
  const bits = /^int32_?data$/i.test(data.key) ? HALVES.get(storage ?? "f8") : undefined;
  if (bits)
    return tensorOf(
      taken,
      read.values.map((word) => bits(word & 0xffff)),
      dtypeOfStorage(storage ?? "f8"),
    );
  const dtype = storage ? dtypeOfStorage(storage) : type === undefined ? undefined : dtypeOfName(type);
  return tensorOf(taken, read.values, dtype ?? "float64");
}

const plain = (type: string): string =>
  type
    .toLowerCase()
    .replace(/^dt_/, "")
    .replace(/^[<>=|]/, "");

function readShape(text: string, { start, end, key }: Member): number[] {
  // protobuf writes whole numbers as strings; plotly the whole shape as one.
  const words = text.slice(start, Math.min(end, start + 400)).match(/-?[\w.]+/g) ?? [];
  const shape = words.map(Number);
  if (shape.length === 0 || shape.length > 8 || !shape.every((extent) => Number.isSafeInteger(extent) && extent > 0)) {
    failAt(text, start, "shape", `Expected ${key} to hold the extents of a tensor, whole numbers from 1 on`);
  }
  return shape;
}

/** Elements by their number, as JSON.stringify writes a typed array: {"0": 1.5, "1": -0.25}. */
function readNumbered(
  text: string,
  data: Member,
  end: number,
  places: Offsets | undefined,
): { readonly shape: number[]; readonly values: Float64Array } {
  const cursor = new Cursor(text, data.start, end, "json");
  const found = membersAt(cursor);
  if (!found) return failAt(text, data.start, "object", `Expected numbers in ${data.key}, got an object`);
  const sink = new Sink(found.members.length);
  for (const [i, member] of found.members.entries()) {
    if (member.key !== String(i))
      failAt(text, member.at, "object", `Expected the key "${i}" in ${data.key}, got another`);
    cursor.pos = member.start;
    places?.push(member.start);
    sink.push(cursor.number());
  }
  return { shape: [sink.length], values: sink.take() };
}

/** Bytes in base64, little-endian. */
function readBinary(
  text: string,
  data: Member,
  shape: readonly number[] | undefined,
  storage: Storage | undefined,
  type: string | undefined,
): Tensor {
  const refuse = (sentence: string): never => failAt(text, data.start, "base64", sentence);
  if (!shape || !storage)
    return refuse(`Expected a type of numbers beside ${data.key}, got ${type?.slice(0, 20) ?? "none"}`);
  let bytes: Uint8Array;
  try {
    bytes = fromBase64(text.slice(data.start + 1, data.end - 1));
  } catch {
    return refuse(`Expected base64 in ${data.key}, got another text`);
  }
  const count = sizeOf(shape);
  if (bytes.length !== count * BYTES[storage]) {
    refuse(`The shape ${shape.join(" x ")} needs ${count * BYTES[storage]} bytes, got ${bytes.length} in ${data.key}`);
  }
  return { shape, values: readElements(bytes, 0, count, storage, true).values, dtype: dtypeOfStorage(storage) };
}

/** Numbers that are said to stand column by column are no matrix as they are listed. */
function requireRows(text: string, { order }: Parts, key: string): void {
  const said = order && scalarOf(text, order);
  if (!order || said === undefined || !/^(?:f|fortran\w*|true|col(?:umn)?s?[-_ ]?(?:major|first)?)$/i.test(said))
    return;
  failAt(
    text,
    order.start,
    "order",
    `Expected the numbers of ${key} row by row, got them column by column (${order.key})`,
  );
}

/** Numbers that do not stand row by row are no matrix as they are listed. */
function requirePlainStrides(text: string, { strides }: Parts, shape: readonly number[]): void {
  if (!strides || text[strides.start] !== "[") return;
  const given = (text.slice(strides.start, Math.min(strides.end, strides.start + 400)).match(/-?\d+/g) ?? []).map(
    Number,
  );
  const rowMajor = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
  // TensorFlow.js leaves out the last one.
  const isPlain = given.every((stride, axis) => stride === itemAt(rowMajor, axis));
  if (!isPlain) {
    const sentence = `Expected numbers row by row (strides ${rowMajor.join(", ")}), got strides ${given.join(", ")}`;
    failAt(text, strides.start, "strides", sentence);
  }
}
