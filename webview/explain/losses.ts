import type { ExperimentReport } from "../../src/protocol/explain";
import { short } from "../page/numbers";
import type { Axis } from "../plots/chart";

type Losses = ExperimentReport["losses"];

/** Steps that every training has made. */
export function stepsIn(losses: Losses): number {
  return Math.min(...Object.values(losses).flatMap((each) => each.map(({ length }) => length)));
}

/** Losses that are here, and those that have come from a step on. */
export function joinLosses(before: Losses, come: Losses, from: number): Losses {
  const joined = (name: keyof Losses): number[][] =>
    come[name].map((each, at) => [...(before[name][at] ?? []).slice(0, from), ...each]);
  return { "bn-relu": joined("bn-relu"), "relu-bn": joined("relu-bn"), none: joined("none") };
}

/** Bounds that hold most losses from the start, so that the picture stays while it is drawn. */
const USUAL = [0.1, 2] as const;
const ROOM = 1.2;
const TICKS = [0.01, 0.1, 1, 10, 100];

export function lossAxis(losses: Losses): Axis {
  let [low, high]: [number, number] = [...USUAL];
  for (const loss of Object.values(losses).flat(2)) {
    if (loss < low) low = loss;
    if (loss > high) high = loss;
  }
  const domain = [low / ROOM, high * ROOM] as const;
  const within = TICKS.filter((at) => at >= domain[0] && at <= domain[1]);
  return { domain, log: true, names: within.map((at) => ({ at, text: short(at) })) };
}
