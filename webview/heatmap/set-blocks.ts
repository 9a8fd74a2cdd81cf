/** Strips of what is known of each set where these are no columns: a number for each block of the matrix. */
import { normalizesAxes } from "../../src/core/normalization-layer";
import type { TensorName } from "../../src/protocol/picture";
import type { AnalysisState } from "../../src/protocol/analysis-state";
import { indexInShape, matrixCell, planeThrough } from "../page/geometry";
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
    return where.plane.value.kind === "matrix" ? { ...all, row: camera.row, rows: camera.rows } : all;
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
  if (!state || (!image && where.plane.value.kind !== "matrix")) return undefined;
  const { rows, columns } = state.setBlock;
  if (areRows(where)) {
    const first = indexInShape(state, { kind: "matrix" }, { row: block.row * rows, column: 0 });
    return planeThrough(where.plane.value, state, first).cell;
  }
  return { row: block.row * (image?.rows ?? rows), column: block.column * (image?.columns ?? 1) * columns };
}
