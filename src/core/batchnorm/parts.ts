import { layoutOn } from "../layout";
import type { Problem } from "../problem";
import type { Values } from "../tensor";

/** One part of a batch whose parts are normalised apart. */
export interface ProblemPart {
  /** The part's rows as a problem of their own: a single set. Its arrays are views of the whole's. */
  readonly problem: Problem;
  readonly start: number; // offset of its first element in the whole
}

/** The parts of a problem, in order; itself where it is one set. Parts are stretches of axis 0, so of memory, too. */
export function partsOf(problem: Problem): readonly ProblemPart[] {
  if (problem.sets.length === 1) return [{ problem, start: 0 }];
  const { layout, mask, x, dout, kept, sets } = problem;
  return sets.map(({ from, to, members }, s) => {
    const start = from * layout.channels;
    const end = to * layout.channels;
    const shape = [(to - from) / layout.positions, ...layout.shape.slice(1)];
    return {
      start,
      problem: {
        ...problem,
        layout: layoutOn(layout.axis, shape),
        x: x.subarray(start, end),
        dout: dout.subarray(start, end),
        kept: kept && {
          ...kept,
          values: kept.values.subarray(start, end),
          r: kept.r.filter((_, i) => i % sets.length === s),
        },
        mask: mask?.subarray(from, to),
        split: [],
        sets: [{ from: 0, to: to - from, members }],
        candidate: undefined,
        parts: [],
      },
    };
  });
}

/** The part's share of a tensor in the layout of x (N,D): a view. */
export function takePart<V extends Values>({ problem, start }: ProblemPart, values: V): V {
  return values.subarray(start, start + problem.x.length) as V;
}
