import { failure, success, type Result } from "../core/fault";
import { itemAt } from "../core/item-at";
import { cellOf, type Layout } from "../core/layout";

/** A cell of the N x D matrix. */
export interface Cell {
  readonly row: number; // l
  readonly column: number; // k
}

/**
 * Reads "12,7", row and column from 0, or element and set of other layers than batch norm; where x is no matrix also the
 * cell's index in x: "1,7,0,3". Fault "cell".
 */
export function readCell(text: string | undefined, layout: Layout): Result<Cell> {
  const { rows, channels, shape } = layout;
  const last = [rows - 1, channels - 1];
  const ends = shape.map((extent) => extent - 1);
  const isMatrix = shape.length === 2;
  const ofX = !isMatrix ? `; or its index in x, from ${ends.map(() => 0).join(",")} to ${ends.join(",")}` : "";
  const [row, column] = layout.cells ? ["an element", "a set"] : ["a row", "a column"];
  const range = `${row} from 0 to ${rows - 1} and ${column} from 0 to ${channels - 1}${ofX}`;
  if (text === undefined) return failure("cell", `Expected a cell, --cell l,k: ${range}.`);
  const refused = failure("cell", `--cell is ${text.trim() || "empty"}, expected l,k: ${range}.`);
  const inside = /^\s*(?:\[(?<bracketed>[^[\]]*)\]|(?<bare>[^[\]]*))\s*$/.exec(text)?.groups;
  const numbers = inside?.bracketed ?? inside?.bare ?? "";
  if (!/^\s*-?\d+(?:\s*[,\s]\s*-?\d+)*\s*$/.test(numbers)) return refused;
  const index = (numbers.match(/-?\d+/g) ?? []).map(Number);
  const isWithin = (extents: readonly number[]): boolean =>
    index.length === extents.length && index.every((at, axis) => at >= 0 && at <= itemAt(extents, axis));
  if (isWithin(last)) return success({ row: itemAt(index, 0), column: itemAt(index, 1) });
  if (!isMatrix && isWithin(ends)) return success(cellOf(layout, index));
  return refused;
}
