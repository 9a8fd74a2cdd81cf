/**
 * Which elements share a mean and a variance. A set is a column k in a stretch of rows: the whole column, or one part of
 * a batch whose parts are normalised apart (ghost batches, data parallel). A mask says which of its rows make the
 * statistics; all of them are normalised.
 */
import { failure, success, type Result } from "./fault";
import { itemAt } from "./item-at";
import { indexAt, layoutOn, offsetOf, rowAt, type Layout } from "./layout";
import { indexText } from "./spelling";
import type { Tensor } from "./tensor";

/** Rows [from, to) of every column. */
export interface RowSet {
  readonly from: number;
  readonly to: number; // exclusive
  readonly members: number; // M, how many of the rows make the statistics
}

/** The sets of every column, in the order of rows. `split`: extents along axis 0, none for a single set. */
export function rowSets(layout: Layout, split: readonly number[], mask: Uint8Array | undefined): RowSet[] {
  const lengths = split.length === 0 ? [layout.rows] : split.map((extent) => extent * layout.positions);
  let from = 0;
  return lengths.map((length) => {
    const to = from + length;
    const members = mask ? mask.subarray(from, to).reduce((sum, value) => sum + value, 0) : to - from;
    const set = { from, to, members };
    from = to;
    return set;
  });
}

/** The set that a row belongs to, by its place among the sets. */
export function setOfRow(sets: readonly RowSet[], row: number): number {
  let s = 0;
  while (row >= itemAt(sets, s).to) s++;
  return s;
}

/** A mask (N) of 0 and 1 by rows. Its shape is that of x without the channels' axis, or N. Faults "mask-shape", "mask-value". */
export function readMask({ shape, values }: Tensor, layout: Layout): Result<Uint8Array> {
  const wanted = layout.shape.filter((_, axis) => axis !== layout.axis);
  const isFlat = shape.length === 1 && shape[0] === layout.rows;
  if (!isFlat && (shape.length !== wanted.length || shape.some((extent, axis) => extent !== wanted[axis]))) {
    const flat = wanted.length > 1 ? `, or ${layout.rows}` : "";
    const text = `mask has shape ${shape.join(" x ")}, expected that of x without its channels (axis ${layout.axis}), ${wanted.join(" x ")}${flat}.`;
    return failure("mask-shape", text);
  }
  const offset = values.findIndex((value) => value !== 0 && value !== 1);
  if (offset < 0) return success(Uint8Array.from(values));
  const what = shape.length > 1 ? "place" : "row";
  const text = `mask${indexText(indexAt(shape, offset))} is ${values[offset]}, expected 0 or 1 (1: the ${what} makes the statistics).`;
  return failure("mask-value", text);
}

/** Which elements make the statistics of sets that are parts of samples (group, instance norm). */
export interface SetMask {
  readonly rows: Uint8Array; // as it is given: one for each place of each sample, as for the rows of a batch
  readonly cells: Uint8Array; // (D, N) the same at every element, set by set
}

export function toSetMask(rows: Uint8Array, layout: Layout): SetMask {
  const batch = layoutOn(layout.axis, layout.shape);
  const { rows: N, channels: D } = layout;
  const cells = Uint8Array.from({ length: N * D }, (_, at) =>
    itemAt(rows, rowAt(batch, offsetOf(layout, at % N, Math.floor(at / N)))),
  );
  return { rows, cells };
}

/** What stands under a mask: one for all columns, or each set's own. */
export interface Masked {
  readonly layout: Layout;
  readonly mask: Uint8Array | undefined; // (N)
  readonly setMask?: SetMask | undefined;
}

/** Which rows of column k make its statistics (N); all do when undefined. */
export function maskOf({ layout: { rows }, mask, setMask }: Masked, k: number): Uint8Array | undefined {
  return setMask ? setMask.cells.subarray(k * rows, (k + 1) * rows) : mask;
}

/** Whether a mask keeps the element at an offset of x out of the statistics. */
export function isKeptOut({ layout, mask, setMask }: Masked): (offset: number) => boolean {
  if (!setMask) return mask ? (offset) => mask[rowAt(layout, offset)] === 0 : () => false;
  const batch = layoutOn(layout.axis, layout.shape);
  return (offset) => setMask.rows[rowAt(batch, offset)] === 0;
}

/** How many rows of a set make its statistics: M. */
export function membersIn(problem: Masked, k: number, set: RowSet): number {
  return problem.setMask ? countOf(maskOf(problem, k)) : set.members;
}

function countOf(mask: Uint8Array | undefined): number {
  return mask?.reduce((sum, value) => sum + value, 0) ?? 0;
}

/** Extents along axis 0 that are normalised apart. Fault "split". */
export function checkSplit(split: readonly number[], { shape, axis }: Layout): Result<readonly number[]> {
  if (axis === 0) {
    return failure("split", "split counts along axis 0, which holds the channels here: expected no split.");
  }
  const at = split.findIndex((extent) => !Number.isInteger(extent) || extent < 1);
  if (at >= 0) return failure("split", `split[${at}] is ${split[at]}, expected a whole number that is 1 or greater.`);
  const sum = split.reduce((total, extent) => total + extent, 0);
  if (sum === shape[0]) return success(split);
  return failure("split", `split adds up to ${sum}, expected ${shape[0]}, the extent of x along axis 0.`);
}
