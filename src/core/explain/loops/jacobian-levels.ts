/**
 * Levels of detail of the inner Jacobian: of 2^R x 2^C cells the one of largest magnitude, with its sign. No cell is
 * visited for that: away from the diagonal a cell is linear in xhat_l, so that the largest of a block stands in the least
 * or the largest xhat_l of its columns; and there it is linear in (p, q) = (gamma_i, gamma_i xhat_i) of its rows, so that it
 * stands at a corner of their convex hull. Blocks on the diagonal are parted until they are off it.
 *
 * Rows i are outputs, columns l are inputs.
 */
import type { ExplainedColumn } from "../explained-column";
import type { JacobianPiece } from "../jacobian";
import { RowHulls } from "./row-hulls";

/** Smallest and largest xhat of those rows of each block of 2^level that move the statistics; NaN where it has none. */
interface Ranges {
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** The blocks of one level, as rows and as columns of the Jacobian. */
interface Level {
  readonly rows: RowHulls;
  readonly members: Ranges;
}

export class JacobianLevels {
  readonly size: number; // N
  private readonly levels: Level[] = [];
  private readonly setOf: Int32Array; // (N)
  private readonly scale: Float64Array; // (N) gamma r, through the activation
  private readonly share: Float64Array; // (sets) 1/M
  private readonly perC: Float64Array; // (sets)
  private readonly isSpoilt: readonly boolean[]; // (sets)

  constructor(private readonly column: ExplainedColumn) {
    const { x, sets, gamma, slope, xhat, moves } = column;
    this.size = x.length;
    this.setOf = new Int32Array(x.length);
    sets.forEach(({ from, to }, s) => this.setOf.fill(s, from, to));
    this.scale = slope.map((each, i) => {
      const { scaledR, unit } = sets[this.setOf[i]];
      return each * ((gamma[i] * scaledR) / unit);
    });
    this.share = Float64Array.from(sets, ({ perMean }) => perMean);
    this.perC = Float64Array.from(sets, ({ perC }) => perC);
    this.isSpoilt = sets.map(({ scaledR }) => Number.isNaN(scaledR));
    const ofMembers = xhat.map((value, i) => (moves(i) ? value : NaN));
    let level: Level = { rows: RowHulls.ofRows(column), members: { low: ofMembers, high: ofMembers } };
    this.levels.push(level);
    while (2 ** (this.levels.length - 1) < this.size) {
      level = { rows: level.rows.halved(), members: halved(level.members) };
      this.levels.push(level);
    }
  }

  /** The cell of largest magnitude among rows [i 2^R, (i + 1) 2^R) and columns [l 2^C, (l + 1) 2^C). */
  extreme(piece: JacobianPiece, R: number, i: number, C: number, l: number): number {
    const { size, setOf } = this;
    const [row0, row1] = [i * 2 ** R, Math.min(size, (i + 1) * 2 ** R)];
    const [column0, column1] = [l * 2 ** C, Math.min(size, (l + 1) * 2 ** C)];
    const [first, last] = [setOf[row0], setOf[row1 - 1]];
    const [left, right] = [setOf[column0], setOf[column1 - 1]];
    if (last < left || right < first) return 0;
    const isApart = row1 <= column0 || column1 <= row0;
    if (isApart && first === last && left === right) return this.corner(piece, first, R, i, C, l);
    if (R === 0 && C === 0) return this.cell(piece, i, l);
    let best = 0;
    if (R >= C) {
      for (let half = 2 * i; half <= 2 * i + 1 && half * 2 ** (R - 1) < size; half++)
        best = larger(best, this.extreme(piece, R - 1, half, C, l));
    } else {
      for (let half = 2 * l; half <= 2 * l + 1 && half * 2 ** (C - 1) < size; half++)
        best = larger(best, this.extreme(piece, R, i, C - 1, half));
    }
    return best;
  }

  /** d out_i / d x_l, or a piece of it. */
  cell(piece: JacobianPiece, i: number, l: number): number {
    const { column, setOf } = this;
    const s = setOf[i];
    if (s !== setOf[l]) return 0;
    const isMember = column.moves(l);
    const share = isMember && piece !== "variance" ? this.share[s] : 0;
    const path = isMember && piece !== "direct" ? column.xhat[i] * column.xhat[l] * this.perC[s] : 0;
    const own = i === l && piece !== "variance" ? 1 : 0;
    return this.scale[i] * (own - share - path);
  }

  /** The largest of a block off the diagonal, within one set. */
  private corner(piece: JacobianPiece, s: number, R: number, i: number, C: number, l: number): number {
    if (this.isSpoilt[s]) return NaN; // a number of the set is not finite
    const { low, high } = this.levels[C].members;
    const isMoving = !Number.isNaN(low[l]); // else x of these columns moves nothing
    const share = isMoving && piece !== "variance" ? this.share[s] : 0;
    const perC = piece === "direct" ? 0 : this.perC[s];
    const [least, most] = isMoving ? [low[l] * perC, high[l] * perC] : [0, 0];
    const { rows, from } = this.levels[R].rows;
    const { xhat } = this.column;
    let best = 0;
    for (let at = from[i]; at < from[i + 1]; at++) {
      const row = rows[at];
      best = larger(best, -this.scale[row] * (share + xhat[row] * least));
      best = larger(best, -this.scale[row] * (share + xhat[row] * most));
    }
    return best;
  }
}

function halved({ low, high }: Ranges): Ranges {
  const count = Math.ceil(low.length / 2);
  const result = { low: new Float64Array(count), high: new Float64Array(count) };
  for (let b = 0; b < count; b++) {
    const other = Math.min(2 * b + 1, low.length - 1);
    result.low[b] = extremeOf(low[2 * b], low[other], Math.min);
    result.high[b] = extremeOf(high[2 * b], high[other], Math.max);
  }
  return result;
}

/** Of two of which either may be missing. */
function extremeOf(a: number, b: number, of: (a: number, b: number) => number): number {
  return Number.isNaN(a) ? b : Number.isNaN(b) ? a : of(a, b);
}

/** NaN wins, and of equal magnitudes the first. */
function larger(best: number, value: number): number {
  return Math.abs(best) >= Math.abs(value) || Number.isNaN(best) ? best : value;
}
