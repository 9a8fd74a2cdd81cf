import { scatterColumn } from "../../batchnorm/column";
import type { Gradients } from "../../batchnorm/gradients";
import type { Candidate } from "../../problem";
import type { GradientName } from "../../verdict";
import { mistakesOf } from "../catalogue/catalogue";
import type { Mistake } from "../catalogue/contract/mistake";
import { compareCells } from "../evidence/cell-agreement";
import { observeDx, type DxObservation } from "../evidence/dx-observation";
import type { GivenPrecision } from "../evidence/given-precision";
import { createStatistics, type Statistics } from "../formula/column-statistics";
import type { Explanation } from "./explanation";
import { predictor } from "./predicted-dx";

/** A mistake that moves no cell by more than this share of its column's size would not harm anybody. */
const HARMLESS = 1e-3;
/** With more numbers than these a mistake shows whatever the digits. */
const MOST_CELLS = 20_000;

interface Evidence {
  readonly s: Statistics;
  readonly gradients: Gradients;
  readonly candidate: Candidate;
  readonly precisions: Readonly<Partial<Record<GradientName, GivenPrecision>>>;
  readonly o: DxObservation | undefined;
}

/**
 * Mistakes that fit inside the allowance as well as the right gradient does, although what they do is not small: the
 * printed digits cannot tell them from it.
 */
export function mistakesThatFitToo(
  s: Statistics,
  gradients: Gradients,
  candidate: Candidate,
  precisions: Evidence["precisions"],
): Mistake[] {
  const printed = Object.values(precisions).some((precision) => precision.printed !== undefined);
  if (!printed || s.N * s.D > MOST_CELLS || s.N === 1) return [];
  const { dx } = candidate;
  const o = dx && precisions.dx && observeDx(s, gradients.dx, dx.values, precisions.dx);
  const evidence = { s, gradients, candidate, precisions, o };
  return mistakesOf(s.problem).filter((mistake) => !mistake.harmless && fitsToo(mistake, evidence));
}

function fitsToo(mistake: Mistake, evidence: Evidence): boolean {
  const { s } = evidence;
  const another = mistake.free?.another(s) ?? 0;
  const forms = {
    dx: formsOfDx(mistake, evidence),
    dgamma: mistake.free ? [mistake.free.dgamma(s, another)] : (mistake.dgamma?.(s) ?? []),
    dbeta: mistake.dbeta?.(s) ?? [],
  };
  const outcomes = (["dx", "dgamma", "dbeta"] as const).map((name) => outcomeOf(name, forms[name], evidence));
  return outcomes.every(({ fits }) => fits) && outcomes.some(({ matters }) => matters);
}

/** Whether a form of the mistake fits all cells of a tensor, and whether one that does matters. */
function outcomeOf(
  name: GradientName,
  forms: readonly Float64Array[],
  { s, gradients, candidate, precisions }: Evidence,
): { readonly fits: boolean; readonly matters: boolean } {
  const tensor = candidate[name];
  const precision = precisions[name];
  if (!tensor || !precision || forms.length === 0) return { fits: true, matters: false };
  const fitting = forms.filter((values) => {
    const { checked } = compareCells(s, { ...gradients, [name]: values }, name, tensor, precision);
    return checked.agreeing === checked.cells;
  });
  return { fits: fitting.length > 0, matters: fitting.some((values) => isLarge(name, values, gradients, s)) };
}

/** Whether a tensor changes by more than what nobody would mind. */
function isLarge(name: GradientName, values: Float64Array, gradients: Gradients, s: Statistics): boolean {
  const sizes = name === "dx" ? s.size : name === "dgamma" ? s.sums : s.sumsBeta;
  const columnOf = (i: number): number => (name === "dx" ? Math.floor(i / s.inner) % s.D : i);
  return values.some((value, i) => Math.abs(value - gradients[name][i]) > HARMLESS * sizes[columnOf(i)]);
}

function formsOfDx(mistake: Mistake, { s, o }: Evidence): Float64Array[] {
  if (!o) return [];
  const { free, mask, cellFormulas = [] } = mistake;
  const effects = free ? free.effects(s, free.another(s)) : (mistake.effects?.(s) ?? []);
  const under = mask && { ...o, statistics: createStatistics(s.problem, mask) };
  const explanations: Pick<Explanation, "effect" | "cellFormula" | "under">[] = [
    ...(under ? [{ under }] : effects.map((effect) => ({ effect }))),
    ...cellFormulas.filter(({ applies }) => applies?.(s) ?? true).map((cellFormula) => ({ cellFormula })),
  ];
  return explanations.map((explanation) => filled(predictor(explanation, o), s));
}

function filled(fill: (k: number, into: Float64Array) => void, { problem: { layout } }: Statistics): Float64Array {
  const dx = new Float64Array(layout.rows * layout.channels);
  const column = new Float64Array(layout.rows);
  for (let k = 0; k < layout.channels; k++) {
    fill(k, column);
    scatterColumn(layout, column, k, dx);
  }
  return dx;
}
