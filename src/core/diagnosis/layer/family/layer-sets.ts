/** The sets of a layer as wrong backward passes see them: what the forward kept, and the sums of the right backward. */
import { CompensatedSum } from "../../../arithmetic/compensated-sum";
import { affineIndexOf, affineShapeOf, offsetOf, type Layout } from "../../../layout";
import { gatherAffine } from "../../../batchnorm/affine-rows";
import { batchnormForward, type BatchnormCache } from "../../../batchnorm/batchnorm";
import { columnMembers } from "../../../batchnorm/column";
import { gatherUpstream } from "../../../batchnorm/upstream";
import { degreesOf } from "../../../conventions";
import { itemAt, numberAt } from "../../../item-at";
import type { Candidate, Problem } from "../../../problem";
import { maskOf } from "../../../sets";
import { sizeOf, type Values } from "../../../tensor";

/** One set, in the problem's own units; arrays have an entry for each of its elements. */
export interface SetView {
  readonly k: number;
  readonly M: number; // how many elements make the statistics
  readonly member: Float64Array; // 1 of these, 0 where a mask leaves an element out
  readonly centred: boolean;
  readonly x: Float64Array;
  readonly dout: Float64Array;
  readonly gamma: Float64Array;
  readonly beta: Float64Array;
  readonly xhat: Float64Array;
  readonly y: Float64Array; // gamma xhat + beta, before the activation
  readonly g: Float64Array; // dout through the activation
  readonly u: Float64Array; // gamma g
  readonly mu: number;
  readonly v: number;
  readonly r: number;
  readonly degrees: number; // what v is divided by
  readonly perC: number; // what c is of sum(u xhat)
  readonly ubar: number; // sum(u) / M; 0 where the layer does not centre
  readonly c: number;
}

/** The mean of numbers; sums are compensated, so that a prediction is as good as the reference. */
export function meanOf(values: Float64Array): number {
  return sumOf(values) / values.length;
}

export function sumOf(values: Float64Array): number {
  const sum = new CompensatedSum();
  for (const value of values) sum.add(value);
  return sum.total;
}

/** sum of a b. */
export function sumOfProducts(a: Float64Array, b: Float64Array): number {
  return sumOf(a.map((value, i) => value * numberAt(b, i)));
}

/** Every set of a problem, each made when it is first asked for. */
export class LayerSets {
  readonly layout: Layout;
  readonly count: number; // of sets
  private readonly made: SetView[] = [];

  constructor(
    readonly problem: Problem,
    readonly candidate: Candidate = {},
    private readonly cache: BatchnormCache = batchnormForward(problem).cache,
  ) {
    this.layout = problem.layout;
    this.count = problem.layout.channels;
  }

  set(k: number): SetView {
    return (this.made[k] ??= this.view(k));
  }

  all(): SetView[] {
    return Array.from({ length: this.count }, (_, k) => this.set(k));
  }

  /** The elements of set k of a tensor in the layout of x. */
  gather(values: Values, k: number): Float64Array {
    return columnMembers(this.layout, values, k);
  }

  /** A tensor in the layout of x, from the elements of each set. */
  scatter(of: (set: SetView) => Float64Array): Float64Array {
    const values = new Float64Array(this.problem.x.length);
    for (const set of this.all()) of(set).forEach((value, i) => (values[offsetOf(this.layout, i, set.k)] = value));
    return values;
  }

  /** The sum over all elements that each entry of gamma acts on. */
  overEntries(of: (set: SetView, i: number) => number, isTaken: (k: number, i: number) => boolean = () => true) {
    const sums = Array.from({ length: this.entries }, () => new CompensatedSum());
    for (const set of this.all()) {
      for (let i = 0; i < set.x.length; i++) {
        if (isTaken(set.k, i)) itemAt(sums, affineIndexOf(this.layout, i, set.k)).add(of(set, i));
      }
    }
    return Float64Array.from(sums, ({ total }) => total);
  }

  /** How many entries gamma has. */
  get entries(): number {
    return sizeOf(affineShapeOf(this.layout));
  }

  private view(k: number): SetView {
    const { problem, cache } = this;
    const { layout, variance } = problem;
    const N = layout.rows;
    const mask = maskOf(problem, k);
    const member = mask ? Float64Array.from(mask) : new Float64Array(N).fill(1);
    const M = mask ? sumOf(member) : N;
    const x = this.gather(problem.x, k);
    const { unit, m, delta, v, r, perC, centred } = itemAt(itemAt(cache.columns, k), 0);
    const xhat = x.map((value) => (value / unit - m - delta.hi) * r.hi);
    const gamma = gatherAffine(layout, problem.gamma, k, new Float64Array(N));
    const beta = gatherAffine(layout, problem.beta, k, new Float64Array(N));
    const g = gatherUpstream(problem.dout, cache, k, new Float64Array(N)).slice();
    const u = g.map((value, i) => numberAt(gamma, i) * value);
    return {
      ...{ k, M, member, centred, x, gamma, beta, xhat, g, u },
      dout: this.gather(problem.dout, k),
      y: xhat.map((value, i) => numberAt(gamma, i) * value + numberAt(beta, i)),
      mu: (m + delta.hi) * unit,
      v: v.hi * unit * unit,
      r: r.hi / unit,
      degrees: degreesOf(variance, M),
      perC: perC.hi,
      ubar: centred ? sumOf(u) / M : 0,
      c: perC.hi * sumOfProducts(u, xhat),
    };
  }
}
