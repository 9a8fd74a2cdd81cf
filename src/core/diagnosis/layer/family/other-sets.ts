/** Means over other sets than the layer's own, as a backward takes them that was written for another layer. */
import { indexAt, offsetOf } from "../../../layout";
import { itemAt, numberAt } from "../../../item-at";
import { isCentred } from "../../../normalization-layer";
import { dxOf, times as products } from "./formulas";
import type { DxForm } from "./layer-mistake";
import type { LayerSets } from "./layer-sets";

/** The set of each element, told from its index in x. */
export function partition({ problem }: LayerSets, keyOf: (index: readonly number[]) => number): Uint32Array {
  const { shape } = problem.layout;
  return Uint32Array.from(problem.x, (_, offset) => keyOf(indexAt(shape, offset)));
}

/** The number of an index where only some axes are counted. */
export function numberOn(shape: readonly number[], axes: readonly number[]): (index: readonly number[]) => number {
  return (index) => axes.reduce((at, axis) => at * itemAt(shape, axis) + itemAt(index, axis), 0);
}

/** What a tensor sums up to over each of other sets, for each of its members, at every element. */
function meansOver(sets: Uint32Array, member: Float64Array, values: Float64Array): Float64Array {
  const size = sets.reduce((most, set) => Math.max(most, set), 0) + 1;
  const [sums, counts] = [new Float64Array(size), new Float64Array(size)];
  values.forEach((value, i) => {
    const set = itemAt(sets, i);
    sums[set] = numberAt(sums, set) + value;
    counts[set] = numberAt(counts, set) + numberAt(member, i);
  });
  return values.map((_, i) => numberAt(sums, itemAt(sets, i)) / numberAt(counts, itemAt(sets, i)));
}

/**
 * The backward with its means over other sets: with what the forward kept, and with mean and root made anew over them.
 * Nothing is made before the first set is asked for.
 */
export function overOtherSets(s: LayerSets, setsOf: () => Uint32Array): DxForm[] {
  let sets: Uint32Array | undefined;
  let member: Float64Array | undefined;
  const members = (): Float64Array => (member ??= s.scatter((set) => set.member));
  const means = (values: Float64Array): Float64Array => meansOver((sets ??= setsOf()), members(), values);
  const { problem } = s;
  const hasMean = isCentred(problem);

  let kept: { mean: Float64Array; c: Float64Array } | undefined;
  const withKept = (): { mean: Float64Array; c: Float64Array } => {
    const u = s.scatter((set) => set.u);
    const c = means(products(u, s.scatter((set) => set.xhat))); // prettier-ignore
    return { mean: hasMean ? means(u) : new Float64Array(u.length), c };
  };
  let anew: Float64Array | undefined;
  const withNew = (): Float64Array => {
    const [x, u] = [Float64Array.from(problem.x), s.scatter((set) => set.u)];
    const m = members();
    const mu = hasMean ? means(products(m, x)) : new Float64Array(x.length);
    const centred = x.map((value, i) => value - numberAt(mu, i));
    const v = means(products(m, products(centred, centred)));
    const { eps, epsPlacement } = problem;
    const r = v.map((value) =>
      epsPlacement === "outside" ? 1 / (Math.sqrt(value) + eps) : 1 / Math.sqrt(value + eps),
    );
    const xhat = products(centred, r);
    const [ubar, c] = [hasMean ? means(u) : new Float64Array(u.length), means(products(u, xhat))];
    const paths = products(m, ubar.map((value, i) => value + numberAt(xhat, i) * numberAt(c, i))); // prettier-ignore
    return r.map((root, i) => root * (numberAt(u, i) - numberAt(paths, i)));
  };
  return [
    (set) => {
      const { mean, c } = (kept ??= withKept());
      return dxOf(set, { mean: s.gather(mean, set.k), c: s.gather(c, set.k) });
    },
    (set) => s.gather((anew ??= withNew()), set.k),
  ];
}

/** The place of an element of a set in x. */
export function indexIn({ layout }: LayerSets, k: number, i: number): number[] {
  return indexAt(layout.shape, offsetOf(layout, i, k));
}
