/** Ways of making a mistake by hand: lines of a backward replaced, or its sums taken over other sets. */
import { itemAt } from "../../../../src/core/item-at";
import type { Candidate } from "../../../../src/core/problem";
import { axesOf, elementsOf, groupBy, staged, sum, type Element, type Lines, type Whole } from "./by-hand";

/** A way of making a mistake; undefined where this input has no room for it. */
export type Way = (input: Whole) => Required<Candidate> | undefined;

export const lines =
  (wrong: (input: Whole) => Partial<Lines>): Way =>
  (input) =>
    staged(input, elementsOf(input), wrong(input));

/** Another root everywhere, xhat with it. */
export const root = (of: (e: Element, input: Whole) => number): Way =>
  lines((input) => ({ root: (e) => of(e, input), slope: (e) => -0.5 * of(e, input) ** 3 }));

/** Every number of the forward as it is, and the means over other sets. */
export const overSets =
  (setOf: (e: Element, input: Whole) => string | number): Way =>
  (input) => {
    const elements = elementsOf(input);
    const right = staged(input, elements);
    const dx = new Float64Array(elements.length);
    for (const members of groupBy(elements, (e) => setOf(e, input)).values()) {
      const count = sum(members.map(({ kept }) => kept));
      const ubar = input.norm === "rms" ? 0 : sum(members.map(({ u }) => u)) / count;
      const c = sum(members.map(({ u, xhat }) => u * xhat)) / count;
      for (const e of members) dx[e.offset] = e.r * (e.u - e.kept * (ubar + e.xhat * c));
    }
    return { ...right, dx: { ...right.dx, values: dx } };
  };

/** dx element by element from the sums of each set, the rest right. */
export const fromSums =
  (
    of: (
      e: Element,
      sums: { ubar: number; c: number },
      all: ReadonlyMap<string, { ubar: number; c: number; r: number }>,
      input: Whole,
    ) => number,
  ): Way =>
  (input) => {
    const elements = elementsOf(input);
    const right = staged(input, elements);
    const sums = new Map<string, { ubar: number; c: number; r: number }>();
    for (const [set, members] of groupBy(elements, (e) => e.set)) {
      const { M, degrees, r } = itemAt(members, 0);
      const ubar = input.norm === "rms" ? 0 : sum(members.map(({ u }) => u)) / M;
      const stretch = input.epsPlacement === "outside" ? 1 / (r * Math.sqrt(itemAt(members, 0).v)) : 1;
      sums.set(String(set), { ubar, c: (stretch * sum(members.map(({ u, xhat }) => u * xhat))) / degrees, r });
    }
    const dx = Float64Array.from(elements, (e) => {
      const { ubar, c } = sums.get(e.set) ?? { ubar: NaN, c: NaN };
      return of(e, { ubar: e.kept * ubar, c: e.kept * c }, sums, input);
    });
    return { ...right, dx: { ...right.dx, values: dx } };
  };

export const affine = (wrong: Partial<Pick<Lines, "dgamma" | "dbeta">>): Way => lines(() => wrong);
export const lastRows =
  (start: (rows: number) => number): Way =>
  (input) => {
    const elements = elementsOf(input);
    const rows = Math.max(...elements.map(({ row }) => row)) + 1;
    const isLast = ({ row }: Element): number => Number(row >= start(rows));
    return staged(input, elements, { dgamma: (e) => isLast(e) * e.g * e.xhat, dbeta: (e) => isLast(e) * e.g });
  };

export const transposed =
  (orderOf: (rank: number) => number[]): Way =>
  (input) => {
    const { shape, values } = input.dout;
    const order = orderOf(shape.length);
    const stored = order.map((axis) => itemAt(shape, axis));
    const storage: number[] = [];
    const walk = (index: number[]): void => {
      if (index.length === shape.length) {
        const own = shape.map((_, axis) => itemAt(index, order.indexOf(axis)));
        storage.push(
          itemAt(
            values,
            own.reduce((at, i, axis) => at * itemAt(shape, axis) + i, 0),
          ),
        );
        return;
      }
      for (let i = 0; i < itemAt(stored, index.length); i++) walk([...index, i]);
    };
    walk([]);
    const read = { ...input, dout: { ...input.dout, values: Float64Array.from(storage) } };
    return staged(read, elementsOf(read));
  };

export const isLastBlock = ({ i, N }: Element, block: number): boolean => i >= Math.floor((N - 1) / block) * block;

export const counting =
  (countOf: (input: Whole, M: number) => number | undefined): Way =>
  (input) => {
    const elements = elementsOf(input);
    const { M } = itemAt(elements, 0);
    const count = countOf(input, M);
    if (count === undefined || count <= 1 || count >= M) return undefined;
    const isUnbiased = input.variance === "unbiased";
    return staged(input, elements, {
      dx: ({ x, mu }, { u, root: r, dv, dmu }) =>
        u * r + (dv * 2 * (x - mu)) / (isUnbiased ? count - 1 : count) + (input.norm === "rms" ? 0 : dmu / count),
    });
  };

export const lastAxis = (input: Whole): number => {
  const { normalized, channel } = axesOf(input);
  if (input.norm === "layer" || input.norm === "rms")
    return normalized.length > 1 ? itemAt(normalized, normalized.length - 1) : -1;
  const spatial = input.x.shape.map((_, at) => at).filter((at) => at > 1 && at !== channel);
  return spatial.length > 1 ? itemAt(spatial, spatial.length - 1) : -1;
};

export const groupRead = (groupOf: (c: number, G: number, size: number) => number, withRoot: boolean): Way =>
  fromSums((e, _, all, input) => {
    const { channel, sample, perGroup } = axesOf(input);
    const group = groupOf(itemAt(e.index, channel), input.groups ?? 1, perGroup);
    const { ubar, c, r } = all.get(`${itemAt(e.index, sample)} ${group}`) ?? { ubar: NaN, c: NaN, r: NaN };
    return (withRoot ? r : e.r) * (e.u - e.kept * (ubar + e.xhat * c));
  });

/** The number of an index where only some axes are counted. */
export const on = (e: Element, axes: readonly number[]): string => axes.map((axis) => e.index[axis]).join();

export const relu = (open: (e: Element) => boolean, below = 0): Way =>
  lines(() => {
    const g = (e: Element): number => e.dout * (open(e) ? 1 : below);
    return { u: (e) => e.gamma * g(e), dgamma: (e) => g(e) * e.xhat, dbeta: g };
  });
