/**
 * Backward passes of every layer as people write them, in plain loops over elements that know their own set: what belongs
 * together is told from each element's index, and nothing comes from the formulas that they are held against.
 */
import { indexAt } from "../../../../src/core/layout";
import { itemAt } from "../../../../src/core/item-at";
import type { Candidate, ProblemInput } from "../../../../src/core/problem";
import type { Tensor } from "../../../../src/core/tensor";

/** An input that says all: what is left open could be another convention. */
export interface Whole extends ProblemInput {
  readonly norm: "layer" | "rms" | "group" | "instance";
  readonly x: Tensor;
  readonly dout: Tensor;
  readonly gamma: Tensor;
  readonly beta: Tensor;
  readonly eps: number;
}

/** One element, and what the forward has kept of its set. */
export interface Element {
  readonly offset: number;
  readonly index: readonly number[];
  readonly set: string;
  readonly entry: number; // of gamma
  readonly row: number; // what a loop over sets runs along
  readonly i: number; // place in its set
  readonly x: number;
  readonly dout: number;
  readonly g: number; // through the activation
  readonly gamma: number;
  readonly beta: number;
  readonly N: number; // elements of its set
  readonly M: number; // those that make the statistics
  readonly kept: number; // 1 where it is one of them
  readonly degrees: number;
  readonly mu: number;
  readonly v: number;
  readonly r: number;
  readonly xhat: number;
  readonly y: number; // before the activation
  readonly u: number;
}

/** What each line of a staged backward makes of an element; sums are over its set. */
export interface Lines {
  readonly u: (e: Element) => number;
  readonly root: (e: Element) => number;
  readonly slope: (e: Element) => number; // d root / d v
  readonly dv: (e: Element, u: number) => number; // summand, before the slope
  readonly dmu: (e: Element, u: number) => number; // summand, before the root
  readonly dx: (e: Element, made: { u: number; root: number; dv: number; dmu: number }) => number;
  readonly dgamma: (e: Element) => number; // summand
  readonly dbeta: (e: Element) => number; // summand
}

export const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
export const mean = (values: readonly number[]): number => sum(values) / values.length;

export function groupBy<T>(items: readonly T[], keyOf: (item: T) => string | number): Map<string | number, T[]> {
  const groups = new Map<string | number, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

/** The axes of an input, told from its keys alone. */
export function axesOf(input: Whole): { normalized: number[]; channel: number; sample: number; perGroup: number } {
  const { shape } = input.x;
  const tail = input.normalizedShape?.length ?? 1;
  const said = input.axes?.map((axis) => (axis + shape.length) % shape.length);
  const normalized = shape.map((_, at) => at).filter((at) => said?.includes(at) ?? at >= shape.length - tail);
  const channel = ((input.axis ?? 1) + shape.length) % shape.length;
  const perGroup = itemAt(shape, channel % shape.length) / (input.groups ?? 1);
  return { normalized, channel, sample: channel === 0 ? 1 : 0, perGroup };
}

function belongs(input: Whole, index: readonly number[]): Pick<Element, "set" | "entry" | "row"> {
  const { shape } = input.x;
  const { normalized, channel, sample, perGroup } = axesOf(input);
  const numberOn = (axes: readonly number[]): number =>
    axes.reduce((at, axis) => at * itemAt(shape, axis) + itemAt(index, axis), 0);
  if (input.norm === "layer" || input.norm === "rms") {
    const leading = shape.map((_, at) => at).filter((at) => !normalized.includes(at));
    return { set: String(numberOn(leading)), entry: numberOn(normalized), row: numberOn(leading) };
  }
  const [n, c] = [itemAt(index, sample), itemAt(index, channel)];
  return { set: `${n} ${input.norm === "group" ? Math.floor(c / perGroup) : c}`, entry: c, row: n };
}

/** Where the mask has the place of an element: it has the shape of x without the channels. */
function placeOf(input: Whole, index: readonly number[]): number {
  const { channel } = axesOf(input);
  return index.reduce((at, i, axis) => (axis === channel ? at : at * itemAt(input.x.shape, axis) + i), 0);
}

function siluSlope(y: number): number {
  const s = 1 / (1 + Math.exp(-y));
  return s * (1 + y * (1 - s));
}

export function elementsOf(input: Whole): Element[] {
  const { x, dout, gamma, beta, norm, eps, variance, epsPlacement, activation, slope = 0.01, gammaOffset = 0 } = input;
  const plain = Array.from(x.values, (value, offset) => {
    const index = indexAt(x.shape, offset);
    const where = belongs(input, index);
    const [weight, shift] = [gammaOffset + itemAt(gamma.values, where.entry), itemAt(beta.values, where.entry)];
    const kept = input.mask ? itemAt(input.mask.values, placeOf(input, index)) : 1;
    return { ...where, kept, offset, index, x: value, dout: itemAt(dout.values, offset), gamma: weight, beta: shift };
  });
  const below = activation === "relu" ? 0 : activation === "leaky-relu" ? slope : 1;
  const all: Element[] = [];
  for (const members of groupBy(plain, ({ set }) => set).values()) {
    const N = members.length;
    const M = sum(members.map(({ kept }) => kept));
    const degrees = variance === "unbiased" ? M - 1 : M;
    const mu = norm === "rms" ? 0 : sum(members.map((e) => e.kept * e.x)) / M;
    const v = sum(members.map((e) => e.kept * (e.x - mu) ** 2)) / degrees;
    const r = epsPlacement === "outside" ? 1 / (Math.sqrt(v) + eps) : 1 / Math.sqrt(v + eps);
    members.forEach((e, i) => {
      const xhat = (e.x - mu) * r;
      const y = e.gamma * xhat + e.beta;
      const g = e.dout * (activation === "silu" ? siluSlope(y) : y > 0 ? 1 : below);
      all[e.offset] = { ...e, i, N, M, degrees, mu, v, r, xhat, y, g, u: e.gamma * g };
    });
  }
  return all;
}

function rightLines({ norm, eps, epsPlacement }: Whole): Lines {
  const isRms = norm === "rms";
  return {
    u: ({ gamma, g }) => gamma * g,
    root: ({ v }) => (epsPlacement === "outside" ? 1 / (Math.sqrt(v) + eps) : 1 / Math.sqrt(v + eps)),
    slope: ({ v }) =>
      epsPlacement === "outside" ? -1 / ((Math.sqrt(v) + eps) ** 2 * 2 * Math.sqrt(v)) : -0.5 * (v + eps) ** -1.5,
    dv: ({ x, mu }, u) => u * (x - mu),
    dmu: (_, u) => -u,
    dx: ({ x, mu, M, degrees }, { u, root, dv, dmu }) =>
      u * root + (dv * 2 * (x - mu)) / degrees + (isRms ? 0 : dmu / M),
    dgamma: ({ g, xhat }) => g * xhat,
    dbeta: ({ g }) => g,
  };
}

/** The staged backward of an input, with some lines wrong. `setOf`: what the sums are over. */
export function staged(
  input: Whole,
  elements: readonly Element[],
  wrong: Partial<Lines> = {},
  setOf: (e: Element) => string | number = ({ set }) => set,
): Required<Candidate> {
  const lines = { ...rightLines(input), ...wrong };
  const dx = new Float64Array(elements.length);
  for (const members of groupBy(elements, setOf).values()) {
    const total = sum(members.map((e) => lines.dv(e, lines.u(e))));
    const direct = sum(members.map((e) => lines.dmu(e, lines.u(e))));
    for (const e of members) {
      const root = lines.root(e);
      const dv = e.kept * total * lines.slope(e); // what a mask leaves out moves no statistics
      dx[e.offset] = lines.dx(e, { u: lines.u(e), root, dv, dmu: e.kept * direct * root });
    }
  }
  return candidateOf(input, dx, summed(elements, lines.dgamma), summed(elements, lines.dbeta));
}

/** Sums over all elements that an entry of gamma acts on. */
export function summed(elements: readonly Element[], of: (e: Element) => number): Float64Array {
  const sums = new Float64Array(Math.max(...elements.map(({ entry }) => entry)) + 1);
  for (const e of elements) sums[e.entry] = itemAt(sums, e.entry) + of(e);
  return sums;
}

export function candidateOf(
  { x, gamma }: Whole,
  dx: Float64Array,
  dgamma: Float64Array,
  dbeta: Float64Array,
): Required<Candidate> {
  const tensor = (shape: readonly number[], values: Float64Array): Tensor => ({ shape, values, dtype: "float64" });
  return { dx: tensor(x.shape, dx), dgamma: tensor(gamma.shape, dgamma), dbeta: tensor(gamma.shape, dbeta) };
}
