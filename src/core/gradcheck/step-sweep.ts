/** The error of the numeric derivative against its step: truncation rises to the right, round-off to the left. */
import { batchnormForward } from "../batchnorm/batchnorm";
import { columnsProblem } from "../batchnorm/columns";
import { judge, STRICTNESS } from "./gradcheck-tally";
import type { Gradients } from "../batchnorm/gradients";
import { offsetOf } from "../layout";
import { createScratch, differentiate, stepOf } from "./numeric";
import { createProbe, toProblemUnits } from "./probe";
import type { Problem } from "../problem";

type SweepScope =
  | { readonly scope: "cell"; readonly row: number; readonly column: number }
  | { readonly scope: "column"; readonly column: number }
  | { readonly scope: "all" };

interface Sweep {
  readonly step: Float64Array; // (S) in units of sqrt(v + eps), rising
  readonly error: Float64Array; // (S) largest relative error in the scope, as the check has it
  readonly chosen: number; // the check's own step, same unit
  readonly cells: number; // how many were compared: a sample when the scope is large, none where a column is not finite
}

const FIRST = -46;
const LAST = 0;
/** Rows times cells that one sweep may cost: about 0.3 s. */
const BUDGET = 2 ** 18;

/** Holds `gradients.dx` against numeric derivatives at steps 2^-46 ... 1 of sqrt(v + eps). NaN columns are left out. */
export function sweep(problem: Problem, gradients: Gradients, scope: SweepScope): Sweep {
  const { layout } = problem;
  const { rows: N, channels: D } = layout;
  const scratch = createScratch(N);
  const steps = Float64Array.from({ length: LAST - FIRST + 1 }, (_, i) => 2 ** (FIRST + i));
  const error = new Float64Array(steps.length);
  let chosen = NaN;
  let cells = 0;
  for (const [column, rows] of sample(scope, N, D)) {
    const one = columnsProblem(problem, column, column + 1); // the other columns cost nothing
    const probe = createProbe(one, batchnormForward(one).cache, 0);
    if (!probe.finite) continue;
    if (Number.isNaN(chosen)) chosen = stepOf(probe, "dx") / probe.s;
    const scale = toProblemUnits(probe, "dx", probe.scale.dx);
    for (const row of rows) {
      const analytic = gradients.dx[offsetOf(layout, row, column)];
      cells++;
      for (let i = 0; i < steps.length; i++) {
        const derivative = differentiate(probe, "dx", row, scratch, steps[i] * probe.s);
        const numeric = toProblemUnits(probe, "dx", derivative.value);
        const relative = judge({ analytic, numeric, uncertainty: 0, scale }, STRICTNESS.standard).error;
        if (!(relative <= error[i])) error[i] = relative; // NaN shows
      }
    }
  }
  return { step: steps, error, chosen, cells };
}

/** The cells to try by column, spread evenly when they are too many. */
function* sample(scope: SweepScope, N: number, D: number): Generator<[number, number[]]> {
  if (scope.scope === "cell") {
    yield [scope.column, [scope.row]];
    return;
  }
  const columns = scope.scope === "column" ? [scope.column] : spread(D, Math.max(1, Math.floor(BUDGET / N / 4)));
  const each = Math.max(1, Math.floor(BUDGET / N / columns.length));
  for (const column of columns) yield [column, spread(N, each)];
}

/** At most `count` of 0 ... length - 1, evenly spread, the first among them. */
function spread(length: number, count: number): number[] {
  const chosen = Math.min(length, count);
  return Array.from({ length: chosen }, (_, i) => Math.floor((i * length) / chosen));
}
