import { TILE } from "../../../src/protocol";
import { cellAtPixel } from "./device";

/** Runs of pixels [from, to) whose numbers lie in one tile. */
export interface Span {
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
  for (let i = 0; i < pixels; i++) {
    const cell = cellAtPixel(i, start, extent, pixels);
    entries[i] = cell >= 0 && cell < cells ? cell >> level : -1;
  }
  return { start, extent, level, entries, spans: toSpans(entries) };
}

function toSpans(entries: Int32Array): Span[] {
  const spans: Span[] = [];
  let from = 0;
  while (from < entries.length) {
    const tile = entries[from] < 0 ? -1 : Math.floor(entries[from] / TILE);
    const [least, most] = tile < 0 ? [-1, -1] : [tile * TILE, tile * TILE + TILE - 1];
    let to = from + 1;
    while (to < entries.length && entries[to] >= least && entries[to] <= most) to++;
    spans.push({ from, to, tile });
    from = to;
  }
  return spans;
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
