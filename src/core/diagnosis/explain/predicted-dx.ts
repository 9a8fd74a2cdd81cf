import type { DxObservation } from "../evidence/dx-observation";
import { createColumnReader } from "../formula/column-reader";
import { lineOf, type Line } from "../formula/dx-line";
import type { Explanation } from "./explanation";

/** Fills a column with the dx that an explanation predicts. */
export function predictor(
  { effect, cellFormula, factor, under }: Pick<Explanation, "effect" | "cellFormula" | "factor" | "under">,
  o: DxObservation,
): (column: number, into: Float64Array) => void {
  const s = (under ?? o).statistics;
  const read = createColumnReader(s.problem, s.mask, s.centres);
  if (cellFormula) {
    const fill = cellFormula.prepare(s);
    return (k, into) => {
      fill(k, read(k), into);
      if (factor) for (let i = 0; i < s.N; i++) into[i] *= factor[k];
    };
  }
  const line: Line = { g: 0, one: 0, xhat: 0 };
  return (k, into) => {
    const { g, xhat } = read(k);
    lineOf(s, effect ?? {}, k, line);
    for (let i = 0; i < s.N; i++) into[i] = line.g * g[i] + line.one + line.xhat * xhat[i];
  };
}
