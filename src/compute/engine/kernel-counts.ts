import { itemAt } from "../../core/item-at";
import type { Counts, Numbers } from "./engine";
import type { TallyKernel } from "../../../build/kernel/tally";
import { PAGE, type Kernel, type KernelModule } from "./kernel-bindings";

const RESULT = 1024;
const START = 2048;
/** Bytes of a strip: it stays in cache between the copy and the kernel. */
const STRIP_BYTES = 256 * 1024;

/** Counts and limits by the kernel, strip by strip through a small memory of its own. */
export class Counter {
  private readonly kernel: Kernel<TallyKernel>;

  constructor(module: KernelModule<TallyKernel>) {
    this.kernel = module.instantiate(Math.ceil((START + STRIP_BYTES) / PAGE));
  }

  /** See Engine.tally. */
  tally({ rows, columns, isDouble, read }: Numbers, absent: number): Counts {
    const { functions, buffer } = this.kernel;
    const run = isDouble ? functions.tally64 : functions.tally32;
    const strip = new (isDouble ? Float64Array : Float32Array)(buffer, START, STRIP_BYTES / (isDouble ? 8 : 4));
    const result = new Float64Array(buffer, RESULT, 7).fill(0);
    result.set([Infinity, -Infinity]);
    const height = Math.floor(strip.length / columns);
    if (height === 0) throw new RangeError(`expected rows of at most ${strip.length} numbers, got ${columns}`);
    for (let row = 0; row < rows; row += height) {
      const end = Math.min(rows, row + height);
      const part = strip.subarray(0, (end - row) * columns);
      read(row, end, part);
      run({ source: START, count: part.length, absent, result: RESULT });
    }
    const found = (place: number): number => itemAt(result, place);
    return {
      min: found(0) + 0, // which of 0 and -0 comes first is the lanes' affair: it is 0
      max: found(1) + 0,
      nan: found(2),
      positiveInfinite: found(3),
      negativeInfinite: found(4),
      zero: found(5),
      absent: found(6),
    };
  }
}
