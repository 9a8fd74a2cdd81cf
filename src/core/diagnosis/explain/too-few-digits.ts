import { scatterColumn } from "../../batchnorm/column";
import type { Gradients } from "../../batchnorm/gradients";
import type { Candidate, Problem } from "../../problem";
import type { GradientName } from "../../verdict";
import { mistakesOf } from "../catalogue/catalogue";
import type { Mistake } from "../catalogue/contract/mistake";
import { compareCells } from "../evidence/cell-agreement";
import { observeDx, type DxObservation } from "../evidence/dx-observation";
import type { GivenPrecision } from "../evidence/given-precision";
import type { Statistics } from "../formula/column-statistics";
import { lineOf, type Line } from "../formula/dx-line";
import { predictor } from "./predicted-dx";

/** A mistake that moves no cell by more than this share of its column's size would not harm anybody. */
const HARMLESS = 1e-3;
/** With more numbers than these a mistake shows whatever the digits. */
const MOST_CELLS = 20_000;

/**
 * Mistakes that fit inside the allowance as well as the right gradient does, although what they do is not small: the
 * printed digits cannot tell them from it.
 */
export function mistakesThatFitToo(
  s: Statistics,
  gradients: Gradients,
  candidate: Candidate,
  precisions: Readonly<Partial<Record<GradientName, GivenPrecision>>>,
): Mistake[] {
  const printed = Object.values(precisions).some((precision) => precision.printed !== undefined);
  if (!printed || s.N * s.D > MOST_CELLS || s.N === 1) return [];
  const { dx } = candidate;
  const o = dx && precisions.dx && observeDx(s, gradients.dx, dx.values, precisions.dx);
  return mistakesOf(s.problem).filter(
    (mistake) => !mistake.harmless && !mistake.mask && fitsToo(mistake, s, gradients, candidate, precisions, o),
  );
}

function fitsToo(
  mistake: Mistake,
  s: Statistics,
  gradients: Gradients,
  candidate: Candidate,
  precisions: Readonly<Partial<Record<GradientName, GivenPrecision>>>,
  o: DxObservation | undefined,
): boolean {
  const wrong = { ...gradients };
  let matters = false;
  const effect = mistake.effects?.(s)[0];
  if (o && effect && candidate.dx) {
    matters = effectIsLarge(s, effect);
    if (matters) wrong.dx = filled(s.problem, o, effect);
  }
  for (const name of ["dgamma", "dbeta"] as const) {
    const values = mistake[name]?.(s)[0];
    if (!values || !candidate[name]) continue;
    wrong[name] = values;
    const sizes = name === "dgamma" ? s.sums : s.sumsBeta;
    matters ||= values.some((value, k) => Math.abs(value - gradients[name][k]) > HARMLESS * sizes[k]);
  }
  if (!matters) return false;
  return (["dgamma", "dbeta", "dx"] as const).every((name) => {
    const tensor = candidate[name];
    const precision = precisions[name];
    if (!tensor || !precision) return true;
    const { checked } = compareCells(s, wrong, name, tensor, precision);
    return checked.agreeing === checked.cells;
  });
}

/** Whether any term of any column changes by more than what nobody would mind. */
function effectIsLarge(s: Statistics, effect: NonNullable<ReturnType<NonNullable<Mistake["effects"]>>[0]>): boolean {
  const right: Line = { g: 0, one: 0, xhat: 0 };
  const wrong: Line = { g: 0, one: 0, xhat: 0 };
  for (let k = 0; k < s.D; k++) {
    lineOf(s, {}, k, right);
    lineOf(s, effect, k, wrong);
    const width = Math.sqrt(s.xhatSquares[k] / s.N);
    const change = Math.hypot(
      ((wrong.g - right.g) * s.sumsBeta[k]) / s.N,
      wrong.one - right.one,
      (wrong.xhat - right.xhat) * width,
    );
    if (change > HARMLESS * s.size[k]) return true;
  }
  return false;
}

function filled(
  { layout }: Problem,
  o: DxObservation,
  effect: NonNullable<ReturnType<NonNullable<Mistake["effects"]>>[0]>,
): Float64Array {
  const fill = predictor({ effect }, o);
  const dx = new Float64Array(layout.rows * layout.channels);
  const column = new Float64Array(layout.rows);
  for (let k = 0; k < layout.channels; k++) {
    fill(k, column);
    scatterColumn(layout, column, k, dx);
  }
  return dx;
}
