import { failure, success, type Result } from "../../../core/fault";
import { sizeOf, type Tensor } from "../../../core/tensor";
import { childrenOf, type Variable } from "../../session/frame-variables";
import type { DapSession } from "../../session/dap-session";
import { NO_EXTRAS, wrongSize, type Description, type ReadOptions, type ReadTensor } from "../reader";
import { printedNumber } from "./printed-number";

/** Values that are read from the variables tree at most: at a hundred a page this takes some seconds. */
export const TREE_LIMIT = 16_384;
const PAGE = 100;
/** Levels that are followed: a list may hold itself. */
const DEEPEST = 16;

/** The root of a tree: the value of an expression, or a row of the Variables view where nothing may be evaluated. */
export interface ValueRow {
  readonly type: string;
  readonly value: string;
  readonly variablesReference: number;
  readonly indexedVariables: number;
}

/** Extents along the first entries, without reading the rest. */
export async function describeTree(
  session: DapSession,
  root: ValueRow,
  options: ReadOptions,
): Promise<Result<Description>> {
  const shape: number[] = [];
  let level: ValueRow = root;
  let obstacle: string | null = null;
  for (;;) {
    const list = level.variablesReference ? await beginningOf(session, level, options.signal) : success(undefined);
    if (!list.ok) return list;
    if (!list.value) break;
    shape.push(list.value.extent);
    level = list.value.first;
    if (shape.length > DEEPEST) break;
  }
  if (shape.length > DEEPEST) obstacle = `a list that is nested more than ${DEEPEST} deep.`;
  else if (shape.length === 0 || printedNumber(level.value) === undefined) {
    const what = root.value.slice(0, 80);
    obstacle = shape.length
      ? `a list whose first entry is ${level.value.slice(0, 60)}, not a number.`
      : `${what} (${root.type || "no type"}), no list of numbers.`;
  }
  return success({
    kind: obstacle ? "other" : "tensor",
    typeName: root.type,
    dtype: level.type || "number",
    shape: obstacle ? null : shape,
    sizesAsked: false,
    strides: null,
    device: "cpu",
    bytes: 8 * sizeOf(shape),
    obstacle,
    number: printedNumber(root.value) ?? null,
    notes: [],
    extras: NO_EXTRAS,
  });
}

/** Reads a whole tree. Faults: "no-tensor", "too-large" (with the limit), "ragged-row". */
export async function readTree(
  session: DapSession,
  name: string,
  root: ValueRow,
  options: ReadOptions,
): Promise<Result<ReadTensor>> {
  const described = await describeTree(session, root, options);
  if (!described.ok) return described;
  const { shape, obstacle, dtype } = described.value;
  if (!shape) return failure("no-tensor", `${name} is ${obstacle ?? "no tensor."}`);
  const size = sizeOf(shape);
  if (size > TREE_LIMIT) {
    const text = `${name} (${shape.join(" x ")}) has ${size} values; from this debugger, whose variables are read one by one, at most ${TREE_LIMIT} are read.`;
    return failure("too-large", text);
  }
  const single = /^(float32|float|f32)$/i.test(dtype);
  const values = single ? new Float32Array(size) : new Float64Array(size);
  const gathered = await gatherValues(session, { name, shape, values, done: 0 }, root, 0, "", options);
  if (!gathered.ok) return gathered;
  if (options.shape && sizeOf(options.shape) !== size) return wrongSize(name, size, options.shape);
  const tensor: Tensor = { shape: options.shape ?? shape, values, dtype: single ? "float32" : "float64" };
  return success({
    tensor,
    sourceDtype: dtype,
    shape: tensor.shape,
    strides: null,
    device: "cpu",
    bytes: values.byteLength,
    how: `variables of the debugger, ${size} values as they are printed`,
    whole: true,
    notes: [],
    extras: NO_EXTRAS,
  });
}

/** Where the values of a tree go, in C order. */
interface Gathering {
  readonly name: string;
  readonly shape: readonly number[];
  readonly values: Float32Array | Float64Array;
  done: number;
}

/** Appends the values below one row. A ragged tree is a fault that names the place. */
async function gatherValues(
  session: DapSession,
  into: Gathering,
  level: ValueRow,
  depth: number,
  path: string,
  options: ReadOptions,
): Promise<Result<null>> {
  const { name, shape, values } = into;
  const entries = await entriesOf(session, level, options.signal);
  if (!entries.ok) return entries;
  if (entries.value.length !== shape[depth]) {
    return failure("ragged-row", `${name}${path} has ${entries.value.length} values, expected ${shape[depth]}.`);
  }
  for (const [n, entry] of entries.value.entries()) {
    const place = `${path}[${n}]`;
    if (depth < shape.length - 1) {
      const inner = await gatherValues(session, into, entry, depth + 1, place, options);
      if (!inner.ok) return inner;
      continue;
    }
    const value = printedNumber(entry.value);
    if (value === undefined) {
      return failure("no-tensor", `${name}${place} is ${entry.value.slice(0, 60)}, expected a number.`);
    }
    values[into.done++] = value;
  }
  options.progress?.(8 * into.done, 8 * values.length);
  return success(null);
}

/** How many entries a list has, and the first of them; undefined for what is no list. */
async function beginningOf(
  session: DapSession,
  level: ValueRow,
  signal: AbortSignal,
): Promise<Result<{ readonly extent: number; readonly first: Variable } | undefined>> {
  const { type, variablesReference, indexedVariables } = level;
  if (type.startsWith("map[")) return success(undefined); // Delve's, whose keys may be numbers
  const told = indexedVariables > 0;
  const entries = told
    ? await childrenOf(session, variablesReference, signal, { start: 0, count: 1 })
    : await entriesOf(session, level, signal);
  if (!entries.ok) return entries;
  const [first] = entries.value;
  if (!first || !/^\[?0\]?$/.test(first.name)) return success(undefined);
  return success({ extent: told ? indexedVariables : entries.value.length, first });
}

/** The entries of a list, in order: children whose names are the numbers 0, 1, 2 ... , asked for page by page. */
async function entriesOf(
  session: DapSession,
  level: ValueRow,
  signal: AbortSignal,
): Promise<Result<readonly Variable[]>> {
  const { variablesReference, indexedVariables } = level;
  const entries: Variable[] = [];
  const take = (variables: readonly Variable[]): void => {
    for (const variable of variables) {
      const index = /^\[?(\d+)\]?$/.exec(variable.name);
      if (index && Number(index[1]) === entries.length) entries.push(variable);
    }
  };
  if (indexedVariables > TREE_LIMIT) {
    return failure(
      "too-large",
      `The list has ${indexedVariables} entries; from this debugger at most ${TREE_LIMIT} values are read.`,
    );
  }
  for (let start = 0; start < indexedVariables; start += PAGE) {
    const page = await childrenOf(session, variablesReference, signal, {
      start,
      count: Math.min(PAGE, indexedVariables - start),
    });
    if (!page.ok) return page;
    take(page.value);
  }
  if (indexedVariables > 0) return success(entries);
  const children = await childrenOf(session, variablesReference, signal);
  if (!children.ok) return children;
  take(children.value);
  return success(entries);
}
