import { failure, success, type Result } from "../../../core/fault";
import { sizeOf } from "../../../core/tensor";
import type { DapSession, Target } from "../../session/dap-session";
import {
  LIMITS,
  describeOther,
  NO_EXTRAS,
  wrongSize,
  type Description,
  type NamedDescription,
  type Reader,
  type ReadOptions,
  type ReadTensor,
} from "../reader";
import type { Disk } from "../shared-disk";
import { decode, WIRES } from "../wire-types";
import { parseType, type CppType } from "./cpp-types";
import { locate } from "./locate";
import { isOfRust } from "./locate-rust";
import { nameOf, type Location } from "./location";
import { beginningsOneByOne } from "../variables/beginnings";
import { namedNumber } from "../variables/named-number";
import { walkVariables } from "../variables/walk-variables";
import { mapEntries } from "./map-entries";
import { openMemory, type Memory } from "./memory";
import { stridesOf } from "./strides";
import { firstExtents, readVectors, tooLarge } from "./vector-content";

/** C arrays, pointers, std::vector, std::array and Eigen matrices, through LLDB's and GDB's adapters. */
export function createCppReader(disk: Disk | null): Reader {
  const readWhole: Reader["read"] = (target, options) => read(target, options, disk);
  return {
    language: "C++",
    describe,
    read: readWhole,
    listTensors,
    asksOneByOne: true,
    readBeginnings: (frame, expressions, bytes, options) =>
      beginningsOneByOne({ describe, read: readWhole }, frame, expressions, bytes, options),
  };
}

async function describe(target: Target, options: ReadOptions): Promise<Result<Description>> {
  const location = await locate(target, options);
  if (location.ok) return success(describeLocation(await withExtents(target, location.value, options)));
  if (location.fault.code !== "no-tensor") return location;
  const obstacle = location.fault.text.replace(`${target.expression} is `, "");
  return success(describeOther(obstacle, { number: numberIn(obstacle) }));
}

/** The extents of vectors of vectors, by what lies in memory. */
async function withExtents(target: Target, location: Location, options: ReadOptions): Promise<Location> {
  if (location.vectors === 0) return location;
  const memory = await openMemory(target, options, null);
  if (!memory.ok) return location;
  try {
    return { ...location, extents: await firstExtents(memory.value, location) };
  } finally {
    await memory.value.close();
  }
}

async function read(target: Target, options: ReadOptions, disk: Disk | null): Promise<Result<ReadTensor>> {
  const location = await locate(target, options);
  if (!location.ok) return location;
  const memory = await openMemory(target, options, disk);
  if (!memory.ok) return memory;
  try {
    return await readFrom(memory.value, target.expression, location.value, options);
  } finally {
    await memory.value.close();
  }
}

async function listTensors(
  session: DapSession,
  frameId: number,
  options: ReadOptions,
): Promise<Result<readonly NamedDescription[]>> {
  const found: NamedDescription[] = [];
  const walked = await walkVariables(session, frameId, options, async (reached) => {
    const { type, expression, isOfModule } = reached;
    const number = namedNumber(reached, options.numbers);
    if (number) found.push(number);
    const add = (description: Description, name = expression): void => {
      found.push({ expression: name, description, ...(isOfModule && { isOfModule }) });
    };
    const parsed = parseType(type);
    if (parsed.kind === "scalar") return success({ holdsOthers: false });
    const entries = await describeEntries({ session, frameId, expression }, type, options);
    if (entries && !entries.ok) return entries;
    for (const { name, description } of entries?.value ?? []) add(description, name);
    if (entries) return success({ holdsOthers: false });
    if (parsed.kind === "pointer" && !isOfRust(parsed.to) && parsed.to.kind !== "array") {
      const pointer = describePointer(type, parsed.to);
      if (pointer) add(pointer);
      return success({ holdsOthers: isOfProgram(parsed.to) });
    }
    const description = await describe({ session, frameId, expression }, options);
    if (!description.ok) return description;
    const isTensor = description.value.kind === "tensor";
    if (isTensor) add(description.value);
    return success({ holdsOthers: !isTensor && isOfProgram(parsed) });
  });
  return walked.ok ? success(found) : walked;
}

/** What a map holds, each by an expression of its own: tensors, and plain numbers that are wanted. undefined for no map. */
async function describeEntries(
  target: Target,
  typeName: string,
  options: ReadOptions,
): Promise<Result<readonly { readonly name: string; readonly description: Description }[]> | undefined> {
  const isPointer = typeName.trimEnd().endsWith("*");
  const owner = isPointer ? `(*${target.expression})` : target.expression;
  const shown = isPointer ? typeName.trimEnd().slice(0, -1) : typeName;
  const found = await mapEntries({ ...target, expression: owner }, options, shown);
  if (!found?.ok) return found;
  const described: { readonly name: string; readonly description: Description }[] = [];
  const { entries, cutAt } = found.value;
  if (cutAt !== null) options.tell?.(`Of ${owner} the first ${cutAt} entries were looked at: others are not offered.`);
  for (const { key, value } of entries) {
    const name = `${owner}[${key}]`;
    if (value.kind === "tensor") {
      const location = await withExtents(target, value.location, options);
      described.push({ name, description: describeLocation(location) });
    } else if (options.numbers?.some((wanted) => key === JSON.stringify(wanted))) {
      const { number, typeName } = value;
      described.push({ name, description: describeOther(`one value, ${number} (${typeName}).`, { typeName, number }) });
    }
  }
  return success(described);
}

/** Whether a type is a class that may hold tensors: the standard library's keep their members to themselves. */
function isOfProgram(type: CppType): boolean {
  return (
    type.kind === "unknown" && !/^(std::|alloc::|core::(ptr|marker|cell)::|void$|char$|_IO_FILE$|FILE$)/.test(type.name)
  );
}

function describeLocation(location: Location): Description {
  const { shape, vectors, wire, extents } = location;
  const known = vectors === 0 ? shape : extents && [...extents, ...(shape ?? [])];
  return {
    kind: "tensor",
    typeName: location.typeName,
    dtype: location.dtype,
    shape: known,
    sizesAsked: shape === null,
    strides: known && vectors === 0 ? stridesOf(known, location.columnMajor) : null,
    device: "cpu",
    bytes: known ? sizeOf(known) * WIRES[wire] : location.span,
    obstacle: null,
    number: null,
    notes: [],
    extras: NO_EXTRAS,
  };
}

/** A pointer to floats may be any matrix: it is known by its type, without a question. */
function describePointer(typeName: string, to: CppType): Description | undefined {
  const wire = to.kind === "scalar" && to.wire.includes("float") ? to.wire : undefined;
  const at = { shape: null, address: 0n, vectors: 0, span: 0, extents: null, columnMajor: false };
  return wire && describeLocation({ typeName, dtype: nameOf(to) ?? wire, wire, ...at });
}

/** The number in "one value, 1e-05 (double)." */
function numberIn(obstacle: string): number | null {
  const text = /^one value, (\S+) \(/.exec(obstacle)?.[1];
  return text !== undefined && Number.isFinite(Number(text)) ? Number(text) : null;
}

async function readFrom(
  memory: Memory,
  expression: string,
  location: Location,
  options: ReadOptions,
): Promise<Result<ReadTensor>> {
  const { wire, vectors, columnMajor } = location;
  const content = await readContent(memory, expression, location);
  if (!content.ok) return content;
  const { shape, bytes } = content.value;
  const asked = options.shape;
  if (asked && sizeOf(asked) !== sizeOf(shape)) return wrongSize(expression, sizeOf(shape), asked);
  const ordered = columnMajor ? transpose(bytes, shape, WIRES[wire]) : bytes;
  const decoded = decode(ordered, wire, asked ?? shape);
  return success({
    tensor: decoded.tensor,
    sourceDtype: location.dtype,
    shape: decoded.tensor.shape,
    strides: vectors ? null : stridesOf(shape, columnMajor),
    device: "cpu",
    bytes: bytes.length,
    how: memory.how,
    whole: true,
    notes: decoded.notes,
    extras: NO_EXTRAS,
  });
}

/** The numbers as they lie in memory. */
async function readContent(
  memory: Memory,
  expression: string,
  location: Location,
): Promise<Result<{ readonly shape: readonly number[]; readonly bytes: Uint8Array }>> {
  const { shape, wire, address, vectors } = location;
  if (shape === null) {
    return failure("sizes-asked", `${expression} is a ${location.typeName}: its sizes must be given.`);
  }
  if (vectors) {
    const rows = await readVectors(memory, expression, location);
    return rows.ok ? success({ shape: [...rows.value.shape, ...shape], bytes: rows.value.bytes }) : rows;
  }
  const total = sizeOf(shape) * WIRES[wire];
  if (total > LIMITS.protocol) return tooLarge(expression, total);
  const bytes = await memory.read(address, total);
  return bytes.ok ? success({ shape, bytes: bytes.value }) : bytes;
}

/** Columns one after the other become rows one after the other. */
function transpose(bytes: Uint8Array, shape: readonly number[], item: number): Uint8Array {
  const [rows = 0, columns = 0] = shape;
  const result = new Uint8Array(bytes.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const from = (column * rows + row) * item;
      const to = (row * columns + column) * item;
      for (let byte = 0; byte < item; byte++) result[to + byte] = bytes[from + byte] ?? 0;
    }
  }
  return result;
}
