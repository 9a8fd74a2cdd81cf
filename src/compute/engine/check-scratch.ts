import type { GradcheckKernel } from "../../../build/kernel/gradcheck";
import { PAGE, type Kernel, type KernelModule } from "./kernel-bindings";

/** Forwards over this many values at a time: about a millisecond. */
const CELLS_PER_CALL = 1 << 20;

/** A memory for one column and its results, shared by all checks of an engine: each call fills it anew. */
export class CheckScratch {
  kernel: Kernel<GradcheckKernel>;
  /** Byte offsets of (N) arrays padded to an even N: x, its imaginary part, dout; and of the results. */
  readonly at = { x: 1024, imaginary: 0, dout: 0, result: 0 };
  rowsPerCall = 0;
  private rows = -1;
  private pages = 1;

  constructor(private readonly module: KernelModule<GradcheckKernel>) {
    this.kernel = module.instantiate(this.pages);
  }

  /** Lays the memory out for columns of this many rows. */
  layOut(rows: number): void {
    if (rows === this.rows) return;
    this.rows = rows;
    const column = 8 * (rows + (rows % 2));
    this.rowsPerCall = Math.max(1, Math.min(rows, Math.floor(CELLS_PER_CALL / rows)));
    this.at.imaginary = this.at.x + column;
    this.at.dout = this.at.imaginary + column;
    this.at.result = this.at.dout + column;
    const pages = Math.ceil((this.at.result + 16 * this.rowsPerCall) / PAGE);
    if (pages > this.pages) {
      this.pages = pages;
      this.kernel = this.module.instantiate(pages);
    } else {
      this.part("imaginary", rows + 1).fill(0);
    }
  }

  part(name: "x" | "imaginary" | "dout" | "result", length: number): Float64Array {
    return new Float64Array(this.kernel.buffer, this.at[name], length);
  }
}
