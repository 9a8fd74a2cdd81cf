import { Random } from "../../src/core/arithmetic/random";

/** Small seeded noise with 40 single cells of full range and both signs: the same for every contestant. */
const NEEDLES = 40;

export interface Field {
  readonly rows: number;
  readonly columns: number;
  readonly values: Float32Array; // (rows, columns)
  readonly needles: readonly { readonly row: number; readonly column: number }[];
}

export function makeField(rows: number, columns: number): Field {
  const random = new Random(7);
  const values = new Float32Array(rows * columns);
  for (let i = 0; i < values.length; i++) values[i] = (random.uint32() / 2 ** 32 - 0.5) * 0.1;
  const needles: { row: number; column: number }[] = [];
  while (needles.length < NEEDLES) {
    const cell = { row: random.below(rows), column: random.below(columns) };
    values[cell.row * columns + cell.column] = needles.length % 2 === 0 ? 1 : -1;
    needles.push(cell);
  }
  return { rows, columns, values, needles };
}

/** What every contestant's page offers. All times are milliseconds. */
interface Contestant {
  /** Makes the numbers, and everything else that is not part of the picture. */
  prepare(rows: number, columns: number): Promise<void>;
  /** From numbers at hand to the first complete picture. */
  firstPaint(): Promise<number>;
  /** One sample for each step of a pan at four times the fit. */
  pan(steps: number): Promise<number[]>;
  /** One sample for each step of a zoom into the middle. */
  zoom(steps: number): Promise<number[]>;
  /** One sample for each new colour range. */
  recolour(steps: number): Promise<number[]>;
  /** One sample for each move of the pointer, until the cell's text stands in the page. */
  inspect(steps: number): Promise<number[]>;
  fit(): Promise<void>;
  /** The picture's place on the page in CSS pixels. */
  area(): { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
  needles(): Field["needles"];
}

declare global {
  interface Window {
    contestant: Contestant;
  }
}

export function nextFrame(): Promise<number> {
  return new Promise((resolve) => requestAnimationFrame(resolve));
}

/** Times a change up to the frame that follows the picture of it. `finish` forces the picture to be complete. */
export async function frameTime(change: () => unknown, finish: () => void): Promise<number> {
  const start = performance.now();
  await change();
  finish();
  await nextFrame();
  return performance.now() - start;
}
