import { columnsProblem } from "../../../core/batchnorm/columns";
import { cellAmongSets } from "../../../core/shown-matrix";
import { itemAt } from "../../../core/item-at";
import { cellOf } from "../../../core/layout";
import { success } from "../../../core/fault";
import { numericDerivative } from "../../../core/gradcheck/gradcheck";
import type { GradientName } from "../../../core/verdict";
import { worstCells } from "../../../core/gradcheck/worst-cells";
import { toNumeric } from "../../../protocol/json-number";
import type { WorstCell } from "../../../protocol/queries";
import type { Analysed, Answer } from "./answer";

/** The cells that are furthest off: of the user's gradients, or of the check. */
export const worst: Answer<"worst"> = (analysis, { candidate }) => {
  const { problem, shown, gradients, comparison, check } = analysis;
  const held = candidate ? comparison?.tensors : check?.tensors;
  if (!held) return success([]);
  const nan = candidate ? "is worst" : "is left out";
  const cells = worstCells(problem.layout, held, nan).map(({ tensor, index, offset, error }): WorstCell => {
    const { row, column } = tensor === "dx" ? cellOf(shown, index) : { row: -1, column: offset };
    const exact = itemAt(gradients[tensor], offset);
    const { value, reference } = candidate
      ? { value: problem.candidate?.[tensor]?.values[offset] ?? NaN, reference: exact }
      : { value: exact, reference: held[tensor]?.numeric?.[offset] ?? numeric(analysis, tensor, row, column) };
    const place = { tensor, index, row, column };
    return { ...place, value: toNumeric(value), reference: toNumeric(reference), error: toNumeric(error) };
  });
  return success(cells);
};

/** The numeric derivative that a gradient was held against. */
function numeric({ problem, shown, precision }: Analysed, tensor: GradientName, row: number, column: number): number {
  const at = cellAmongSets(problem, shown, { row: Math.max(0, row), column });
  const one = columnsProblem(problem, at.column, at.column + 1);
  return numericDerivative(one, at.row, 0, precision, tensor).value;
}
