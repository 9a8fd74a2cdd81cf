/**
 * How far the forward of a layer is from what a forward left, in plain arithmetic and on a few sets: what costs little
 * enough to try hundreds of conventions. What comes near is then held against the exact forward.
 */
import { activated } from "../../activation/acting";
import { gatherAffine } from "../../batchnorm/affine-rows";
import { columnMembers } from "../../batchnorm/column";
import { degreesOf, type Activation } from "../../conventions";
import { forwardNames, type Forward } from "../../forward";
import { itemAt, numberAt } from "../../item-at";
import { offsetOf } from "../../layout";
import { isCentred } from "../../normalization-layer";
import type { Problem } from "../../problem";
import { maskOf } from "../../sets";

const SETS = 4; // at least, where there are so many
const ROWS = 64; // of a set whose out is looked at
const CELLS = 256; // of sets of few rows more are taken

/** What a convention of one layer changes. */
export interface PlainConvention {
  readonly eps: number;
  readonly variance: Problem["variance"];
  readonly epsPlacement: Problem["epsPlacement"];
  readonly gammaShift: number; // that is added to gamma
  readonly plain: boolean; // without gamma and beta
  readonly activation: Activation;
}

interface PlainSet {
  readonly k: number;
  readonly mean: number;
  readonly members: number; // how many elements make the statistics
  readonly squares: number; // sum of (x - mean)^2 over these
  readonly rows: readonly {
    readonly centred: number;
    readonly gamma: number;
    readonly beta: number;
    readonly at: number;
  }[];
}

/** A few sets of a layer. */
export class PlainForward {
  private readonly sets: readonly PlainSet[];
  /** Whether a statistic has another number of values than there are sets. */
  private readonly isOfOtherSets: boolean;

  constructor(
    private readonly problem: Problem,
    private readonly forward: Forward,
  ) {
    const { channels, rows } = problem.layout;
    const count = Math.min(Math.max(SETS, Math.ceil(CELLS / rows)), channels);
    this.isOfOtherSets = (["mean", "variance", "rstd"] as const).some((name) => {
      const tensor = forward[name];
      return tensor !== undefined && tensor.values.length !== channels;
    });
    this.sets = Array.from({ length: count }, (_, i) => this.set(Math.floor((i * channels) / count)));
  }

  /** The largest relative distance (root mean square) of any tensor; Infinity where one is of other sets. */
  distance(how: PlainConvention): number {
    const { forward, problem } = this;
    const apart = new Map(forwardNames(forward).map((name) => [name, { off: 0, all: 0 }]));
    const note = (name: keyof Forward, at: number, exact: number): void => {
      const [sums, tensor] = [apart.get(name), forward[name]];
      if (!sums || !tensor) return;
      const given = numberAt(tensor.values, at);
      sums.off += (given - exact) ** 2;
      sums.all += given ** 2 + exact ** 2;
    };
    if (this.isOfOtherSets) return Infinity;
    const through = activated({ activation: how.activation, slope: problem.slope });
    for (const set of this.sets) {
      const v = set.squares / degreesOf(how.variance, set.members);
      const r = how.epsPlacement === "outside" ? 1 / (Math.sqrt(v) + how.eps) : 1 / Math.sqrt(v + how.eps);
      note("mean", set.k, set.mean);
      note("variance", set.k, v);
      note("rstd", set.k, r);
      for (const { centred, gamma, beta, at } of set.rows) {
        const xhat = centred * r;
        const y = how.plain ? xhat : (gamma + how.gammaShift) * xhat + beta;
        note("out", at, through(y));
      }
    }
    const distances = [...apart.values()].map(({ off, all }) => (all === 0 ? 0 : Math.sqrt(off / all)));
    return distances.some(Number.isNaN) ? Infinity : Math.max(...distances);
  }

  /** The eps that makes r what the forward left, in the set where it weighs most; NaN where none does. */
  epsOf({ variance, epsPlacement }: Pick<Problem, "variance" | "epsPlacement">): number {
    const { rstd } = this.forward;
    let found = { v: Infinity, eps: NaN };
    for (const set of this.sets) {
      const v = set.squares / degreesOf(variance, set.members);
      const isOurs = rstd?.values.length === this.problem.layout.channels;
      const r = isOurs ? numberAt(rstd.values, set.k) : this.slopeThrough(set);
      if (v < found.v && r > 0) found = { v, eps: epsPlacement === "outside" ? 1 / r - Math.sqrt(v) : 1 / (r * r) - v };
    }
    return found.eps;
  }

  /** r, as out of a set tells it where it is above 0: there a ReLU lets it through. */
  private slopeThrough({ rows }: PlainSet): number {
    const out = this.forward.out?.values;
    if (!out) return NaN;
    let [products, squares] = [0, 0];
    for (const { centred, gamma, beta, at } of rows) {
      const given = numberAt(out, at);
      if (given <= 0) continue;
      products += gamma * centred * (given - beta);
      squares += (gamma * centred) ** 2;
    }
    return products / squares;
  }

  private set(k: number): PlainSet {
    const { layout, gamma, beta } = this.problem;
    const N = layout.rows;
    const x = columnMembers(layout, this.problem.x, k);
    const [gammas, betas] = [gamma, beta].map((values) => gatherAffine(layout, values, k, new Float64Array(N)));
    const mask = maskOf(this.problem, k);
    const making = mask ? x.filter((_, i) => mask[i] === 1) : x;
    const members = making.length;
    const mean = isCentred(this.problem) ? making.reduce((sum, value) => sum + value, 0) / members : 0;
    const squares = making.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    const step = Math.max(1, Math.floor(N / ROWS));
    const rows = Array.from({ length: Math.min(N, ROWS) }, (_, i) => {
      const row = i * step;
      const [weight, shift] = [itemAt(gammas ?? [], row), itemAt(betas ?? [], row)];
      return { centred: itemAt(x, row) - mean, gamma: weight, beta: shift, at: offsetOf(layout, row, k) };
    });
    return { k, mean, members, squares, rows };
  }
}
