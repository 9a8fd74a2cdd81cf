/** One verdict from checks that were made of stretches of columns, such as by several workers. */
import { concludeCheck } from "./gradcheck-report";
import { offsetOf, type Layout } from "../layout";
import type { Values } from "../tensor";
import { UNCHECKED } from "./unchecked";
import type { Check, CheckedTensor, Doubts, GradientName } from "../verdict";

/** A check of the columns [from, from + its columns) as of a problem of their own. */
export interface CheckPart {
  readonly from: number;
  readonly check: Check;
}

/**
 * Joins checks of columns that follow each other; where cells are missing, the check says so. `dxError`: the errors of
 * all cells of dx (N,D), where the caller has put them together already.
 */
export function mergeChecks(layout: Layout, parts: readonly CheckPart[], dxError?: Values): Check {
  const tensor = (name: GradientName): CheckedTensor => {
    const error = (name === "dx" ? dxError : undefined) ?? mergeErrors(layout, name, parts);
    return { ...mergeTensors(layout, name, parts), error, wrongCells: mergeWrong(layout, name, parts) };
  };
  const tensors = { dx: tensor("dx"), dgamma: tensor("dgamma"), dbeta: tensor("dbeta") };
  return concludeCheck(tensors, parts[0].check, (layout.rows + 2) * layout.channels, null);
}

function mergeTensors(
  layout: Layout,
  name: GradientName,
  parts: readonly CheckPart[],
): Omit<CheckedTensor, "error" | "wrongCells"> {
  const tensors = parts.map(({ from, check }) => ({ from, ...check.tensors[name] }));
  const sum = (count: (tensor: CheckedTensor) => number): number =>
    tensors.reduce((total, tensor) => total + count(tensor), 0);
  const doubts: Doubts = {
    notFinite: sum((tensor) => tensor.doubts?.notFinite ?? 0),
    kink: sum((tensor) => tensor.doubts?.kink ?? 0),
    noise: sum((tensor) => tensor.doubts?.noise ?? 0),
  };
  const wrong = sum((tensor) => tensor.wrong);
  const columnAxis = name === "dx" ? layout.axis : 0;
  const worst = worstOf(wrong > 0 ? tensors.filter((tensor) => tensor.wrong > 0) : tensors, columnAxis);
  return {
    cells: sum((tensor) => tensor.cells),
    agreeing: sum((tensor) => tensor.agreeing),
    doubtful: sum((tensor) => tensor.doubtful),
    wrong,
    maxRelativeError: worst.error,
    worst: worst.at,
    doubts,
  };
}

function mergeErrors(layout: Layout, name: GradientName, parts: readonly CheckPart[]): Values {
  const { rows, channels } = layout;
  if (name !== "dx") {
    const error = new Float64Array(channels).fill(UNCHECKED);
    for (const { from, check } of parts) error.set(check.tensors[name].error, from);
    return error;
  }
  const error = new Float32Array(rows * channels).fill(UNCHECKED);
  for (const { from, check } of parts) placeColumns(layout, check.tensors.dx.error, from, error);
  return error;
}

function mergeWrong(layout: Layout, name: GradientName, parts: readonly CheckPart[]): Uint8Array | undefined {
  if (parts.every(({ check }) => !check.tensors[name].wrongCells)) return undefined;
  const { rows, channels } = layout;
  const merged = new Uint8Array(name === "dx" ? rows * channels : channels);
  for (const { from, check } of parts) {
    const { wrongCells } = check.tensors[name];
    if (!wrongCells) continue;
    if (name === "dx") placeColumns(layout, wrongCells, from, merged);
    else merged.set(wrongCells, from);
  }
  return merged;
}

/** Puts errors of some columns, in a layout of their own, where they stand in the whole tensor. What is checked there stays. */
export function placeColumns(
  layout: Layout,
  part: Values | Uint8Array,
  from: number,
  target: Values | Uint8Array,
): void {
  const { outer, inner } = layout;
  const run = part.length / outer; // columns of the part, with their inner values
  for (let n = 0; n < outer; n++) {
    const start = offsetOf(layout, n * inner, from);
    for (let i = 0; i < run; i++) {
      const error = part[n * run + i];
      if (error !== UNCHECKED) target[start + i] = error;
    }
  }
}

/**
 * The worst cell of all parts, by its index in the whole: one of the wrong ones where there are any (`tensors` are those
 * parts alone), else the first that could not be compared (NaN), else the one of the largest error.
 */
function worstOf(
  tensors: readonly (CheckedTensor & { readonly from: number })[],
  columnAxis: number,
): { readonly error: number; readonly at: readonly number[] } {
  const found = tensors.map(({ from, maxRelativeError, worst }) => ({
    error: maxRelativeError,
    at: worst.map((index, axis) => (axis === columnAxis ? index + from : index)),
  }));
  const first = (one: readonly number[], other: readonly number[]): number => {
    const axis = one.findIndex((index, i) => index !== other[i]);
    return axis < 0 ? 0 : one[axis] - other[axis];
  };
  const incomparable = found.filter(({ error }) => Number.isNaN(error)).sort((one, other) => first(one.at, other.at));
  return incomparable[0] ?? found.reduce((one, other) => (other.error > one.error ? other : one));
}
