import { itemAt, numberAt } from "../../item-at";
import { scatterColumn } from "../../batchnorm/column";
import { takePart } from "../../batchnorm/parts";
import type { Gradients } from "../../batchnorm/gradients";
import type { Candidate } from "../../problem";
import type { GradientName } from "../../verdict";
import { mistakesOf } from "../catalogue/catalogue";
import type { AcrossParts, FittedParameter, Mistake } from "../catalogue/contract/mistake";
import { cellsHold } from "../evidence/cell-agreement";
import type { GivenPrecision } from "../evidence/given-precision";
import { createStatistics, partsIn, type Statistics } from "../formula/column-statistics";
import { at, each } from "../formula/term-effect";
import { predictor } from "./predicted-dx";
import { vectorForms } from "./vector-mistakes";

/** A mistake that moves no cell by more than this share of its column's size would not harm anybody. */
const HARMLESS = 1e-3;
/** With more numbers than these a mistake shows whatever the digits. */
export const MOST_CELLS = 20_000;

interface Evidence {
  readonly s: Statistics;
  readonly gradients: Gradients;
  readonly candidate: Candidate;
  readonly precisions: Readonly<Partial<Record<GradientName, GivenPrecision>>>;
}

/**
 * Mistakes that fit inside the allowance as well as the right gradient does, although what they do is not small: the
 * printed digits, or the tolerance that the user has set, cannot tell them from it.
 */
export function mistakesThatFitToo(
  s: Statistics,
  gradients: Gradients,
  candidate: Candidate,
  precisions: Evidence["precisions"],
): Mistake[] {
  const printed = Object.values(precisions).some((precision) => precision.printed !== undefined);
  const isTolerant = Object.values(precisions).some(({ tolerance }) => tolerance !== undefined);
  if (s.N === 1 || !(isTolerant || (printed && s.rows * s.D <= MOST_CELLS))) return [];
  const evidence = { s, gradients, candidate, precisions };
  return mistakesOf(s.problem).filter((mistake) => !mistake.harmless && fitsToo(mistake, evidence));
}

function fitsToo(mistake: Mistake, evidence: Evidence): boolean {
  const { s } = evidence;
  const another = mistake.parameter?.another(s) ?? 0;
  const forms = {
    dx: evidence.candidate.dx ? formsOfDx(mistake, s) : [],
    dgamma: mistake.parameter ? [fittedDgamma(mistake.parameter, s, another)] : vectorForms(mistake, "dgamma", s),
    dbeta: vectorForms(mistake, "dbeta", s),
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
  const fitting = forms.filter((values) =>
    cellsHold({ s, gradients: { ...gradients, [name]: values }, name, candidate: tensor, precision }),
  );
  return { fits: fitting.length > 0, matters: fitting.some((values) => isLarge(name, values, gradients, s)) };
}

/** Whether a tensor changes by more than what nobody would mind. */
function isLarge(name: GradientName, values: Float64Array, gradients: Gradients, s: Statistics): boolean {
  const sizes = name === "dx" ? s.size : name === "dgamma" ? s.sums : s.sumsBeta;
  const { inner } = s.problem.layout;
  const columnOf = (i: number): number => (name === "dx" ? Math.floor(i / inner) % s.D : i);
  return values.some((value, i) => Math.abs(value - numberAt(gradients[name], i)) > HARMLESS * at(sizes, columnOf(i)));
}

function fittedDgamma(parameter: FittedParameter, s: Statistics, another: number): Float64Array {
  const parts = partsIn(s).map((part) => parameter.dgamma(part.s, another));
  return each(s.D, (k) => parts.reduce((sum, dgamma) => sum + at(dgamma, k), 0));
}

/** dx in each form of a mistake; of a split batch all parts in the same form. */
function formsOfDx(mistake: Mistake, s: Statistics): Float64Array[] {
  if (mistake.acrossParts) return formsAcross(mistake.acrossParts, s);
  const parts = partsIn(s).map(({ part, s: own }) => ({ part, forms: formsOfPart(mistake, own) }));
  const count = Math.min(...parts.map(({ forms }) => forms.length));
  return Array.from({ length: count }, (_, rank) => {
    const dx = new Float64Array(s.rows * s.D);
    for (const { part, forms } of parts) takePart(part, dx).set(itemAt(forms, rank));
    return dx;
  });
}

function formsAcross({ effects }: AcrossParts, s: Statistics): Float64Array[] {
  return (effects?.(s) ?? []).map((form) => {
    const dx = new Float64Array(s.rows * s.D);
    s.parts.forEach(({ part, s: own }, place) => {
      takePart(part, dx).set(filled(predictor({ effect: itemAt(form, place) }, { statistics: own }), own));
    });
    return dx;
  });
}

function formsOfPart(mistake: Mistake, s: Statistics): Float64Array[] {
  const { parameter, mask, cellFormulas = [] } = mistake;
  const effects = parameter ? parameter.effects(s, parameter.another(s)) : (mistake.effects?.(s) ?? []);
  const under = mask && { statistics: createStatistics(s.problem, mask) };
  const predicted: Parameters<typeof predictor>[0][] = [
    ...(under ? [{ under }] : effects.map((effect) => ({ effect }))),
    ...cellFormulas.filter(({ applies }) => applies?.(s) ?? true).map((cellFormula) => ({ cellFormula })),
  ];
  return predicted.map((form) => filled(predictor(form, { statistics: s }), s));
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
