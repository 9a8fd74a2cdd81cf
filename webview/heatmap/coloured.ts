import { colourRange, type Ink } from "./ink";

/**
 * A tile with its numbers as colours. A row is coloured when it is first seen with an ink: while the camera moves, and
 * until the colours change, the picture then only copies.
 */
export class Coloured {
  readonly colours: Uint32Array; // (rows, columns), valid where the row has been asked for
  private readonly inkOf: (Ink | undefined)[]; // of each row

  constructor(
    readonly values: Float32Array, // (rows, columns)
    readonly columns: number,
  ) {
    this.colours = new Uint32Array(values.length);
    this.inkOf = new Array<Ink | undefined>(columns === 0 ? 0 : values.length / columns);
  }

  /** Makes the colours of a row valid. */
  colourRow(row: number, ink: Ink): void {
    if (this.inkOf[row] === ink) return;
    this.inkOf[row] = ink;
    colourRange(this.values, this.colours, row * this.columns, (row + 1) * this.columns, ink);
  }
}
