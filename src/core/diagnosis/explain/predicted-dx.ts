import { at } from "../formula/term-effect";
import type { DxObservation } from "../evidence/dx-observation";
import { createColumnReader } from "../formula/column-reader";
import { fillLine, lineOf, type Line } from "../formula/dx-line";
import type { Explanation } from "./explanation";

type Predicted = Pick<Explanation, "effect" | "cellFormula" | "factor"> & {
  readonly under?: Pick<DxObservation, "statistics">;
};

/** Fills a column with the dx that an explanation predicts. */
export function predictor(
  { effect, cellFormula, factor, under }: Predicted,
  o: Pick<DxObservation, "statistics">,
): (column: number, into: Float64Array) => void {
  const s = (under ?? o).statistics;
  const read = createColumnReader(s.problem, s.mask, s.centres);
  if (cellFormula) {
    const fill = cellFormula.prepare(s);
    return (k, into) => {
      fill(k, read(k), into);
      const times = factor ? at(factor, k) : 1;
      if (times !== 1) into.forEach((value, i) => (into[i] = value * times));
    };
  }
  const line: Line = { g: 0, one: 0, xhat: 0 };
  return (k, into) => {
    lineOf(s, effect ?? {}, k, line);
    fillLine(s, line, read(k), into);
  };
}
