import { failure, success, type Result } from "../../../core/fault";
import { sizeOf, type Values } from "../../../core/tensor";
import type { DapSession } from "../../session/dap-session";
import { childrenOf, type Variable } from "../../session/frame-variables";
import { wrongSize, type Description, type ReadOptions, type ReadTensor } from "../reader";
import { printedNumber } from "./printed-number";
import { describeTree, readTree, type ValueRow } from "./value-tree";

/** gonum's matrices and vectors, also behind pointers and interfaces, and what they are made of. */
const TYPES = /\b(mat\.(Vec)?Dense|blas(32|64)\.(General|Vector))\)?$/;
/** Rows between a variable and its members: an interface's data, what a pointer points at, the member mat. */
const STEPS: readonly string[] = ["data", "", "mat"];

/** A matrix whose rows lie in one list: entry i, j is data[i * strides[0] + j * strides[1]]. */
interface StridedMatrix {
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly data: Variable;
}

export function isOfGonum(typeName: string): boolean {
  return TYPES.test(typeName);
}

/** The matrix in a row of the debugger's; undefined where it holds none, as a nil pointer. */
async function matrixIn(
  session: DapSession,
  row: ValueRow,
  { signal }: ReadOptions,
): Promise<Result<StridedMatrix | undefined>> {
  let { variablesReference } = row;
  for (let step = 0; step <= STEPS.length && variablesReference !== 0; step++) {
    const children = await childrenOf(session, variablesReference, signal);
    if (!children.ok) return children;
    const member = (name: string): Variable | undefined => children.value.find((child) => child.name === name);
    const numbers = (names: readonly string[]): number[] =>
      names.map((name) => printedNumber(member(name)?.value ?? "") ?? NaN);
    const data = member("Data");
    if (data) {
      const [rows = NaN, columns = NaN, stride = NaN] = numbers(["Rows", "Cols", "Stride"]);
      const [length = NaN, step = NaN] = numbers(["N", "Inc"]);
      const isVector = Number.isInteger(length);
      const shape = isVector ? [length] : [rows, columns];
      const strides = isVector ? [step] : [stride, 1];
      return success([...shape, ...strides].every(Number.isInteger) ? { shape, strides, data } : undefined);
    }
    variablesReference = STEPS.map(member).find((child) => child !== undefined)?.variablesReference ?? 0;
  }
  return success(undefined);
}

export async function describeGonum(
  session: DapSession,
  row: ValueRow,
  options: ReadOptions,
): Promise<Result<Description>> {
  const matrix = await matrixIn(session, row, options);
  if (!matrix.ok) return matrix;
  const list = await describeTree(session, matrix.value?.data ?? row, options);
  if (!list.ok || !matrix.value || !list.value.shape) return list;
  const { shape, strides } = matrix.value;
  return success({ ...list.value, typeName: row.type, shape, strides, bytes: 8 * sizeOf(shape) });
}

export async function readGonum(
  session: DapSession,
  name: string,
  row: ValueRow,
  options: ReadOptions,
): Promise<Result<ReadTensor>> {
  const matrix = await matrixIn(session, row, options);
  if (!matrix.ok) return matrix;
  if (!matrix.value) return await readTree(session, name, row, options);
  const { shape, strides, data } = matrix.value;
  const { shape: asked, ...rest } = options;
  if (asked && sizeOf(asked) !== sizeOf(shape)) return wrongSize(name, sizeOf(shape), asked);
  const list = await readTree(session, `${name}.Data`, data, rest);
  if (!list.ok) return list;
  const values = gathered(list.value.tensor.values, shape, strides);
  if (!values) return failure("no-tensor", `${name} says that it has more values than it holds.`);
  const tensor = { ...list.value.tensor, shape: asked ?? shape, values };
  return success({ ...list.value, tensor, shape: tensor.shape, strides, bytes: values.byteLength });
}

/** The values of a matrix out of the list that holds them; undefined where it is too short. */
function gathered(list: Values, shape: readonly number[], strides: readonly number[]): Values | undefined {
  const [columns = 1, step = 1] = [shape[1], strides.at(-1)];
  const size = sizeOf(shape);
  const values = list instanceof Float32Array ? new Float32Array(size) : new Float64Array(size);
  for (let at = 0; at < values.length; at++) {
    const from = shape.length === 1 ? at * step : Math.floor(at / columns) * (strides[0] ?? 0) + (at % columns);
    const value = list[from];
    if (value === undefined) return undefined;
    values[at] = value;
  }
  return values;
}
