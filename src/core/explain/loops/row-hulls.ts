/**
 * Of each block of 2^level rows of a column those that stand at a corner of the convex hull of (p, q) = (gamma_i, gamma_i
 * xhat_i), through the activation: whatever is linear in both has its largest and its smallest value in one of them. In
 * batch norm, where gamma is one number, these are two rows, or some more behind an activation.
 */
import { largestMagnitude } from "../../batchnorm/largest-magnitude";
import type { ExplainedColumn } from "../explained-column";

/** p and q of every row (N), in units of their largest: products of differences stay doubles. */
interface Points {
  readonly p: Float64Array;
  readonly q: Float64Array;
}

export class RowHulls {
  private constructor(
    private readonly points: Points,
    readonly rows: Int32Array, // of block b: from[b] ... from[b + 1], by p and then q
    readonly from: Int32Array, // (blocks + 1)
  ) {}

  /** Level 0: every row by itself. */
  static ofRows({ gamma, slope, xhat }: ExplainedColumn): RowHulls {
    const units = [largestMagnitude(gamma) || 1, largestMagnitude(xhat) || 1];
    const p = gamma.map((each, i) => slope[i] * (each / units[0]));
    const q = p.map((each, i) => each * (xhat[i] / units[1]));
    const N = p.length;
    const rows = Int32Array.from({ length: N }, (_, i) => i);
    return new RowHulls(
      { p, q },
      rows,
      Int32Array.from({ length: N + 1 }, (_, i) => i),
    );
  }

  /** The hulls of neighbouring blocks together. */
  halved(): RowHulls {
    const blocks = this.from.length - 1;
    const count = Math.ceil(blocks / 2);
    const [rows, from] = [new Int32Array(this.rows.length), new Int32Array(count + 1)];
    const merged = new Int32Array(this.rows.length);
    let end = 0;
    for (let b = 0; b < count; b++) {
      const length = this.merge(this.from[2 * b], this.from[2 * b + 1], this.from[Math.min(2 * b + 2, blocks)], merged);
      end = this.corners(merged, length, rows, end);
      from[b + 1] = end;
    }
    return new RowHulls(this.points, rows.slice(0, end), from);
  }

  /** Rows [start, middle) and [middle, stop) in one order, into `merged`; returns how many they are. */
  private merge(start: number, middle: number, stop: number, merged: Int32Array): number {
    const { rows } = this;
    let [one, other, length] = [start, middle, 0];
    while (one < middle || other < stop) {
      const isFirst = other >= stop || (one < middle && !this.isBefore(rows[other], rows[one]));
      merged[length++] = isFirst ? rows[one++] : rows[other++];
    }
    return length;
  }

  private isBefore(a: number, b: number): boolean {
    const { p, q } = this.points;
    return p[a] < p[b] || (p[a] === p[b] && q[a] < q[b]);
  }

  /** The corners among rows in order, into `target` from `end` on, in order; returns the new end. */
  private corners(ordered: Int32Array, length: number, target: Int32Array, end: number): number {
    if (length <= 2) {
      target.set(ordered.subarray(0, length), end);
      return end + length;
    }
    const { p, q } = this.points;
    for (let i = 0; i < length; i++) {
      if (Number.isFinite(p[ordered[i]]) && Number.isFinite(q[ordered[i]])) continue;
      target[end] = ordered[i]; // no cell is larger than what is not finite
      return end + 1;
    }
    const isCorner = new Uint8Array(length);
    const chain = new Int32Array(length); // places in `ordered`
    for (const side of [1, -1]) {
      let count = 0;
      for (let i = 0; i < length; i++) {
        while (count >= 2 && side * this.turn(ordered[chain[count - 2]], ordered[chain[count - 1]], ordered[i]) <= 0)
          count--;
        chain[count++] = i;
      }
      for (let i = 0; i < count; i++) isCorner[chain[i]] = 1;
    }
    for (let i = 0; i < length; i++) if (isCorner[i] === 1) target[end++] = ordered[i];
    return end;
  }

  /** Above 0 where the way from a over b to c turns left. */
  private turn(a: number, b: number, c: number): number {
    const { p, q } = this.points;
    return (p[b] - p[a]) * (q[c] - q[a]) - (q[b] - q[a]) * (p[c] - p[a]);
  }
}
