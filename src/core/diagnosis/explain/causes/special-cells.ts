import { counted } from "../../../spelling";
import { itemAt, numberAt } from "../../../item-at";
import { cellOf, indexAt } from "../../../layout";
import type { Diagnosis, GradientName } from "../../../verdict";
import { isFew } from "../../evidence/deviating-cells";
import { listed, short } from "../../wording";
import { areOf, causeOf, isAs, valuesOf, type Cause, type Evidence, type FoundCause } from "./cause";

/** Cells that are NaN or infinite, all others right. */
export const notFinite: Cause = (e) => {
  const found = e.off.map((name) => ({ name, cells: notFiniteCells(e, name) }));
  // A few cells are no columns: they are named one by one.
  if (found.some(({ cells }) => cells.length === 0)) return undefined;
  if (found.every(({ name, cells }) => isFew(cells.length, e.gradients[name].length))) return undefined;
  for (const { name, cells } of found) {
    const repaired = Float64Array.from(e.gradients[name]);
    for (const offset of cells) repaired[offset] = numberAt(valuesOf(e, name), offset);
    if (!isAs(e, name, repaired)) return undefined;
  }
  return notFiniteIn(e, found, ", and right everywhere else");
};

/** Cells that are NaN or infinite, said with what is to be said of the others. */
export function notFiniteIn(
  e: Evidence,
  found: readonly { readonly name: GradientName; readonly cells: readonly number[] }[],
  elsewhere: string,
): FoundCause {
  const { name, cells } = itemAt(found, 0);
  const columns = [...new Set(cells.map((offset) => columnOf(e, name, offset)))].sort((a, b) => a - b);
  const whole = cells.length === columns.length * (name === "dx" ? e.s.rows : 1);
  const what = Number.isNaN(numberAt(valuesOf(e, name), itemAt(cells, 0))) ? "NaN" : "infinite";
  const where =
    columns.length > 4
      ? `${columns.length} columns`
      : `column${columns.length === 1 ? "" : "s"} ${listed(columns.map(String))}`;
  const all = found.every((one) => one.cells.length === e.gradients[one.name].length);
  const share = `${counted(cells.length)} of ${counted(e.gradients[name].length)} cells of ${name}`;
  const place = all ? "every cell" : `${whole ? "" : "cells of "}${where} (${share})${elsewhere}`;
  const advice =
    "Look there for a division by 0 (a variance of 0 without eps), the root of a negative variance, or an overflow.";
  const names = found.map((one) => one.name);
  return causeOf(e, names, {
    id: "not-finite",
    title: `${what} in ${all ? "every cell" : where}`,
    text: `${areOf(names)} ${what} in ${place}. ${advice}`,
    written: (tensor) => `${tensor} = ${what} in ${where}`,
    code: {
      numpy: "r = 1.0 / np.sqrt(np.maximum(var, 0) + eps)  # a variance that rounding made negative has no root",
      pytorch: "torch.autograd.set_detect_anomaly(True)  # names the operation that made the first NaN",
      typescript:
        "const r = 1 / Math.sqrt(Math.max(v[k], 0) + eps); // a variance that rounding made negative has no root",
    },
  });
}

/** Every cell of dx, and of other tensors, is exactly 0. */
export const allZero: Cause = (e) => {
  const zero = e.off.filter((name) => valuesOf(e, name).every((value) => value === 0));
  if (!zero.includes("dx") && !(zero.length > 1 && zero.includes("dbeta"))) return undefined;
  const detached = zero.length === 1 ? "it was never computed, was set to 0 before it was read, or x was detached from the graph." : "nothing was computed, or the gradients were set to 0 before they were read."; // prettier-ignore
  return causeOf(e, zero, {
    id: "all-zero",
    title: "0 in every cell",
    text: `${areOf(zero)} exactly 0 in every cell: ${detached}`,
    written: (tensor) => `${tensor} = 0`,
    code: {
      numpy: "dx = np.zeros_like(x)  # the buffer that was to be filled",
      pytorch: "loss.backward()  # read .grad after it, and before optimizer.zero_grad()",
      typescript: "const dx = new Float64Array(x.length); // the buffer that was to be filled",
    },
  });
};

const NOTHING = 1e-6; // a bound below this share of the largest cell cuts everything

/** All cells beyond a bound were cut to it. */
export const clipped: Cause = (e) => {
  let bound = 0;
  for (const name of e.off)
    for (const value of valuesOf(e, name)) if (Number.isFinite(value)) bound = Math.max(bound, Math.abs(value));
  const largest = Math.max(
    ...e.off.map((name) => e.gradients[name].reduce((most, value) => Math.max(most, Math.abs(value)), 0)),
  );
  if (!(bound > NOTHING * largest)) return undefined;
  let cut = 0;
  for (const name of e.off) {
    const predicted = e.gradients[name].map((value) => Math.min(bound, Math.max(-bound, value)));
    const given = valuesOf(e, name);
    cut += predicted.reduce(
      (count, value, i) => count + Number(Math.abs(value) === bound && Math.abs(numberAt(given, i)) === bound),
      0,
    );
    if (!isAs(e, name, predicted)) return undefined;
  }
  if (cut < 2) return undefined;
  return causeOf(e, e.off, {
    id: "clipped",
    title: `clipped to ${short(bound)}`,
    text: `${areOf(e.off)} right but for ${counted(cut)} cells that were cut to ${short(bound)} or -${short(bound)}: the gradient was clipped by value before it was read.`,
    written: (tensor) => `${tensor} = clip(${tensor}, -${short(bound)}, ${short(bound)})`,
    code: {
      numpy: `dx = np.clip(dx, -${short(bound)}, ${short(bound)})  # compare what stood there before`,
      pytorch: `torch.nn.utils.clip_grad_value_(parameters, ${short(bound)})  # read .grad before it`,
      typescript: `dx[i] = Math.min(${short(bound)}, Math.max(-${short(bound)}, dx[i])); // compare what stood there before`,
    },
  });
};

/** Whole rows of dx are 0, the others right. */
export const zeroRows: Cause = (e) => {
  if (e.off.length !== 1 || e.off[0] !== "dx") return undefined;
  const { layout } = e.s.problem;
  const given = valuesOf(e, "dx");
  const kept = new Set<number>();
  const rowOf = (offset: number): number => cellOf(layout, indexAt(layout.shape, offset)).row;
  for (let offset = 0; offset < given.length; offset++) if (given[offset] !== 0) kept.add(rowOf(offset));
  const zero = Array.from({ length: e.s.rows }, (_, row) => row).filter((row) => !kept.has(row));
  if (zero.length < 2 || zero.length === e.s.rows) return undefined;
  const rows = new Set(zero);
  if (!isAs(e, "dx", e.gradients.dx.map((value, offset) => (rows.has(rowOf(offset)) ? 0 : value)))) return undefined; // prettier-ignore
  const shown =
    zero.length > 6 ? `${zero.slice(0, 5).join(", ")} and ${zero.length - 5} more` : listed(zero.map(String));
  return causeOf(e, ["dx"], {
    id: "zero-rows",
    title: `0 in ${counted(zero.length)} rows`,
    text: `dx is exactly 0 in row${zero.length === 1 ? "" : "s"} ${shown}, and right in all others: these rows were masked, or not written, after the backward pass. A batch norm gives every row its share of the means.`,
    written: () => `dx[row] = 0 for row${zero.length === 1 ? "" : "s"} ${shown}`,
    code: {
      numpy: "dx[~mask] = 0  # mask dout before the backward pass, not dx after it",
      pytorch: "grad_input = grad_input * mask  # mask grad_output before the backward pass",
      typescript: "if (!mask[row]) dx[i] = 0; // mask dout before the backward pass",
    },
  });
};

/** Offsets of cells that should be numbers and are not. */
export function notFiniteCells(e: Evidence, name: GradientName): number[] {
  return offsetsWhere(e, name, (given, exact) => !Number.isFinite(given) && Number.isFinite(exact));
}

function offsetsWhere(e: Evidence, name: GradientName, test: (given: number, exact: number) => boolean): number[] {
  const exact = e.gradients[name];
  const given = valuesOf(e, name);
  return Array.from(exact.keys()).filter((i) => test(numberAt(given, i), numberAt(exact, i)));
}

export function columnOf(e: Evidence, name: Diagnosis["tensor"], offset: number): number {
  return name === "dx" ? Math.floor(offset / e.s.problem.layout.inner) % e.s.D : offset;
}
