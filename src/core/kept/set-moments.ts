import { gatherColumn } from "../batchnorm/column";
import type { Keeping } from "./kept";

/** Mean and mean square of the members of a set. NaN where one is not finite. */
export interface SetMoments {
  readonly column: number;
  readonly members: number; // M
  readonly mean: number;
  readonly square: number; // about 0, as a forward has it whose mean was rounded
}

/** (D, sets) of the values that were kept. */
export function measureSets({
  given,
  layout,
  sets,
  mask,
}: Pick<Keeping, "given" | "layout" | "sets" | "mask">): SetMoments[] {
  const column = new Float64Array(layout.rows);
  return Array.from({ length: layout.channels }, (_, k) => {
    gatherColumn(layout, given.values, k, column);
    return sets.map(({ from, to, members }): SetMoments => {
      const rows = column.subarray(from, to);
      const own = mask ? rows.filter((_value, i) => mask[from + i] === 1) : rows;
      let sum = 0;
      let squares = 0;
      for (const value of own) {
        sum += value;
        squares += value * value;
      }
      return { column: k, members, mean: sum / members, square: squares / members };
    });
  }).flat();
}

/** The moments of the values times r. */
export function scaled({ mean, square, ...set }: SetMoments, r: number): SetMoments {
  return { ...set, mean: mean * r, square: square * r * r };
}
