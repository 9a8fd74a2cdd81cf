import { columnsProblem } from "../../../core/batchnorm/columns";
import { scatterColumn } from "../../../core/batchnorm/column";
import { placedForward, type PlacementName } from "../../../core/explain/placed-relu";
import type { Problem } from "../../../core/problem";

/** What leaves a placement of batch norm, and its dx: two tensors like x that fill while one asks. */
export class PlacedTensors {
  readonly out: Float64Array; // (N,D)
  readonly dx: Float64Array; // (N,D)
  private next = 0; // column

  constructor(
    private readonly problem: Problem,
    private readonly placement: PlacementName,
  ) {
    this.out = new Float64Array(problem.x.length);
    this.dx = new Float64Array(problem.x.length);
  }

  get isWhole(): boolean {
    return this.next === this.problem.layout.channels;
  }

  /** Works for about this long. */
  advance(milliseconds: number): void {
    const end = Date.now() + milliseconds;
    while (!this.isWhole) {
      const column = columnsProblem(this.problem, this.next, this.next + 1);
      const { out, backward } = placedForward(column, this.placement);
      scatterColumn(this.problem.layout, out, this.next, this.out);
      scatterColumn(this.problem.layout, backward(column.dout).dx, this.next, this.dx);
      this.next++;
      if (Date.now() >= end) return;
    }
  }
}
