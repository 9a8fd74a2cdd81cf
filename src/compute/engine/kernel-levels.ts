import type { Numbers } from "./engine";
import type { ReduceKernel } from "../../../build/kernel/reduce";
import { PAGE, type Kernel, type KernelModule } from "./kernel-bindings";
import { halved } from "./loops/level-reduction";

const START = 1024;
/** Bytes of a strip of the source: it stays in cache from the copy to the last level. */
const STRIP_BYTES = 256 * 1024;

/** Levels of detail by the kernel: each strip goes through all levels in a small memory of the kernel's own. */
export class Reducer {
  private kernel: Kernel<ReduceKernel>;
  private bytes = STRIP_BYTES; // of a strip

  constructor(private readonly module: KernelModule<ReduceKernel>) {
    this.kernel = this.instantiate();
  }

  /** See Engine.reduce. */
  reduce({ rows, columns, isDouble, read }: Numbers, levelRow: number, levelColumn: number): Float32Array {
    const size = isDouble ? 8 : 4;
    const block = 2 ** levelRow; // rows of it; a strip has whole blocks
    const width = Math.ceil(columns / 2 ** levelColumn);
    const target = new Float32Array(Math.ceil(rows / block) * width);
    const least = size * columns * Math.min(block, rows);
    if (least > this.bytes) {
      this.bytes = least;
      this.kernel = this.instantiate();
    }
    const { functions, buffer } = this.kernel;
    const height = block * Math.max(1, Math.floor(this.bytes / (size * columns * block)));
    for (let row = 0; row < rows; row += height) {
      let count = Math.min(height, rows - row);
      let across = columns;
      const strip = new (isDouble ? Float64Array : Float32Array)(buffer, START, count * across);
      read(row, row + count, strip);
      let [from, to] = [START, START + this.bytes];
      let run = isDouble ? functions.reduce64 : functions.reduce32;
      for (let level = 0; level < Math.max(levelRow, levelColumn); level++) {
        const [halveRows, halveColumns] = [level < levelRow, level < levelColumn];
        run({ source: from, rows: count, columns: across, halveRows, halveColumns, target: to });
        count = halved(count, halveRows);
        across = halved(across, halveColumns);
        [from, to] = [to, from];
        run = functions.reduce32;
      }
      target.set(new Float32Array(buffer, from, count * across), (row / block) * width);
    }
    return target;
  }

  private instantiate(): Kernel<ReduceKernel> {
    return this.module.instantiate(Math.ceil((START + 2 * this.bytes) / PAGE)); // a level is never larger than its source
  }
}
