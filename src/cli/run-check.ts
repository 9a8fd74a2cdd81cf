import { CheckCost } from "../compute/analysis/check-cost";
import type { CheckPartAsk } from "../compute/analysis/check-part";
import type { CheckTiming } from "../compute/analysis/check-run";
import { CheckSchedule, LIMITS, SAMPLE_SEED, type CheckLimits } from "../compute/analysis/check-schedule";
import type { Engine } from "../compute/engine/engine";
import type { Check } from "../core/verdict";

/** What is to be checked; undefined: all cells, but a sample of them where all would take more than two minutes. */
export type CellsToCheck = "all" | "sample" | undefined;

interface Checked {
  readonly check: Check;
  /** What all cells would have taken, where a sample was checked. */
  readonly millisecondsForAll: number | undefined;
}

const SLICE_MILLISECONDS = 50;

/** Checks the gradients, all cells or a sample of them. `progress` hears what share is done. */
export function runCheck(
  engine: Engine,
  { problem, gradients, precision }: CheckPartAsk,
  cells: CellsToCheck,
  progress: (done: number) => void,
  { limits = LIMITS, now = () => performance.now() }: CheckTiming = {},
): Checked {
  const cost = new CheckCost(problem);
  const schedule = new CheckSchedule(cost, 1, now, limitsOf(cells, limits));
  const columns = { precision, from: 0, to: problem.layout.channels };
  const all = engine.checker(problem, gradients, columns);
  const visits = (): number => cost.upTo(all.done);
  while (schedule.stage !== "sampling") {
    const isDone = schedule.measure(() => all.advance(SLICE_MILLISECONDS), visits);
    if (isDone) return { check: all.result(), millisecondsForAll: undefined };
    progress(all.done / all.total);
  }
  const sample = { perColumn: schedule.perColumn, seed: SAMPLE_SEED };
  const sampler = engine.checker(problem, gradients, { ...columns, sample });
  while (!sampler.advance(SLICE_MILLISECONDS)) progress(sampler.done / sampler.total);
  return { check: sampler.result(), millisecondsForAll: schedule.millisecondsFrom(0) };
}

function limitsOf(cells: CellsToCheck, usual: CheckLimits): CheckLimits {
  switch (cells) {
    case "all":
      return { ...usual, shortVisits: Infinity };
    case "sample":
      return { ...usual, shortVisits: 0, longMilliseconds: -1 };
    case undefined:
      return { ...usual, longMilliseconds: usual.consentMilliseconds }; // nobody can be asked
  }
}
