import { scatterColumn } from "../../../batchnorm/column";
import { takePart } from "../../../batchnorm/parts";
import { createColumnReader } from "../../formula/column-reader";
import { partsIn, type Statistics } from "../../formula/column-statistics";
import { fillLine, lineOf, type Line } from "../../formula/dx-line";
import type { Effect } from "../../formula/term-effect";

/** dx (N,D) of an effect, in the layout of x. */
export function dxUnder(s: Statistics, effect: Effect): Float64Array {
  const line: Line = { g: 0, one: 0, xhat: 0 };
  const into = new Float64Array(s.rows * s.D);
  for (const { part, s: own } of partsIn(s)) {
    const read = createColumnReader(own.problem, own.mask, own.centres);
    const column = new Float64Array(own.rows);
    const rows = takePart(part, into);
    for (let k = 0; k < s.D; k++) {
      lineOf(own, effect, k, line);
      fillLine(own, line, read(k), column);
      scatterColumn(own.problem.layout, column, k, rows);
    }
  }
  return into;
}
