import { scatterColumn } from "../column";
import type { Gradients } from "../gradients";
import type { Candidate, Problem } from "../problem";
import type { Tensor, Values } from "../tensor";
import { findMistake } from "./catalogue";
import { compose, type Effect } from "./effect";
import { predictor } from "./search-dx";
import { observe } from "./observation";
import { createStatistics } from "./statistics";

/** What to plant: ids of the catalogue, the form of each, and the free number of those that have one. */
export interface Planted {
  readonly ids: readonly string[];
  readonly form?: number;
  readonly value?: number;
}

/**
 * Gradients with one mistake of the catalogue, or several: what the problem's gradients look like when they are made.
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
    const own = mistake.free && value !== undefined ? mistake.free.effects(s, value) : mistake.effects?.(s);
    if (own?.length) effect = compose(effect ?? {}, own[Math.min(form, own.length - 1)]);
    const free = mistake.free && value !== undefined ? [mistake.free.dgamma(plain, value)] : undefined;
    dgamma = (free ?? mistake.dgamma?.(plain))?.[0] ?? dgamma;
    const wrongBeta = mistake.dbeta?.(plain);
    if (wrongBeta) dbeta = wrongBeta[mistake.tensor === "dbeta" ? Math.min(form, wrongBeta.length - 1) : 0];
  }
  const wide = mistakes.find((mistake) => mistake.wide)?.wide;
  if (effect || wide) {
    const held = { dtype: "float64", words: "" } as const;
    const o = observe(s, gradients.dx, gradients.dx, held);
    const fill = predictor({ mistakes, left: 0, assumed: 0, effect, wide: wide?.[Math.min(form, wide.length - 1)] }, o);
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
