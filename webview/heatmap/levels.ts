import { TILE } from "../../src/protocol/picture";
import type { Camera } from "../store";
import type { Extent } from "./camera";

/**
 * The level that one axis is drawn from: 2^level cells in one number, at least as many as one device pixel covers.
 * Rounding up is what keeps every cell on screen: the centres of neighbouring pixels are never more than one number
 * apart, so none is stepped over. (Rounding down or to the nearest loses single cells.)
 */
export function levelOf(cells: number, pixels: number): number {
  let level = 0;
  while (2 ** level * pixels < cells) level++;
  return level;
}

/** The lowest level at which an axis fits in one tile. */
export function topLevel(cells: number): number {
  return levelOf(cells, TILE);
}

export interface Levels {
  readonly row: number;
  readonly column: number;
}

/** Levels for a camera on a canvas of width x height device pixels. */
export function levelsFor(camera: Camera, width: number, height: number): Levels {
  return { row: levelOf(camera.rows, height), column: levelOf(camera.columns, width) };
}

/** Tiles [first, end) of one axis that hold the cells in view. */
function tileSpan(start: number, extent: number, cells: number, level: number): { first: number; end: number } {
  const size = TILE * 2 ** level;
  const from = Math.max(0, Math.floor(start));
  const to = Math.min(cells, Math.ceil(start + extent));
  return { first: Math.floor(from / size), end: Math.ceil(to / size) };
}

interface TilePlace {
  readonly row: number;
  readonly column: number;
}

/** Tiles that a camera needs at the levels, those nearest to the middle of the view first. */
export function tilesFor(camera: Camera, plane: Extent, levels: Levels): TilePlace[] {
  const rows = tileSpan(camera.row, camera.rows, plane.rows, levels.row);
  const columns = tileSpan(camera.column, camera.columns, plane.columns, levels.column);
  const middleRow = (camera.row + camera.rows / 2) / (TILE * 2 ** levels.row) - 0.5;
  const middleColumn = (camera.column + camera.columns / 2) / (TILE * 2 ** levels.column) - 0.5;
  const places: (TilePlace & { distance: number })[] = [];
  for (let row = rows.first; row < rows.end; row++) {
    for (let column = columns.first; column < columns.end; column++) {
      places.push({ row, column, distance: Math.hypot(row - middleRow, column - middleColumn) });
    }
  }
  return places.sort((a, b) => a.distance - b.distance);
}

/** "16 x 16" when one device pixel stands for many cells, else null. */
export function cellsPerPixel(levels: Levels): string | null {
  return levels.row + levels.column > 0 ? `${2 ** levels.row} × ${2 ** levels.column}` : null;
}
