import { failure, success, type Result } from "../../../core/fault";
import { sizeOf } from "../../../core/tensor";
import { openMemory, type Memory } from "./cpp-memory";
import { locate, type Location } from "./cpp-shape";
import { parseType } from "./cpp-types";
import { decode, WIRES } from "../wire-types";
import { variablesOf } from "../../session/frame-variables";
import type { DapSession, Target } from "../../session/dap-session";
import {
  LIMITS,
  sizeText,
  type Description,
  type NamedDescription,
  type Reader,
  type ReadOptions,
  type ReadTensor,
} from "../reader";
import type { Disk } from "../transfer";

const NO_EXTRAS = { grad: null, module: null } as const;
/** Variables of a frame that are looked at for a list; each costs a few requests of some milliseconds. */
const LISTED = 60;

/** C arrays, pointers, std::vector, std::array and Eigen matrices, through LLDB's and GDB's adapters. */
export function createCppReader(disk: Disk | null): Reader {
  const describe = async (target: Target, options: ReadOptions): Promise<Result<Description>> => {
    const location = await locate(target, options);
    if (location.ok) return success(toDescription(location.value));
    if (location.fault.code !== "no-tensor") return location;
    const obstacle = location.fault.text.replace(`${target.expression} is `, "");
    return success({
      kind: "other",
      typeName: "",
      dtype: "",
      shape: null,
      sizesAsked: false,
      strides: null,
      device: "cpu",
      bytes: 0,
      obstacle,
      number: numberIn(obstacle),
      notes: [],
      extras: NO_EXTRAS,
    });
  };

  const read = async (target: Target, options: ReadOptions): Promise<Result<ReadTensor>> => {
    const location = await locate(target, options);
    if (!location.ok) return location;
    const memory = await openMemory(target, options, disk);
    if (!memory.ok) return memory;
    try {
      return await readFrom(memory.value, target.expression, location.value, options);
    } finally {
      await memory.value.close();
    }
  };

  const listTensors = async (
    session: DapSession,
    frameId: number,
    options: ReadOptions,
  ): Promise<Result<readonly NamedDescription[]>> => {
    const variables = await variablesOf(session, frameId, options.signal);
    if (!variables.ok) return variables;
    const found: NamedDescription[] = [];
    for (const { name, type, evaluateName } of variables.value.slice(0, LISTED)) {
      const kind = parseType(type).kind;
      if (kind === "scalar" || kind === "pointer") continue;
      const expression = evaluateName ?? name;
      const description = await describe({ session, frameId, expression }, options);
      if (description.ok && description.value.kind === "tensor")
        found.push({ expression, description: description.value });
      if (options.signal.aborted) break;
    }
    return success(found);
  };

  return {
    language: "C++",
    canRead: (type) => /^(lldb|lldb-dap|lldb-vscode|cppdbg|cppvsdbg|gdb)$/.test(type),
    describe,
    read,
    listTensors,
  };
}

function toDescription(location: Location): Description {
  const { shape, vectors, wire } = location;
  const known = vectors === 0 ? shape : null;
  return {
    kind: "tensor",
    typeName: location.typeName,
    dtype: location.dtype,
    shape: known,
    sizesAsked: shape === null,
    strides: known && stridesOf(known, location.columnMajor),
    device: "cpu",
    bytes: known ? sizeOf(known) * WIRES[wire] : location.span,
    obstacle: null,
    number: null,
    notes: [],
    extras: NO_EXTRAS,
  };
}

/** The number in "one value, 1e-05 (double)." */
function numberIn(obstacle: string): number | null {
  const text = /^one value, (\S+) \(/.exec(obstacle)?.[1];
  return text !== undefined && Number.isFinite(Number(text)) ? Number(text) : null;
}

function stridesOf(shape: readonly number[], columnMajor: boolean): number[] {
  if (columnMajor) return [1, shape[0]];
  return shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
}

async function readFrom(
  memory: Memory,
  expression: string,
  location: Location,
  options: ReadOptions,
): Promise<Result<ReadTensor>> {
  const { wire, address, vectors, columnMajor } = location;
  if (location.shape === null)
    return failure("shape", `${expression} is a ${location.typeName}: its sizes must be given.`);
  let shape = location.shape;
  let bytes: Result<Uint8Array>;
  if (vectors) {
    const rows = await readVectors(memory, expression, location);
    if (!rows.ok) return rows;
    shape = [...rows.value.shape, ...shape];
    bytes = success(rows.value.bytes);
  } else {
    const total = sizeOf(shape) * WIRES[wire];
    if (total > LIMITS.protocol) return tooLarge(expression, total);
    bytes = await memory.read(address, total);
  }
  if (!bytes.ok) return bytes;
  if (options.shape && sizeOf(options.shape) !== sizeOf(shape)) {
    return failure(
      "shape",
      `${expression} has ${sizeOf(shape)} values, ${options.shape.join(" x ")} needs ${sizeOf(options.shape)}.`,
    );
  }
  const ordered = columnMajor ? transpose(bytes.value, shape[0], shape[1], WIRES[wire]) : bytes.value;
  const decoded = decode(ordered, wire, options.shape ?? shape);
  return success({
    tensor: decoded.tensor,
    sourceDtype: location.dtype,
    shape: decoded.tensor.shape,
    strides: vectors ? null : stridesOf(shape, columnMajor),
    device: "cpu",
    bytes: bytes.value.length,
    how: memory.how,
    whole: true,
    notes: decoded.notes,
    extras: NO_EXTRAS,
  });
}

function tooLarge(expression: string, total: number): Result<never> {
  return failure(
    "too-large",
    `${expression} holds ${sizeText(total)}; at most ${sizeText(LIMITS.protocol)} are read from a C++ program. Read a part of it.`,
  );
}

/** Vectors of vectors: the outer ones hold begin, end and capacity of the inner ones, three pointers each. */
async function readVectors(
  memory: Memory,
  expression: string,
  location: Location,
): Promise<Result<{ shape: number[]; bytes: Uint8Array }>> {
  let ranges = [{ start: location.address, bytes: location.span }];
  const shape: number[] = [];
  for (let level = 0; level < location.vectors; level++) {
    const heads = await readRanges(memory, ranges, expression);
    if (!heads.ok) return heads;
    if (heads.value.length % 24 !== 0)
      return failure("no-tensor", `${expression} has vectors of a layout that is not known.`);
    const view = new DataView(heads.value.buffer, heads.value.byteOffset, heads.value.length);
    shape.push(heads.value.length / 24 / sizeOf(shape));
    ranges = Array.from({ length: heads.value.length / 24 }, (_, n) => {
      const start = view.getBigUint64(24 * n, true);
      return { start, bytes: Number(view.getBigUint64(24 * n + 8, true) - start) };
    });
    const odd = ranges.findIndex((range) => range.bytes !== ranges[0].bytes);
    if (odd > 0) {
      const inner = level === location.vectors - 1 ? WIRES[location.wire] * sizeOf(location.shape ?? []) : 24;
      const text = `${expression} is ragged: vector ${odd} has ${ranges[odd].bytes / inner} values, expected ${ranges[0].bytes / inner}.`;
      return failure("ragged-row", text);
    }
  }
  const each = WIRES[location.wire] * sizeOf(location.shape ?? []);
  shape.push((ranges[0]?.bytes ?? 0) / each);
  const content = await readRanges(memory, ranges, expression);
  return content.ok ? success({ shape, bytes: content.value }) : content;
}

/** Bytes of many ranges, one after the other. Ranges that lie close together are read as one. */
async function readRanges(
  memory: Memory,
  ranges: readonly { start: bigint; bytes: number }[],
  expression: string,
): Promise<Result<Uint8Array>> {
  const total = ranges.reduce((sum, range) => sum + range.bytes, 0);
  if (total < 0 || total > LIMITS.protocol) return tooLarge(expression, Math.abs(total));
  const result = new Uint8Array(total);
  if (total === 0) return success(result);
  const sorted = ranges.map((range) => range.start).sort((a, b) => (a < b ? -1 : 1));
  const low = sorted[0];
  const span = Number(sorted[sorted.length - 1] - low) + ranges[0].bytes;
  const together = ranges.length > 1 && span <= 4 * total + 65536 ? await memory.read(low, span) : undefined;
  let at = 0;
  for (const { start, bytes } of ranges) {
    if (together?.ok) {
      const from = Number(start - low);
      result.set(together.value.subarray(from, from + bytes), at);
    } else {
      const piece = await memory.read(start, bytes);
      if (!piece.ok) return piece;
      result.set(piece.value, at);
    }
    at += bytes;
  }
  return success(result);
}

/** Columns one after the other become rows one after the other. */
function transpose(bytes: Uint8Array, rows: number, columns: number, item: number): Uint8Array {
  const result = new Uint8Array(bytes.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const from = (column * rows + row) * item;
      for (let byte = 0; byte < item; byte++) result[(row * columns + column) * item + byte] = bytes[from + byte];
    }
  }
  return result;
}
