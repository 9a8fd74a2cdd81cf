import type { CellRange } from "../store";

/** A stretch of a border between cells that are set and cells that are not. */
export interface Edge {
  readonly at: number; // row or column that begins here
  readonly from: number;
  readonly to: number; // exclusive
  readonly isAfter: boolean; // the set cells lie at `at` and beyond, else before it
}

/** Set cells of a matrix as few rectangles, with the borders around them all. */
export interface Regions {
  readonly areas: readonly CellRange[];
  readonly across: readonly Edge[];
  readonly down: readonly Edge[];
}

type Growing<T> = { -readonly [K in keyof T]: T[K] };

/**
 * The regions of rows [row0, row1). `endsOf` gives for a row where stretches of set cells begin and end, by turns, in
 * rising order.
 */
export function regionsOf(row0: number, row1: number, endsOf: (row: number) => readonly number[]): Regions {
  const areas: Growing<CellRange>[] = [];
  const across: Edge[] = [];
  const down: Growing<Edge>[] = [];
  let above: readonly number[] = [];
  let openAreas = new Map<string, Growing<CellRange>>();
  let openEdges = new Map<number, Growing<Edge>>();
  for (let row = row0; row <= row1; row++) {
    const ends = row < row1 ? endsOf(row) : [];
    borderBetween(above, ends, (from, to, isAfter) => across.push({ at: row, from, to, isAfter }));
    const areasHere: typeof openAreas = new Map();
    const edgesHere: typeof openEdges = new Map();
    ends.forEach((at, i) => {
      const isAfter = i % 2 === 0;
      const key = 2 * at + Number(isAfter);
      const edge = openEdges.get(key) ?? { at, from: row, to: row, isAfter };
      if (edge.from === row) down.push(edge);
      edge.to = row + 1;
      edgesHere.set(key, edge);
      if (!isAfter) return;
      const column1 = ends[i + 1] ?? at;
      const name = `${at} ${column1}`;
      const area = openAreas.get(name) ?? { row0: row, row1: row, column0: at, column1 };
      if (area.row0 === row) areas.push(area);
      area.row1 = row + 1;
      areasHere.set(name, area);
    });
    openAreas = areasHere;
    openEdges = edgesHere;
    above = ends;
  }
  return { areas, across, down };
}

/** Where cells of exactly one of two neighbouring rows are set; `isBelow`: those of the second. */
function borderBetween(
  above: readonly number[],
  below: readonly number[],
  put: (from: number, to: number, isBelow: boolean) => void,
): void {
  let i = 0;
  let j = 0;
  let last = 0;
  while (i < above.length || j < below.length) {
    const [first, second] = [above[i] ?? Infinity, below[j] ?? Infinity];
    const at = Math.min(first, second);
    const [isAbove, isBelow] = [i % 2 === 1, j % 2 === 1];
    if (isAbove !== isBelow && at > last) put(last, at, isBelow);
    if (first === at) i++;
    if (second === at) j++;
    last = at;
  }
}
