import { scatterColumn } from "../../../src/core/batchnorm/column";
import { findMistake } from "../../../src/core/diagnosis";
import { observeDx } from "../../../src/core/diagnosis/evidence/dx-observation";
import { predictor } from "../../../src/core/diagnosis/explain/predicted-dx";
import { createStatistics } from "../../../src/core/diagnosis/formula/column-statistics";
import { compose, type Effect } from "../../../src/core/diagnosis/formula/term-effect";
import type { Gradients } from "../../../src/core/batchnorm/gradients";
import type { Candidate, Problem } from "../../../src/core/problem";
import type { Tensor, Values } from "../../../src/core/tensor";
import { itemAt } from "../../../src/core/item-at";

/** What to plant: ids of the catalogue, the form of each, and the number to fit of those that have one. */
export interface Planted {
  readonly ids: readonly string[];
  readonly form?: number;
  readonly value?: number;
}

/**
 * Gradients with one mistake of the catalogue, or several, made by the catalogue's own formulas (which compose, as
 * backward passes by hand do not): what the problem's gradients look like when they are made.
 * Tensors that the mistakes do not touch are right.
 */
export function plantMistakes(
  problem: Problem,
  gradients: Gradients,
  { ids, form = 0, value }: Planted,
): Required<Candidate> {
  let dx: Values = gradients.dx;
  let dgamma: Values = gradients.dgamma;
  let dbeta: Values = gradients.dbeta;
  const mistakes = ids.map((id) => {
    const mistake = findMistake(id);
    if (!mistake) throw new Error(`expected an id of the catalogue, got ${id}`);
    return mistake;
  });
  const mask = mistakes.find((mistake) => mistake.mask)?.mask ?? "correct";
  const plain = createStatistics(problem);
  const s = mask === "correct" ? plain : createStatistics(problem, mask);
  let effect: Effect | undefined = mask === "correct" ? undefined : {};
  for (const mistake of mistakes) {
    const own = mistake.parameter && value !== undefined ? mistake.parameter.effects(s, value) : mistake.effects?.(s);
    if (own?.length) effect = compose(effect ?? {}, itemAt(own, Math.min(form, own.length - 1)));
    const parameter = mistake.parameter && value !== undefined ? [mistake.parameter.dgamma(plain, value)] : undefined;
    dgamma = (parameter ?? mistake.dgamma?.(plain))?.[0] ?? dgamma;
    const wrongBeta = mistake.dbeta?.(plain);
    if (wrongBeta) dbeta = itemAt(wrongBeta, mistake.tensor === "dbeta" ? Math.min(form, wrongBeta.length - 1) : 0);
  }
  const formulas = mistakes.find((mistake) => mistake.cellFormulas)?.cellFormulas;
  if (effect || formulas) {
    const precision = { dtype: "float64", words: "" } as const;
    const o = observeDx(s, gradients.dx, gradients.dx, precision);
    const fill = predictor({ effect, cellFormula: formulas?.[Math.min(form, formulas.length - 1)] }, o);
    dx = new Float64Array(gradients.dx.length);
    const column = new Float64Array(s.N);
    for (let k = 0; k < s.D; k++) {
      fill(k, column);
      scatterColumn(problem.layout, column, k, dx);
    }
  }
  const vector = (values: Values): Tensor => ({ shape: [s.D], values, dtype: "float64" });
  return {
    dx: { shape: problem.layout.shape, values: dx, dtype: "float64" },
    dgamma: vector(dgamma),
    dbeta: vector(dbeta),
  };
}
