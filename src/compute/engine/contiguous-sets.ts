import { affineShapeOf, type Layout, type SetCells } from "../../core/layout";
import { sizeOf } from "../../core/tensor";

/**
 * Sets whose elements stand side by side, set after set: each is `runs` stretches of `length` elements, and each stretch has
 * one entry of gamma. After `period` sets the entries begin anew. Layer and RMS norm over trailing axes have a stretch for
 * each element; group and instance norm with channels behind the samples have one for each channel.
 */
export interface ContiguousSets {
  readonly runs: number;
  readonly length: number;
  readonly period: number;
}

/** What was found, by the places that it was found from: who asks does so at every call. */
const found = new WeakMap<SetCells, ContiguousSets | "scattered">();

/** How a layer's sets stand side by side; undefined where they do not, and of batch norm. */
export function contiguousSets(layout: Layout): ContiguousSets | undefined {
  const { cells } = layout;
  if (!cells) return undefined;
  let form = found.get(cells);
  if (!form) found.set(cells, (form = formOf(layout, cells) ?? "scattered"));
  return form === "scattered" ? undefined : form;
}

function formOf(layout: Layout, cells: SetCells): ContiguousSets | undefined {
  const { rows, channels } = layout;
  const entries = sizeOf(affineShapeOf(layout));
  const runs = (cells.affineOfRow.at(-1) ?? 0) + 1; // of a set whose entries follow each other
  const form = { runs, length: rows / runs, period: entries / runs };
  const fits =
    cells.ofRow.at(-1) === rows - 1 && // of rising places
    cells.ofSet.at(-1) === (channels - 1) * rows &&
    Number.isInteger(form.length) &&
    Number.isInteger(form.period) &&
    repeats(cells, form);
  return fits ? form : undefined;
}

/** Whether the entries of gamma are those of the form. */
function repeats({ affineOfRow, affineOfSet }: SetCells, { runs, length, period }: ContiguousSets): boolean {
  return (
    affineOfRow.every((entry, i) => entry === Math.floor(i / length)) &&
    affineOfSet.every((entry, k) => entry === (k % period) * runs)
  );
}
