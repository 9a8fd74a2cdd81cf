import type { Camera, Cell, CellRange } from "../../store";
import type { Extent } from "../camera";
import { CELL_PRINT, hasPrint, type Rectangle } from "./details";
import { edgeOf } from "./device";
import type { PartRows } from "../batch-parts";

/** What follows the pointer and the keys: one frame for the cell, hairlines to the edges, the selection. */
interface MarksJob {
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
  /** Rows and columns of one image, where images stand side by side. */
  readonly image: Extent | null;
  /** Those of a block that shares a mean and a variance. */
  readonly block: Extent | null;
}

export function drawMarks(job: MarksJob): void {
  const { width, height, camera, ratio } = job;
  const x = (column: number): number => edgeOf(column, camera.column, camera.columns, width);
  const y = (row: number): number => edgeOf(row, camera.row, camera.rows, height);
  const line = Math.max(1, Math.round(ratio));
  drawEdges(job, job.image, [["rgb(128 128 128)", 0]], x, y, line); // shows on light and on dark
  drawEdges(job, job.block, [[job.back, -line], [job.front, 0]], x, y, line); // prettier-ignore
  drawParts(job, y, line);
  const { selection, cursor, hover } = job;
  const boxOf = ({ row0, row1, column0, column1 }: CellRange): Rectangle => {
    const [left, top] = [x(column0), y(row0)];
    return { x: left, y: top, width: x(column1) - left, height: y(row1) - top };
  };
  const cellBox = ({ row, column }: Cell): Rectangle =>
    boxOf({ row0: row, row1: row + 1, column0: column, column1: column + 1 });
  if (selection) frame(job, boxOf(selection), line, true);
  const pointed = hover ?? cursor;
  // No line through printed numbers: among large cells the frame is easily seen.
  const isLarge = hasPrint(job, CELL_PRINT);
  if (pointed && !isLarge) drawHairlines(job, cellBox(pointed), line);
  // A cell smaller than the frame can show is framed from outside.
  const beyond = (size: number): number => Math.max(0, Math.ceil((Math.round(5 * ratio) - size) / 2));
  for (const [cell, weight] of [
    [hover, line],
    [cursor, line + Math.round(ratio)],
  ] as const) {
    if (!cell) continue;
    const { x, y, width, height } = cellBox(cell);
    const [across, down] = [beyond(width), beyond(height)];
    const around = { x: x - across, y: y - down, width: width + 2 * across, height: height + 2 * down };
    frame(job, around, weight, false);
  }
}

/** Lines from a cell to the edges of the picture, with a gap around the cell. */
function drawHairlines({ context, width, height, ratio, front, back }: MarksJob, box: Rectangle, line: number): void {
  const x = Math.floor(box.x + box.width / 2);
  const y = Math.floor(box.y + box.height / 2);
  const across = Math.max(box.width / 2, 4 * ratio);
  const down = Math.max(box.height / 2, 4 * ratio);
  for (const [colour, alpha, shift] of [
    [back, 0.45, line],
    [front, 0.75, 0],
  ] as const) {
    context.globalAlpha = alpha;
    context.fillStyle = colour;
    context.fillRect(0, y + shift, x - across, line);
    context.fillRect(x + across, y + shift, width, line);
    context.fillRect(x + shift, 0, line, y - down);
    context.fillRect(x + shift, y + down, line, height);
  }
  context.globalAlpha = 1;
}

/** CSS pixels of an image from which on it is set off from its neighbours. */
const IMAGE_FROM = 10;

/** Lines between images that stand side by side, or blocks: each in one colour beside the other. */
function drawEdges(
  job: MarksJob,
  image: Extent | null,
  strokes: readonly (readonly [colour: string, shift: number])[],
  x: Edge,
  y: Edge,
  line: number,
): void {
  const { context, camera, width, height, ratio } = job;
  if (!image) return;
  const edges = (start: number, shown: number, size: number, pixels: number): number[] => {
    if ((size / shown) * pixels < IMAGE_FROM * ratio) return [];
    const found: number[] = [];
    for (let at = Math.max(1, Math.ceil(start / size)); at * size < start + shown; at++) found.push(at * size);
    return found;
  };
  const rows = edges(camera.row, camera.rows, image.rows, height);
  const columns = edges(camera.column, camera.columns, image.columns, width);
  for (const [colour, shift] of strokes) {
    context.fillStyle = colour;
    for (const row of rows) context.fillRect(0, y(row) + shift, width, line);
    for (const column of columns) context.fillRect(x(column) + shift, 0, line, height);
  }
}

type Edge = (cell: number) => number;

/** A line where one part of the batch ends and the next begins, and each part's name where there is room for it. */
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
  const [left, right] = [kept(box.x, job.width), kept(box.x + box.width, job.width)];
  const [top, bottom] = [kept(box.y, job.height), kept(box.y + box.height, job.height)];
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
