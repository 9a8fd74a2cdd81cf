import { scatterColumn } from "../../../core/batchnorm/column";
import type { PlacedColumn } from "../../../core/explain/placement";
import type { Layout } from "../../../core/layout";

/** What leaves a placement of batch norm, and its dx: two tensors like x that are filled by columns. */
export class PlacedTensors {
  readonly out: Float64Array; // (N,D)
  readonly dx: Float64Array; // (N,D)

  constructor(private readonly layout: Layout) {
    const cells = layout.rows * layout.channels;
    this.out = new Float64Array(cells);
    this.dx = new Float64Array(cells);
  }

  keep({ k, out, dx }: PlacedColumn): void {
    scatterColumn(this.layout, out, k, this.out);
    scatterColumn(this.layout, dx, k, this.dx);
  }
}
