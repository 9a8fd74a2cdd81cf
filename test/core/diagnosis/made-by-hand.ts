import { findMistake, type Mistake } from "../../../src/core/diagnosis";
import { forwardByHand, rightBackward } from "../../../src/core/diagnosis/catalogue/contract/by-hand";
import { cellOf, indexAt } from "../../../src/core/layout";
import type { Candidate, Problem } from "../../../src/core/problem";
import { itemAt } from "../../../src/core/item-at";

/** The candidate that the example of a mistake gives; the right one, by hand, without a mistake. */
export function madeByHand(problem: Problem, mistake?: Mistake, form = 0): Required<Candidate> {
  const tapes = forwardByHand(problem);
  const backward = mistake ? itemAt(mistake.example.backward, form)(tapes) : rightBackward(tapes);
  const { layout } = problem;
  const dx = new Float64Array(layout.rows * layout.channels);
  for (let offset = 0; offset < dx.length; offset++) {
    const { row, column } = cellOf(layout, indexAt(layout.shape, offset));
    dx[offset] = itemAt(itemAt(backward.dx, column), row);
  }
  const vector = (values: number[]): Required<Candidate>["dgamma"] => ({
    shape: [layout.channels],
    values: Float64Array.from(values),
    dtype: "float64",
  });
  return {
    dx: { shape: layout.shape, values: dx, dtype: "float64" },
    dgamma: vector(backward.dgamma),
    dbeta: vector(backward.dbeta),
  };
}

/** The same for an id of the catalogue. */
export function wrongCandidate(problem: Problem, id: string, form = 0): Required<Candidate> {
  const mistake = findMistake(id);
  if (!mistake) throw new Error(`expected an id of the catalogue, got ${id}`);
  return madeByHand(problem, mistake, form);
}
