import { itemAt } from "../../../src/core/item-at";
import type { Camera, CellRange } from "../../store";
import type { Extent } from "../camera";
import { cssOf, luminanceOf, SLOT, STEPS, type Table } from "./colour";
import { edgeOf } from "./device";
import { fittedAlike, type Written } from "../number-format";
import { colourStep, toPosition, type Scale } from "../scale";

/** What is drawn over a picture whose cells are large: edges, forms of odd values, numbers. */
interface DetailsJob {
  readonly context: CanvasRenderingContext2D;
  readonly width: number; // device pixels
  readonly height: number;
  readonly ratio: number; // device pixels for one CSS pixel
  readonly camera: Camera;
  readonly plane: Extent;
  readonly scale: Scale;
  readonly table: Table;
  readonly numberAt: NumberAt;
  /** The exact numbers, where cells print theirs: what is printed is what the inspector says. null where none print. */
  readonly exactAt: NumberAt | null;
  readonly font: string; // family
  readonly size: PrintSize;
}

type NumberAt = (row: number, column: number) => number | undefined;

// In CSS pixels.
const GRID = "rgb(128 128 128 / 35%)"; // shows on light and on dark
const GRID_FROM = 10;
const FORMS_FROM = 9;
/** From which size on cells print their numbers, and how large. */
export interface PrintSize {
  readonly width: number;
  readonly height: number;
  readonly font: number;
  readonly digits: number; // at most, where not all fit whole
}
export const CELL_PRINT: PrintSize = { width: 46, height: 15, font: 11, digits: 5 };
/** Strips print sooner: they are two of the three answers, and read as one row. */
export const STRIP_PRINT: PrintSize = { width: 29, height: 14, font: 10, digits: 3 };
/** Text is condensed to this share of its width at most, and keeps clear of its cell's edges. */
const CONDENSED = 0.85;
const MARGIN = 2;
/** Between numbers in a row that are written whole, at their full width. */
const AIR = 12;
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

/** True when cells are large enough for their numbers in print. */
export function hasPrint(view: View, from: PrintSize): boolean {
  const { width, height } = cellSize(view);
  return width >= from.width && height >= from.height;
}

/** The cells in view. */
export function cellsInView({ row, rows, column, columns }: Camera, plane: Extent): CellRange {
  return {
    row0: Math.max(0, Math.floor(row)),
    row1: Math.min(plane.rows, Math.ceil(row + rows)),
    column0: Math.max(0, Math.floor(column)),
    column1: Math.min(plane.columns, Math.ceil(column + columns)),
  };
}

/** Draws all of it; tells how the numbers are rounded, as `Written` does. */
export function drawDetails(job: DetailsJob): string {
  const { context, width, height, ratio, camera, plane, exactAt } = job;
  const cell = cellSize(job);
  const { row0, row1, column0, column1 } = cellsInView(camera, plane);
  const xs = edges(column0, column1, camera.column, camera.columns, width);
  const ys = edges(row0, row1, camera.row, camera.rows, height);
  if (Math.min(cell.width, cell.height) >= GRID_FROM) drawGrid(job, xs, ys);

  const position = toPosition(job.scale);
  const step = colourStep(job.scale);
  context.font = `${job.size.font * ratio}px ${job.font}`;
  context.textAlign = "center";
  context.textBaseline = "middle";
  const room = Math.floor((cell.width - 2 * MARGIN) / ((CONDENSED * context.measureText("0").width) / ratio));
  const airy = Math.floor((cell.width - AIR) / (context.measureText("0").width / ratio));
  const { text: write, rounding } = writerOf(job, { room, airy }, step, { row0, row1, column0, column1 });
  for (let row = row0; row < row1; row++) {
    for (let column = column0; column < column1; column++) {
      const value = job.numberAt(row, column);
      if (value === undefined) continue;
      const entry = entryOf(value, job.scale, position);
      const exact = entry === SLOT.absent ? undefined : exactAt?.(row, column);
      const text = exact === undefined ? undefined : write(exact);
      if (text === undefined && entry < STEPS) continue; // its colour says it all
      const [x, y] = [itemAt(xs, column - column0), itemAt(ys, row - row0)];
      const [right, bottom] = [itemAt(xs, column - column0 + 1), itemAt(ys, row - row0 + 1)];
      const box = { x, y, width: right - x, height: bottom - y };
      const colour = itemAt(job.table, entry);
      const ink = luminanceOf(colour) > 0.3 ? "#000" : "#fff";
      if (entry >= STEPS) drawForm(context, box, entry, ink, ratio, text !== undefined);
      if (text === undefined) continue;
      context.fillStyle = ink;
      print(job, text, box, cssOf(colour), entry === SLOT.nan);
    }
  }
  return rounding;
}

/** How the numbers of these cells are written: all alike. */
function writerOf(
  { exactAt, size }: DetailsJob,
  { room, airy }: { readonly room: number; readonly airy: number },
  step: (value: number) => number,
  { row0, row1, column0, column1 }: CellRange,
): Written {
  const values: number[] = [];
  for (let row = row0; row < row1; row++)
    for (let column = column0; column < column1; column++) {
      const exact = exactAt?.(row, column);
      if (exact !== undefined) values.push(exact);
    }
  return fittedAlike(values, room, step, size.digits, airy);
}

/** Device pixels where cells [from, to) begin, and where the last one ends. */
function edges(from: number, to: number, start: number, extent: number, pixels: number): number[] {
  const result: number[] = [];
  for (let cell = from; cell <= to; cell++) result.push(edgeOf(cell, start, extent, pixels));
  return result;
}

function drawGrid({ context }: DetailsJob, xs: readonly number[], ys: readonly number[]): void {
  context.fillStyle = GRID;
  const [left, right] = [Math.min(...xs), Math.max(...xs)];
  const [top, bottom] = [Math.min(...ys), Math.max(...ys)];
  for (const x of xs.slice(1, -1)) context.fillRect(x, top, 1, bottom - top);
  for (const y of ys.slice(1, -1)) context.fillRect(left, y, right - left, 1);
}

export interface Rectangle {
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
  context.fillText(text, x, y + 0.5 * ratio, box.width - 2 * MARGIN * ratio);
}
