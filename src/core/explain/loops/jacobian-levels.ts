/**
 * Levels of detail of the inner Jacobian: of 2^R x 2^C cells the one of largest magnitude, with its sign. No cell is
 * visited for that: away from the diagonal a cell is a bilinear form of xhat_i and xhat_l, so that the largest of a block
 * stands at one of its four corners in xhat, and blocks on the diagonal are parted until they are off it.
 *
 * Rows i are outputs, columns l are inputs.
 */
import type { ExplainedColumn } from "../explained-column";
import type { JacobianPiece } from "../jacobian";

/** Smallest and largest xhat of each block of 2^level rows; NaN where it has none of the kind. */
interface Ranges {
  readonly low: Float64Array;
  readonly high: Float64Array;
}

/** The blocks of one level: rows whose activation is open, rows where it is not, and rows that move the statistics. */
interface Level {
  readonly open: Ranges;
  readonly shut: Ranges;
  readonly members: Ranges;
}

export class JacobianLevels {
  readonly size: number; // N
  private readonly levels: Level[] = [];
  private readonly setOf: Int32Array; // (N)
  private readonly below: number; // slope of a shut activation
  private readonly scale: Float64Array; // (sets) gamma r
  private readonly share: Float64Array; // (sets) 1/M
  private readonly perC: Float64Array; // (sets)

  constructor(private readonly column: ExplainedColumn) {
    const { x, slope, sets, gamma } = column;
    this.size = x.length;
    this.setOf = new Int32Array(x.length);
    sets.forEach(({ from, to }, s) => this.setOf.fill(s, from, to));
    this.below = slope.find((value) => value !== 1) ?? 1;
    this.scale = Float64Array.from(sets, ({ scaledR, unit }) => (gamma * scaledR) / unit);
    this.share = Float64Array.from(sets, ({ perMean }) => perMean);
    this.perC = Float64Array.from(sets, ({ perC }) => perC);
    this.levels.push(this.single());
    while (2 ** (this.levels.length - 1) < this.size) this.levels.push(halved(this.levels[this.levels.length - 1]));
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
    return column.slope[i] * this.scale[s] * (own - share - path);
  }

  /** The largest of a block off the diagonal, within one set. */
  private corner(piece: JacobianPiece, s: number, R: number, i: number, C: number, l: number): number {
    const rows = this.levels[R];
    const { low, high } = this.levels[C].members;
    if (Number.isNaN(this.scale[s])) return NaN; // a number of the set is not finite
    if (Number.isNaN(low[l])) return 0; // x of these rows moves nothing
    const share = piece === "variance" ? 0 : this.share[s];
    const perC = piece === "direct" ? 0 : this.perC[s];
    const inputs = { least: low[l] * perC, most: high[l] * perC, share };
    const ofOpen = cornerOf(-this.scale[s], rows.open.low[i], rows.open.high[i], inputs);
    if (this.below === 1) return ofOpen;
    return larger(ofOpen, cornerOf(-this.below * this.scale[s], rows.shut.low[i], rows.shut.high[i], inputs));
  }

  private single(): Level {
    const { slope, xhat, moves } = this.column;
    const where = (holds: (i: number) => boolean): Ranges => {
      const values = xhat.map((value, i) => (holds(i) ? value : NaN));
      return { low: values, high: values };
    };
    return { open: where((i) => slope[i] === 1), shut: where((i) => slope[i] !== 1), members: where(moves) };
  }
}

function halved({ open, shut, members }: Level): Level {
  const half = ({ low, high }: Ranges): Ranges => {
    const count = Math.ceil(low.length / 2);
    const result = { low: new Float64Array(count), high: new Float64Array(count) };
    for (let b = 0; b < count; b++) {
      const other = Math.min(2 * b + 1, low.length - 1);
      result.low[b] = extremeOf(low[2 * b], low[other], Math.min);
      result.high[b] = extremeOf(high[2 * b], high[other], Math.max);
    }
    return result;
  };
  return { open: half(open), shut: half(shut), members: half(members) };
}

/** The largest of factor (share + xhat_i xhat_l / N) for xhat_i from `low` to `high`; 0 where there is no such row. */
function cornerOf(
  factor: number,
  low: number,
  high: number,
  { least, most, share }: { readonly least: number; readonly most: number; readonly share: number },
): number {
  if (Number.isNaN(low)) return 0;
  const first = larger(factor * (share + low * least), factor * (share + low * most));
  return larger(first, larger(factor * (share + high * least), factor * (share + high * most)));
}

/** Of two of which either may be missing. */
function extremeOf(a: number, b: number, of: (a: number, b: number) => number): number {
  return Number.isNaN(a) ? b : Number.isNaN(b) ? a : of(a, b);
}

/** NaN wins, and of equal magnitudes the first. */
function larger(best: number, value: number): number {
  return Math.abs(best) >= Math.abs(value) || Number.isNaN(best) ? best : value;
}
