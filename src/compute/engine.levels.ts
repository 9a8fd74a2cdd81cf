import type { Values } from "../core/tensor";
import { PAGE, type Kernel, type KernelModule, type ReduceExports } from "./engine.kernel";
import { halved } from "./engine.reduce";

const START = 1024;
/** Bytes of a strip of the source: it stays in cache between the copy and the kernel. */
const STRIP_BYTES = 256 * 1024;

/** Levels of detail by the kernel, strip by strip through a small memory of its own. */
export class Reducer {
  private kernel: Kernel<ReduceExports>;
  private bytes = STRIP_BYTES; // of a strip

  constructor(private readonly module: KernelModule<ReduceExports>) {
    this.kernel = this.instantiate();
  }

  /** See Engine.reduce. */
  reduce(source: Values, rows: number, columns: number, halveRows: boolean, halveColumns: boolean): Float32Array {
    const size = source.BYTES_PER_ELEMENT;
    const width = halved(columns, halveColumns);
    const target = new Float32Array(halved(rows, halveRows) * width);
    if (2 * size * columns > this.bytes) {
      this.bytes = 2 * size * columns; // a block may be two rows high
      this.kernel = this.instantiate();
    }
    const { exports, buffer } = this.kernel;
    const run = size === 8 ? exports.reduce64 : exports.reduce32;
    const height = 2 * Math.max(1, Math.floor(this.bytes / (2 * size * columns))); // even: no block is cut
    const to = START + this.bytes;
    for (let row = 0; row < rows; row += height) {
      const count = Math.min(height, rows - row);
      const part = source.subarray(row * columns, (row + count) * columns);
      const strip =
        size === 8 ? new Float64Array(buffer, START, part.length) : new Float32Array(buffer, START, part.length);
      strip.set(part);
      run(START, count, columns, halveRows ? 1 : 0, halveColumns ? 1 : 0, to);
      const made = new Float32Array(buffer, to, halved(count, halveRows) * width);
      target.set(made, halved(row, halveRows) * width);
    }
    return target;
  }

  private instantiate(): Kernel<ReduceExports> {
    return this.module.instantiate(Math.ceil((START + 2 * this.bytes) / PAGE)); // a level is never larger than its source
  }
}
