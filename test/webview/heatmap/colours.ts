import { SLOT, STEPS } from "../../../webview/heatmap/painting/colour";
import type { Ink } from "../../../webview/heatmap/painting/ink";
import { itemAt } from "../../../src/core/item-at";
import { Painter } from "../../../webview/heatmap/painting/painter";

const SLACK = Math.fround(1e-3); // steps

/** Colour of a number of a tile: what src/kernel/assembly/colour-pixels.ts does, to be read. */
export function expectedColour(ink: Ink, value: number): number {
  const { low, rest, factor, colours: table, negativeIsAbsent } = ink;
  if (factor === 0) return itemAt(table, itemAt(new Uint32Array(Float32Array.of(value).buffer), 0) >>> 16);
  const step = Math.fround(Math.fround(Math.fround(value - low) - rest) * factor);
  const isAbsent = negativeIsAbsent && value < 0;
  if (step >= -SLACK && step <= Math.fround(STEPS - 1 + SLACK) && !isAbsent) return itemAt(table, toWhole(step));
  if (Number.isNaN(value)) return itemAt(table, SLOT.nan);
  if (value === Infinity) return itemAt(table, SLOT.positiveInfinite);
  if (value === -Infinity) return itemAt(table, SLOT.negativeInfinite);
  if (isAbsent) return itemAt(table, SLOT.absent);
  return itemAt(table, step < 0 ? SLOT.below : SLOT.above);
}

/** The nearest whole number; of two the even one. */
function toWhole(step: number): number {
  return Math.fround(step + 2 ** 23) - 2 ** 23;
}

/** Colours that numbers of a tile are painted in: a picture of one line with a pixel for each. */
export function paintedColours(ink: Ink, values: Float32Array): Uint32Array {
  const columns = values.length;
  const painter = new Painter(columns, 1);
  try {
    painter.pixels.fill(0x12345678);
    painter.paint({
      camera: { row: 0, column: 0, rows: 1, columns },
      plane: { rows: 1, columns },
      levels: { row: 0, column: 0 },
      table: new Uint32Array(STEPS + 6),
      patch: (row, column) => ({
        tile: {
          values: values.slice(column * 256, (column + 1) * 256),
          columns: Math.min(256, columns - column * 256),
        },
        row,
        column,
        levels: { row: 0, column: 0 },
        ink,
      }),
    });
    return painter.pixels.slice();
  } finally {
    painter.dispose();
  }
}

/** Colour that one number is painted in. */
export function paintedColour(ink: Ink, value: number): number {
  return itemAt(paintedColours(ink, Float32Array.of(value)), 0);
}
