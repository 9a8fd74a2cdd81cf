/**
 * Every normalization layer in decimal arithmetic of 80 digits, from the definition: which elements share a set and which an
 * entry of gamma is told from each element's own index, not from the product's layouts.
 *
 *   u = gamma[a] g,   dx = r (u - sum(u) / M - xhat f sum(u xhat)),  f as in reference.ts; RMS norm without the second
 */
import type { Norm } from "../../src/core/normalization-layer";
import { indexAt } from "../../src/core/layout";
import type { ProblemInput } from "../../src/core/problem";
import { itemAt } from "../../src/core/item-at";
import { exactActivation, isSmooth } from "./exact-activation";
import { exactly, type Known, type Reference } from "./reference";

type Digits = ReturnType<typeof exactly>;
const zero = exactly(0);
const sum = (values: readonly Digits[]): Digits => values.reduce((total, value) => total.plus(value), zero);

/** What an element belongs to: its set by name, and its entry of gamma by index. */
interface Belongs {
  readonly set: string;
  readonly entry: readonly number[];
}

function belongs(input: ProblemInput, index: readonly number[]): Belongs {
  const { shape } = input.x;
  const norm: Norm = input.norm ?? "batch";
  if (norm === "layer" || norm === "rms") {
    const tail = input.normalizedShape?.length ?? 1;
    const axes = input.axes?.map((axis) => (axis + shape.length) % shape.length);
    const isNormalized = (at: number): boolean => axes?.includes(at) ?? at >= shape.length - tail;
    return {
      set: index.filter((_, at) => !isNormalized(at)).join(),
      entry: index.filter((_, at) => isNormalized(at)),
    };
  }
  const axis = ((input.axis ?? 1) + shape.length) % shape.length;
  const channel = itemAt(index, axis);
  const sample = itemAt(index, axis === 0 ? 1 : 0);
  const size = itemAt(shape, axis) / (input.groups ?? 1);
  const set = { batch: channel, instance: `${sample} ${channel}`, group: `${sample} ${Math.floor(channel / size)}` }[
    norm
  ];
  return { set: String(set), entry: [channel] };
}

/** Elements by what they have in common. */
function gather<K>(count: number, keyOf: (offset: number) => K): Map<K, number[]> {
  const groups = new Map<K, number[]>();
  for (let offset = 0; offset < count; offset++) {
    const key = keyOf(offset);
    groups.set(key, [...(groups.get(key) ?? []), offset]);
  }
  return groups;
}

/** Whether an element makes the statistics of its set: where the mask, in the shape of x without its channels, is 1. */
function isMember({ mask, axis = 1, x: { shape } }: ProblemInput, index: readonly number[]): boolean {
  if (!mask) return true;
  const channels = (axis + shape.length) % shape.length;
  const at = index.reduce((sum, i, own) => (own === channels ? sum : sum * itemAt(shape, own) + i), 0);
  return mask.values[at] === 1;
}

interface Set {
  readonly mu: Digits;
  readonly s: Digits;
  readonly f: Digits; // what c is of sum(u xhat)
}

function setOf({ norm, variance, epsPlacement, eps = 1e-5 }: ProblemInput, x: readonly Digits[]): Set {
  const M = x.length;
  const degrees = variance === "unbiased" ? M - 1 : M;
  const mu = norm === "rms" ? zero : sum(x).div(M);
  const v = sum(x.map((value) => value.minus(mu).pow(2))).div(degrees);
  const one = exactly(1);
  if (epsPlacement !== "outside") return { mu, s: v.plus(exactly(eps)).sqrt(), f: one.div(degrees) };
  const s = v.sqrt().plus(exactly(eps));
  return { mu, s, f: v.isZero() ? zero : s.div(v.sqrt()).div(degrees) };
}

/** gamma and beta as flat lists, dout as it is given; all of them must be there. */
export function layerReference(input: ProblemInput): Reference {
  const { x, dout, gamma, beta, norm, activation, slope = 0.01, gammaOffset = 0 } = input;
  if (!dout || typeof gamma !== "object" || typeof beta !== "object") throw new Error("expected gamma, beta and dout");
  const count = x.values.length;
  const where = Array.from({ length: count }, (_, offset) => belongs(input, indexAt(x.shape, offset)));
  const entryShape = gamma.shape;
  const entries = where.map(({ entry }) => entry.reduce((at, i, axis) => at * itemAt(entryShape, axis) + i, 0));
  const result: Reference = { xhat: [], out: [], dx: [], dgamma: [], dbeta: [] };
  const g: Digits[] = [];
  const sizes: Digits[] = []; // of the terms that g is made of
  const known = (value: Digits, magnitude: Digits): Known => ({ value, magnitude });
  for (const offsets of gather(count, (offset) => itemAt(where, offset).set).values()) {
    const values = offsets.map((offset) => exactly(itemAt(x.values, offset)));
    const members = offsets.map((offset) => isMember(input, indexAt(x.shape, offset)));
    const makers = values.filter((_, i) => itemAt(members, i));
    const { mu, s, f } = setOf(input, makers);
    const cells = offsets.map((offset, i) => {
      const entry = itemAt(entries, offset);
      const weight = exactly(gammaOffset + itemAt(gamma.values, entry)); // 1 + gamma is a double
      const shift = exactly(itemAt(beta.values, entry));
      const xhat = itemAt(values, i).minus(mu).div(s);
      const y = weight.times(xhat).plus(shift);
      const through = exactActivation(activation ?? "none", exactly(slope), y);
      const upstream = exactly(itemAt(dout.values, offset));
      const gi = upstream.times(through.slope);
      result.xhat[offset] = known(xhat, xhat.abs());
      const terms = isSmooth(activation) ? through.value.abs() : weight.times(xhat).abs().plus(shift.abs());
      result.out[offset] = known(through.value, terms);
      g[offset] = gi;
      sizes[offset] = upstream.times(through.sizes).abs();
      return {
        offset,
        isIn: itemAt(members, i),
        xhat,
        u: weight.times(gi),
        size: weight.times(itemAt(sizes, offset)).abs(),
      };
    });
    const ubar = norm === "rms" ? zero : sum(cells.map(({ u }) => u)).div(makers.length);
    const c = sum(cells.map(({ u, xhat }) => u.times(xhat))).times(f);
    for (const { offset, isIn, xhat, u, size } of cells) {
      const path = isIn ? xhat.times(c) : zero;
      const ofMean = isIn ? ubar : zero;
      const dx = u.minus(ofMean).minus(path).div(s);
      result.dx[offset] = known(dx, size.plus(ofMean.abs()).plus(path.abs()).div(s));
    }
  }
  for (const [entry, offsets] of gather(count, (offset) => itemAt(entries, offset))) {
    const products = offsets.map((offset) => itemAt(g, offset).times(itemAt(result.xhat, offset).value));
    const upstream = offsets.map((offset) => itemAt(g, offset));
    const each = offsets.map((offset) => itemAt(sizes, offset));
    const widths = offsets.map((offset) => itemAt(result.xhat, offset).value.abs().times(itemAt(sizes, offset)));
    result.dgamma[entry] = known(sum(products), sum(widths));
    result.dbeta[entry] = known(sum(upstream), sum(each));
  }
  return result;
}
