import { failure, success, type Result } from "../../core/fault";
import { sizeOf, type Tensor } from "../../core/tensor";
import { evaluate } from "../session/ask";
import { childrenOf, variablesOf, type Variable } from "../session/frame-variables";
import type { DapSession, Target } from "../session/dap-session";
import type { Description, NamedDescription, Reader, ReadOptions, ReadTensor } from "./reader";

/** Values that are read from the variables tree at most: at a hundred a page this takes some seconds. */
export const TREE_LIMIT = 16_384;
const PAGE = 100;
const NO_EXTRAS = { grad: null, module: null } as const;

/** The root of a tree: of an expression, or a row of the Variables view where nothing may be evaluated. */
export interface Root {
  readonly type: string;
  readonly value: string;
  readonly variablesReference: number;
  readonly indexedVariables: number;
}

/** Any debugger's arrays, row by row as the Variables view shows them. Slow and limited, but it works everywhere. */
export function createGenericReader(): Reader {
  const rootOf = (target: Target, options: ReadOptions): Promise<Result<Root>> =>
    evaluate(
      target.session,
      { expression: target.expression, frameId: target.frameId, context: "watch" },
      options.signal,
    ).then((answer) => (answer.ok ? success({ ...answer.value, value: answer.value.result }) : answer));

  return {
    language: "Any",
    canRead: () => true,
    async describe(target, options) {
      const root = await rootOf(target, options);
      return root.ok ? await describeTree(target.session, root.value, options) : root;
    },
    async read(target, options) {
      const root = await rootOf(target, options);
      return root.ok ? await readTree(target.session, target.expression, root.value, options) : root;
    },
    async listTensors(session, frameId, options) {
      const variables = await variablesOf(session, frameId, options.signal);
      if (!variables.ok) return variables;
      const found: NamedDescription[] = [];
      for (const variable of variables.value.slice(0, 60)) {
        if (variable.variablesReference === 0) continue;
        const description = await describeTree(session, variable, options);
        if (!description.ok) return description;
        if (!description.value.obstacle)
          found.push({ expression: variable.evaluateName ?? variable.name, description: description.value });
      }
      return success(found);
    },
  };
}

/** Extents along the first entries, without reading the rest. */
async function describeTree(session: DapSession, root: Root, options: ReadOptions): Promise<Result<Description>> {
  const shape: number[] = [];
  let level: Root = root;
  let obstacle: string | null = null;
  for (;;) {
    const entries = level.variablesReference ? await entriesOf(session, level, options.signal) : success([]);
    if (!entries.ok) return entries;
    if (entries.value.length === 0) break;
    shape.push(entries.value.length);
    level = entries.value[0];
    if (shape.length > 16) break;
  }
  if (shape.length === 0 || toNumber(level.value) === undefined) {
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
    number: toNumber(root.value) ?? null,
    notes: [],
    extras: NO_EXTRAS,
  });
}

/** Reads a whole tree. Faults: "no-tensor", "too-large" (with the limit), "ragged-row". */
export async function readTree(
  session: DapSession,
  name: string,
  root: Root,
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
  let done = 0;
  const gather = async (level: Root, depth: number, path: string): Promise<Result<null>> => {
    const entries = await entriesOf(session, level, options.signal);
    if (!entries.ok) return entries;
    if (entries.value.length !== shape[depth]) {
      return failure("ragged-row", `${name}${path} has ${entries.value.length} values, expected ${shape[depth]}.`);
    }
    for (let n = 0; n < entries.value.length; n++) {
      const entry = entries.value[n];
      if (depth < shape.length - 1) {
        const inner = await gather(entry, depth + 1, `${path}[${n}]`);
        if (!inner.ok) return inner;
        continue;
      }
      const value = toNumber(entry.value);
      if (value === undefined)
        return failure("no-tensor", `${name}${path}[${n}] is ${entry.value.slice(0, 60)}, expected a number.`);
      values[done++] = value;
    }
    options.progress?.(8 * done, 8 * size);
    return success(null);
  };
  const gathered = await gather(root, 0, "");
  if (!gathered.ok) return gathered;
  if (options.shape && sizeOf(options.shape) !== size) {
    return failure("shape", `${name} has ${size} values, ${options.shape.join(" x ")} needs ${sizeOf(options.shape)}.`);
  }
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

/** The entries of a list, in order: children whose names are the numbers 0, 1, 2 ... , asked for page by page. */
async function entriesOf(session: DapSession, level: Root, signal: AbortSignal): Promise<Result<readonly Variable[]>> {
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

/** A number as a debugger prints it: "1.5", "-2e-3", "NaN", "+Inf", "3.0f", "7L", "true". */
function toNumber(text: string): number | undefined {
  const plain = text.trim();
  const special = /^([+-]?)(nan|inf|infinity)$/i.exec(plain);
  if (special) return special[2].toLowerCase() === "nan" ? NaN : special[1] === "-" ? -Infinity : Infinity;
  if (plain === "true" || plain === "false") return plain === "true" ? 1 : 0;
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?[fFdDlLuUnm]*$/i.test(plain) ? parseFloat(plain) : undefined;
}
