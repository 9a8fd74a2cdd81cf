import { itemAt } from "../../../src/core/item-at";
import { tickTexts } from "../limit-labels";
import { toPosition, type Scale } from "../scale";
import type { Pen } from "../sheet-element";
import { scaleTicks } from "../ticks";
import type { Mark } from "../tolerance-mark";
import { luminanceOf, STEPS, type Table } from "./colour";
import type { Box } from "./device";

/** What a bar of colours shows. */
export interface BarLook {
  readonly scale: Scale;
  readonly table: Table;
  readonly marks: readonly Mark[];
  /** The number at the cursor. */
  readonly pointed: number | undefined;
}

// In CSS pixels.
const BAR = 14;
const FONT = 10.5;
const ROOM = { up: 24, across: 44 }; // between two labels
const MOST = 10; // labels
const TICK = 2; // short, and apart from its number: it is no minus sign
const LABEL = BAR + 7;
const CLEAR = 5; // between two texts in a bar

/** Colours that lie along a bar, each line of device pixels in one of the map. */
export class BarColours {
  private made: { table: Table; box: Box; image: ImageData } | null = null;

  draw(context: CanvasRenderingContext2D, box: Box, table: Table, across: boolean): void {
    if (this.made?.table !== table || this.made.box !== box) {
      const width = across ? box.deviceWidth : Math.round((BAR * box.deviceWidth) / box.width);
      const height = box.deviceHeight;
      const image = context.createImageData(width, height);
      const pixels = new Uint32Array(image.data.buffer);
      const colour = (share: number): number => itemAt(table, Math.round(share * (STEPS - 1)));
      if (across) {
        for (let x = 0; x < width; x++) pixels[x] = colour((x + 0.5) / width);
        for (let y = 1; y < height; y++) pixels.copyWithin(y * width, 0, width);
      } else {
        for (let y = 0; y < height; y++) pixels.fill(colour(1 - (y + 0.5) / height), y * width, (y + 1) * width);
      }
      this.made = { table, box, image };
    }
    context.putImageData(this.made.image, 0, 0);
  }
}

/** Ticks and marks at the side of a bar that stands up. */
export function drawUp(context: CanvasRenderingContext2D, box: Box, pen: Pen, look: BarLook): void {
  const { scale } = look;
  const position = toPosition(scale);
  const y = (value: number): number => (1 - position(value)) * box.height;
  context.strokeStyle = pen.line;
  context.strokeRect(0.5, 0.5, BAR - 1, box.height - 1);
  context.font = `${FONT}px ${pen.font}`;
  context.textBaseline = "middle";
  context.textAlign = "left";
  const marks = look.marks.map(({ value, text }) => ({ at: y(value), text }));
  const ticks = scaleTicks(scale, Math.min(MOST, Math.max(1, Math.floor(box.height / ROOM.up))));
  const texts = tickTexts(ticks);
  ticks.forEach((tick, i) => {
    const at = y(tick);
    if (marks.some((mark) => Math.abs(at - mark.at) < 13)) return;
    context.fillStyle = pen.muted;
    context.fillRect(BAR, Math.round(at - 0.5), TICK, 1);
    context.fillText(itemAt(texts, i), LABEL, at, box.width - LABEL); // a long one is condensed
  });
  context.fillStyle = pen.text;
  context.font = `600 ${FONT}px ${pen.font}`;
  for (const { at, text } of marks) {
    context.fillRect(-2, Math.round(at) - 1, BAR + 4, 2);
    context.fillText(text, LABEL, Math.min(Math.max(at, FONT / 2), box.height - FONT / 2), box.width - LABEL);
  }
  if (look.pointed === undefined || Number.isNaN(look.pointed)) return;
  const at = (1 - Math.min(Math.max(position(look.pointed), 0), 1)) * box.height;
  triangle(context, [BAR - 4, at], [BAR + 4, at - 4], [BAR + 4, at + 4]);
}

/** Ticks and marks inside a bar that lies under its picture: a number in the ink that shows on its colours. */
export function drawAcross(context: CanvasRenderingContext2D, box: Box, pen: Pen, look: BarLook): void {
  const { scale, table } = look;
  const position = toPosition(scale);
  const x = (value: number): number => position(value) * box.width;
  const inkAt = (at: number): string => {
    const share = Math.min(Math.max(at / box.width, 0), 1);
    return luminanceOf(itemAt(table, Math.round(share * (STEPS - 1)))) > 0.3 ? "#000" : "#fff";
  };
  context.textBaseline = "middle";
  context.textAlign = "center";
  const middle = box.height / 2 + 0.5;
  const taken: { from: number; to: number }[] = [];
  /** Writes a text around a place where it has room, and is not cut. */
  const write = (text: string, centre: number): boolean => {
    const half = context.measureText(text).width / 2 + CLEAR / 2;
    const [from, to] = [centre - half, centre + half];
    if (from < 0 || to > box.width || taken.some((other) => from < other.to && to > other.from)) return false;
    taken.push({ from, to });
    context.fillStyle = inkAt(centre);
    context.fillText(text, centre, middle);
    return true;
  };
  context.font = `600 ${FONT}px ${pen.font}`;
  for (const { value, text } of look.marks) {
    const at = x(value);
    context.fillStyle = inkAt(at);
    context.fillRect(Math.round(at) - 1, 0, 2, box.height);
    taken.push({ from: at - CLEAR / 2, to: at + CLEAR / 2 });
    const away = context.measureText(text).width / 2 + CLEAR + 1;
    if (!write(text, at + away)) write(text, at - away);
  }
  context.font = `${FONT}px ${pen.font}`;
  const ticks = scaleTicks(scale, Math.min(MOST, Math.max(1, Math.floor(box.width / ROOM.across))));
  const texts = tickTexts(ticks);
  // The middle of a number is its place: a line above or below it would make a letter of it.
  ticks.forEach((tick, i) => write(itemAt(texts, i), x(tick)));
  if (look.pointed === undefined || Number.isNaN(look.pointed)) return;
  const at = Math.min(Math.max(position(look.pointed), 0), 1) * box.width;
  context.fillStyle = inkAt(at);
  triangle(context, [at, 5], [at - 4, 0], [at + 4, 0]);
}

type Point = readonly [x: number, y: number];

function triangle(context: CanvasRenderingContext2D, ...[first, ...rest]: readonly [Point, Point, Point]): void {
  context.beginPath();
  context.moveTo(...first);
  for (const point of rest) context.lineTo(...point);
  context.fill();
}
