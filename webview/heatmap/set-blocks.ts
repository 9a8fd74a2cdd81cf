/** Strips of what is known of each set where these are no columns: a number for each block of the matrix. */
import { normalizesAxes } from "../../src/core/normalization-layer";
import type { TensorName } from "../../src/protocol/picture";
import type { AnalysisState } from "../../src/protocol/analysis-state";
import { itemAt } from "../../src/core/item-at";
import { indexInShape, matrixCell } from "../page/geometry";
import type { Cell, Camera, Store } from "../store";
import type { Extent } from "./camera";
import { columnsPerChannel, imageSize } from "./channel";

type Where = Pick<Store, "plane" | "analysis">;

/** Whether a tensor has a number for each set of a layer whose sets are no columns. */
export function isOfBlocks(tensor: TensorName, layer: Partial<Pick<AnalysisState, "norm">> | null): boolean {
  return (tensor === "mean" || tensor === "variance") && (layer?.norm ?? "batch") !== "batch";
}

/** Whether each set is a row: its numbers stand beside the picture, and else under it. */
export function areRows({ analysis }: Where): boolean {
  return normalizesAxes(analysis.value ?? {});
}

/** Rows of the matrix, one after the other, that the rows of a plane are. */
interface RowsInStep {
  readonly first: number;
  readonly rows: number;
}

/** Which sets of layer and RMS norm the rows of the plane are, where each is one; null where they lie otherwise. */
export function rowsInStep(where: Where): RowsInStep | null {
  const state = where.analysis.value;
  const plane = where.plane.value;
  if (!state || !areRows(where)) return null;
  if (plane.kind === "matrix") return { first: 0, rows: state.rows };
  if (plane.kind === "images") return null;
  const { shape, columnAxes } = state;
  const innermost = shape.findLastIndex((_, axis) => !columnAxes.includes(axis));
  if (plane.rows !== innermost || !columnAxes.includes(plane.columns)) return null;
  const { row } = matrixCell(state, indexInShape(state, plane, { row: 0, column: 0 }));
  return { first: row, rows: itemAt(shape, innermost) };
}

/** How many blocks there are. */
export function blocksOf({ analysis }: Where): Extent {
  const state = analysis.value;
  if (!state) return { rows: 0, columns: 0 };
  return { rows: state.rows / state.setBlock.rows, columns: state.columns / state.setBlock.columns };
}

/** What is to be seen of the blocks: those beside or under the cells that are. */
export function blocksInView(where: Where, camera: Camera): Camera {
  const blocks = blocksOf(where);
  const all = { row: 0, column: 0, ...blocks };
  if (areRows(where)) {
    const step = rowsInStep(where);
    return step ? { ...all, row: step.first + camera.row, rows: camera.rows } : all;
  }
  const width = columnsPerChannel(where);
  const state = where.analysis.value;
  if (width === null || !state) return all;
  const across = width * state.setBlock.columns;
  return { ...all, column: camera.column / across, columns: camera.columns / across };
}

/** The block that a cell of the plane lies in. */
export function blockAt({ plane, analysis }: Where, cell: Cell | null): Cell | undefined {
  const state = analysis.value;
  if (!state || !cell) return undefined;
  const { row, column } = matrixCell(state, indexInShape(state, plane.value, cell));
  return { row: Math.floor(row / state.setBlock.rows), column: Math.floor(column / state.setBlock.columns) };
}

/** The first cell of the plane that lies in a block; undefined in planes that do not show the blocks whole. */
export function cellIn(where: Where, block: Cell): Cell | undefined {
  const state = where.analysis.value;
  const image = imageSize(where);
  if (!state) return undefined;
  const { rows, columns } = state.setBlock;
  if (areRows(where)) {
    const step = rowsInStep(where);
    const row = block.row - (step?.first ?? 0);
    return step && row >= 0 && row < step.rows ? { row, column: 0 } : undefined;
  }
  if (!image && where.plane.value.kind !== "matrix") return undefined;
  return { row: block.row * (image?.rows ?? rows), column: block.column * (image?.columns ?? 1) * columns };
}
