import type { Rectangle } from "./details";

/** What the mark is drawn with: device pixels, and two colours of which one shows on any other. */
interface WorstJob {
  readonly context: CanvasRenderingContext2D;
  readonly width: number;
  readonly height: number;
  readonly ratio: number;
  readonly front: string;
  readonly back: string;
  readonly font: string; // family of its word; empty: without one
}

// In CSS pixels.
const RADIUS = 8; // at least: a ring is seen around a cell of any size
const APART = 4; // from the cell to its ring
const FRAMED = 18; // from this size on a cell has a frame of its own inside
const LOW = 24; // a picture that is lower than a ring, as a strip is, has a frame in its place
const LEAST = 5; // half of a frame
const TEXT = 11;
const ROOM = 120; // of a picture that has room for the word

/** A ring around the worst cell, or a frame in a large one, and its word beside it where the picture has room. */
export function drawWorst(job: WorstJob, box: Rectangle): void {
  const { context, ratio, width, height } = job;
  if (box.x > width || box.x + box.width < 0 || box.y > height || box.y + box.height < 0) return;
  const isLow = height < LOW * ratio;
  const isFramed = isLow || Math.min(box.width, box.height) >= FRAMED * ratio;
  const [indent, thick] = isLow ? [1.5, 1.5] : [3, 2.5];
  const half = (size: number): number =>
    isFramed ? Math.max(LEAST * ratio, size / 2 - indent * ratio) : Math.max(RADIUS * ratio, size / 2 + APART * ratio);
  const [across, down] = [half(box.width), half(box.height)];
  const ring = {
    x: ringMiddle(box.x, box.width, across + thick * ratio, width),
    y: ringMiddle(box.y, box.height, down + thick * ratio, height),
    ...{ across, down },
  };
  for (const [colour, line] of [
    [job.back, 2 * thick],
    [job.front, thick],
  ] as const) {
    context.strokeStyle = colour;
    context.lineWidth = line * ratio;
    context.beginPath();
    if (isFramed) context.rect(ring.x - ring.across, ring.y - ring.down, 2 * ring.across, 2 * ring.down);
    else context.ellipse(ring.x, ring.y, ring.across, ring.down, 0, 0, 2 * Math.PI);
    context.stroke();
  }
  if (job.font !== "" && !isFramed && width >= ROOM * ratio) drawWord(job, ring);
}

/** The middle of a cell; of one at the picture's edge the nearest place where a ring of that half is not cut. */
export function ringMiddle(from: number, size: number, half: number, whole: number): number {
  const middle = from + size / 2;
  const isWhole = from >= -1 && from + size <= whole + 1 && 2 * half <= whole;
  return isWhole ? Math.min(Math.max(middle, half), whole - half) : middle;
}

/** To the right of the ring, or to its left where that is the picture's edge. */
function drawWord(job: WorstJob, ring: { readonly x: number; readonly y: number; readonly across: number }): void {
  const { context, ratio, width, height } = job;
  context.font = `${TEXT * ratio}px ${job.font}`;
  context.textAlign = "left";
  context.textBaseline = "middle";
  const text = "worst";
  const size = { width: context.measureText(text).width + 6 * ratio, height: (TEXT + 4) * ratio };
  const right = ring.x + ring.across + 4 * ratio;
  const left = right + size.width > width ? ring.x - ring.across - 4 * ratio - size.width : right;
  const top = Math.min(Math.max(ring.y - size.height / 2, 0), height - size.height);
  context.fillStyle = job.back;
  context.fillRect(left, top, size.width, size.height);
  context.fillStyle = job.front;
  context.fillText(text, left + 3 * ratio, top + size.height / 2 + ratio / 2);
}
