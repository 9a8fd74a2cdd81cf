import { TILE } from "../../../src/protocol/picture";
import { cellAtPixel } from "./device";

/** Runs of pixels [from, to) whose numbers lie in one tile. */
interface Span {
  readonly from: number;
  readonly to: number;
  readonly tile: number; // -1 outside the plane
}

/** Where the pixels of one axis take their numbers. */
export interface PixelAxis {
  readonly start: number; // cell at the first pixel's edge
  readonly extent: number; // cells from there to the last pixel's edge
  readonly level: number;
  readonly entries: Int32Array; // numbers of the level at each pixel's centre; -1 outside the plane
  readonly spans: readonly Span[];
}

/** Levels stay below 31: shifts are exact. */
export function pixelAxis(start: number, extent: number, pixels: number, cells: number, level: number): PixelAxis {
  const entries = new Int32Array(pixels);
  const spans: { from: number; to: number; tile: number }[] = [];
  let last: (typeof spans)[number] | undefined;
  for (let i = 0; i < pixels; i++) {
    const cell = cellAtPixel(i, start, extent, pixels);
    const entry = cell >= 0 && cell < cells ? cell >> level : -1;
    entries[i] = entry;
    const tile = Math.floor(entry / TILE); // -1 where the entry is
    if (last?.tile === tile) last.to = i + 1;
    else spans.push((last = { from: i, to: i + 1, tile }));
  }
  return { start, extent, level, entries, spans };
}

/** Pixels that the picture has moved by towards 0 since another axis of the same zoom; NaN when it is no whole move. */
export function movedBy(before: PixelAxis | undefined, now: PixelAxis): number {
  const { entries, extent, level } = now;
  const pixels = entries.length;
  if (before?.extent !== extent || before.level !== level) return NaN;
  const by = Math.round(((now.start - before.start) / extent) * pixels);
  if (Math.abs(by) >= pixels) return NaN;
  // The numbers decide, not the cameras: rounding may put a cell's edge on the other side of a pixel's centre.
  const end = Math.min(pixels, pixels - by);
  for (let i = Math.max(0, -by); i < end; i++) if (entries[i] !== before.entries[i + by]) return NaN;
  return by;
}
