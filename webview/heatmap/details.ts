import type { Camera, Cell, CellRange } from "../store";
import type { Extent } from "./camera";
import { cssOf, luminanceOf, SLOT, STEPS, type Table } from "./colour";
import { edgeOf } from "./device";
import { short } from "./format";
import type { PartRows } from "./parts";
import { toPosition, type Scale } from "./scale";

/** What is drawn over a picture whose cells are large: edges, forms of odd values, numbers. */
export interface DetailsJob {
  readonly context: CanvasRenderingContext2D;
  readonly width: number; // device pixels
  readonly height: number;
  readonly ratio: number; // device pixels for one CSS pixel
  readonly camera: Camera;
  readonly plane: Extent;
  readonly scale: Scale;
  readonly table: Table;
  readonly numberAt: (row: number, column: number) => number | undefined;
  readonly font: string; // family
}

// In CSS pixels.
const GRID = "rgb(128 128 128 / 35%)"; // shows on light and on dark
const GRID_FROM = 10;
const FORMS_FROM = 9;
const PRINT_FROM = { width: 46, height: 15 };
const FONT_SIZE = 11;
const CLIP_MARK = 5;

/** Entry of the colour table for a number, by its exact value. */
function entryOf(value: number, scale: Scale, position: (value: number) => number): number {
  const { negativeIsAbsent, kind } = scale;
  const at = position(value);
  if (at >= -1e-6 && at <= 1 + 1e-6 && !(negativeIsAbsent && value < 0)) return Math.round(at * (STEPS - 1));
  const slot = slotOf(value, at, negativeIsAbsent);
  return slot === SLOT.below && kind === "log" ? 0 : slot;
}

/** Entry of what has no place on the map. */
function slotOf(value: number, position: number, negativeIsAbsent: boolean): number {
  if (value !== value) return SLOT.nan;
  if (value === Infinity) return SLOT.positiveInfinite;
  if (value === -Infinity) return SLOT.negativeInfinite;
  if (negativeIsAbsent && value < 0) return SLOT.absent;
  return position < 0 ? SLOT.below : SLOT.above;
}

/** A camera on a canvas. */
export type View = Pick<DetailsJob, "width" | "height" | "ratio" | "camera">;

/** Width and height of a cell in CSS pixels. */
function cellSize({ width, height, ratio, camera }: View): { width: number; height: number } {
  return { width: width / camera.columns / ratio, height: height / camera.rows / ratio };
}

/** True when cells are large enough for any of it. */
export function hasDetails(view: View): boolean {
  const { width, height } = cellSize(view);
  return Math.min(width, height) >= FORMS_FROM;
}

/** Draws all of it. */
export function drawDetails(job: DetailsJob): void {
  const { context, width, height, ratio, camera, plane } = job;
  const cell = cellSize(job);
  const row0 = Math.max(0, Math.floor(camera.row));
  const row1 = Math.min(plane.rows, Math.ceil(camera.row + camera.rows));
  const column0 = Math.max(0, Math.floor(camera.column));
  const column1 = Math.min(plane.columns, Math.ceil(camera.column + camera.columns));
  const xs = edges(column0, column1, camera.column, camera.columns, width);
  const ys = edges(row0, row1, camera.row, camera.rows, height);
  if (Math.min(cell.width, cell.height) >= GRID_FROM) drawGrid(job, xs, ys);

  const position = toPosition(job.scale);
  const prints = cell.width >= PRINT_FROM.width && cell.height >= PRINT_FROM.height;
  context.font = `${FONT_SIZE * ratio}px ${job.font}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  for (let row = row0; row < row1; row++) {
    for (let column = column0; column < column1; column++) {
      const value = job.numberAt(row, column);
      if (value === undefined) continue;
      const entry = entryOf(value, job.scale, position);
      if (!prints && entry < STEPS) continue; // its colour says it all
      const box = {
        x: xs[column - column0],
        y: ys[row - row0],
        width: xs[column - column0 + 1] - xs[column - column0],
        height: ys[row - row0 + 1] - ys[row - row0],
      };
      const colour = job.table[entry];
      const ink = luminanceOf(colour) > 0.3 ? "#000" : "#fff";
      if (entry >= STEPS) drawForm(context, box, entry, ink, ratio, prints);
      if (prints && entry !== SLOT.absent) {
        context.fillStyle = ink;
        print(job, short(value), box, cssOf(colour), entry === SLOT.nan);
      }
    }
  }
}

/** Device pixels where cells [from, to) begin, and where the last one ends. */
function edges(from: number, to: number, start: number, extent: number, pixels: number): number[] {
  const result: number[] = [];
  for (let cell = from; cell <= to; cell++) result.push(edgeOf(cell, start, extent, pixels));
  return result;
}

function drawGrid({ context }: DetailsJob, xs: readonly number[], ys: readonly number[]): void {
  context.fillStyle = GRID;
  const [left, right] = [xs[0], xs[xs.length - 1]];
  const [top, bottom] = [ys[0], ys[ys.length - 1]];
  for (const x of xs.slice(1, -1)) context.fillRect(x, top, 1, bottom - top);
  for (const y of ys.slice(1, -1)) context.fillRect(left, y, right - left, 1);
}

interface Rectangle {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** NaN is hatched, infinities carry an arrow, clipped values a corner that points to where they have gone. */
function drawForm(
  context: CanvasRenderingContext2D,
  box: Rectangle,
  entry: number,
  ink: string,
  ratio: number,
  prints: boolean,
): void {
  const { x, y, width, height } = box;
  context.save();
  context.beginPath();
  context.rect(x, y, width, height);
  context.clip();
  context.fillStyle = ink;
  context.strokeStyle = ink;
  if (entry === SLOT.nan) {
    context.globalAlpha = prints ? 0.35 : 0.6;
    context.lineWidth = ratio;
    context.beginPath();
    for (let at = -height; at < width; at += 5 * ratio) {
      context.moveTo(x + at, y + height);
      context.lineTo(x + at + height, y);
    }
    context.stroke();
  } else if (entry === SLOT.positiveInfinite || entry === SLOT.negativeInfinite) {
    if (!prints) arrow(context, box, entry === SLOT.positiveInfinite, ratio);
  } else if (entry === SLOT.above || entry === SLOT.below) {
    const size = Math.min(CLIP_MARK * ratio, width / 2, height / 2);
    const up = entry === SLOT.above;
    const corner = up ? y : y + height;
    context.beginPath();
    context.moveTo(x + width, corner);
    context.lineTo(x + width - size, corner);
    context.lineTo(x + width, corner + (up ? size : -size));
    context.fill();
  }
  context.restore();
}

function arrow(context: CanvasRenderingContext2D, box: Rectangle, up: boolean, ratio: number): void {
  const size = Math.min(box.width, box.height, 16 * ratio) * 0.3;
  const x = box.x + box.width / 2;
  const y = box.y + box.height / 2;
  const tip = up ? -size : size;
  context.lineWidth = Math.max(1, size / 4);
  context.beginPath();
  context.moveTo(x, y - tip);
  context.lineTo(x, y + tip);
  context.moveTo(x - size * 0.7, y + tip * 0.3);
  context.lineTo(x, y + tip);
  context.lineTo(x + size * 0.7, y + tip * 0.3);
  context.stroke();
}

function print(
  { context, ratio }: DetailsJob,
  text: string,
  box: Rectangle,
  background: string,
  isHatched: boolean,
): void {
  const x = box.x + box.width / 2;
  const y = box.y + box.height / 2;
  if (isHatched) {
    const ink = context.fillStyle;
    const width = context.measureText(text).width + 6 * ratio;
    context.fillStyle = background;
    context.fillRect(x - width / 2, y - 7 * ratio, width, 14 * ratio);
    context.fillStyle = ink;
  }
  context.fillText(text, x, y + 0.5 * ratio, box.width - 4 * ratio);
}

/** What follows the pointer and the keys: one frame for the cell, hairlines to the edges, the selection. */
export interface MarksJob {
  readonly context: CanvasRenderingContext2D;
  readonly width: number;
  readonly height: number;
  readonly ratio: number;
  readonly camera: Camera;
  readonly cursor: Cell | null;
  readonly hover: Cell | null;
  readonly selection: CellRange | null;
  readonly parts: readonly PartRows[];
  readonly font: string; // family
  /** Light and dark: every mark is drawn in both, so that it shows on every colour. */
  readonly front: string;
  readonly back: string;
}

export function drawMarks(job: MarksJob): void {
  const { context, width, height, camera, ratio } = job;
  const x = (column: number): number => edgeOf(column, camera.column, camera.columns, width);
  const y = (row: number): number => edgeOf(row, camera.row, camera.rows, height);
  const line = Math.max(1, Math.round(ratio));
  drawParts(job, y, line);
  const { selection, cursor, hover } = job;
  const boxOf = ({ row0, row1, column0, column1 }: CellRange): Rectangle => {
    const [left, top] = [x(column0), y(row0)];
    return { x: left, y: top, width: x(column1) - left, height: y(row1) - top };
  };
  const cellBox = ({ row, column }: Cell): Rectangle =>
    boxOf({ row0: row, row1: row + 1, column0: column, column1: column + 1 });
  if (selection) frame(job, boxOf(selection), line, true);
  const hairlines = hover ?? cursor;
  // No line through printed numbers: among large cells the frame is easily seen.
  const isLarge = width / camera.columns > PRINT_FROM.width * ratio && height / camera.rows > PRINT_FROM.height * ratio;
  if (hairlines && !isLarge) {
    const box = cellBox(hairlines);
    const mx = Math.floor(box.x + box.width / 2);
    const my = Math.floor(box.y + box.height / 2);
    const reach = { x: Math.max(box.width / 2, 4 * ratio), y: Math.max(box.height / 2, 4 * ratio) };
    for (const [colour, alpha, shift] of [
      [job.back, 0.45, line],
      [job.front, 0.75, 0],
    ] as const) {
      context.globalAlpha = alpha;
      context.fillStyle = colour;
      context.fillRect(0, my + shift, mx - reach.x, line);
      context.fillRect(mx + reach.x, my + shift, width, line);
      context.fillRect(mx + shift, 0, line, my - reach.y);
      context.fillRect(mx + shift, my + reach.y, line, height);
    }
    context.globalAlpha = 1;
  }
  for (const [cell, weight] of [
    [hover, line],
    [cursor, line + Math.round(ratio)],
  ] as const) {
    if (!cell) continue;
    const box = cellBox(cell);
    // A cell smaller than the frame can show is framed from outside.
    const least = Math.round(5 * ratio);
    const grow = {
      x: Math.max(0, Math.ceil((least - box.width) / 2)),
      y: Math.max(0, Math.ceil((least - box.height) / 2)),
    };
    const around = {
      x: box.x - grow.x,
      y: box.y - grow.y,
      width: box.width + 2 * grow.x,
      height: box.height + 2 * grow.y,
    };
    frame(job, around, weight, false);
  }
}

/** A line where one part ends and the next begins, and each part's name where there is room for it. */
function drawParts(job: MarksJob, y: (row: number) => number, line: number): void {
  const { context, width, height, ratio } = job;
  context.font = `${10 * ratio}px ${job.font}`;
  context.textAlign = "right";
  context.textBaseline = "top";
  for (const { name, row0, row1 } of job.parts) {
    const top = y(row0);
    const shown = Math.min(y(row1), height) - Math.max(top, 0);
    if (row0 > 0) {
      context.fillStyle = job.back;
      context.fillRect(0, top - line, width, 2 * line);
      context.fillStyle = job.front;
      context.fillRect(0, top - line, width, line);
    }
    if (shown < 18 * ratio || job.hover) continue; // a name must not cover what the pointer looks at
    const edge = width - 3 * ratio;
    const upper = Math.max(top, 0) + 3 * ratio;
    context.globalAlpha = 0.75;
    context.fillStyle = job.back;
    const room = context.measureText(name).width + 6 * ratio;
    context.fillRect(edge - room, upper, room, 14 * ratio);
    context.globalAlpha = 1;
    context.fillStyle = job.front;
    context.fillText(name, edge - 3 * ratio, upper + 2 * ratio);
  }
}

/** A frame just outside a rectangle, at the picture's edge inside: dark outside light, so that one of them shows. */
function frame(job: MarksJob, box: Rectangle, line: number, isDashed: boolean): void {
  const { context, ratio } = job;
  if (box.x > job.width || box.x + box.width < 0 || box.y > job.height || box.y + box.height < 0) return;
  const kept = (at: number, end: number): number => Math.min(Math.max(at, 2 * line), end - 2 * line);
  const [left, right] = [box.x, box.x + box.width].map((at) => kept(at, job.width));
  const [top, bottom] = [box.y, box.y + box.height].map((at) => kept(at, job.height));
  context.setLineDash([]);
  for (const [colour, grow] of [
    [job.back, line * 1.5],
    [job.front, line / 2],
  ] as const) {
    context.strokeStyle = colour;
    context.lineWidth = line;
    if (isDashed && colour === job.front) context.setLineDash([4 * ratio, 3 * ratio]);
    context.strokeRect(left - grow, top - grow, right - left + 2 * grow, bottom - top + 2 * grow);
  }
  context.setLineDash([]);
}
