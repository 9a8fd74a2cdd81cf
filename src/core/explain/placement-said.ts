/** What is to be seen in the placements and in the experiment: a sentence each, for terminal and panel alike. */
import { PLACED } from "../explained-words";
import { listed } from "../diagnosis/wording";
import { EXPERIMENT_STEPS } from "../experiment-setup";
import { itemAt } from "../item-at";
import type { ExperimentResult } from "./experiment";
import type { ToyCheck } from "./experiment-check";
import { worstOf } from "./numeric-column";
import type { Placement, ScaledPlacement } from "./placement";
import { PLACEMENTS } from "./placed-relu";

export interface PlacementsSaid {
  readonly dxNorm: string;
  readonly dead: string;
  readonly dsNorm: string;
}

/** How each placement takes what made x being scaled. */
export function placementsSaid(placements: readonly Placement[]): PlacementsSaid {
  const changes = (of: (scaled: ScaledPlacement) => number): string => {
    const each = placements.map(({ name, byScale }) => {
      const [first, last] = [itemAt(byScale, 0), itemAt(byScale, byScale.length - 1)];
      return { change: changed(of(first), of(last)), placed: PLACED[name] };
    });
    const one = itemAt(each, 0).change;
    if (each.every(({ change }) => change === one)) return `${one} in all three`;
    return listed(each.map(({ change, placed }) => `${change} ${placed}`));
  };
  const [low, high] = rangeOf(placements);
  return {
    dxNorm: `From scale ${low} to ${high}, |dx| ${changes(({ dxNorm }) => dxNorm)}.`,
    dead: `The share of dead cells ${changes(({ dead }) => dead)}.`,
    dsNorm: `|dL/ds|, what a scale of the weights before would feel, ${changes(({ dsNorm }) => dsNorm)}.`,
  };
}

/** How far apart the losses of the initial scales are in the end, and what the check of its gradients says: in the end only. */
export function experimentSaid({ losses }: ExperimentResult, checks: readonly ToyCheck[]): string[] {
  if (checks.length < PLACEMENTS.length) return [];
  const each = PLACEMENTS.map((name, at) => {
    const last = losses[name].map((of) => itemAt(of, EXPERIMENT_STEPS - 1));
    const spread = digits(Math.max(...last) / Math.min(...last));
    return `${at === 0 ? `a factor of ${spread} of each other` : spread} ${PLACED[name]}`;
  });
  return [`In the last step the losses of all scales lie within ${listed(each)}.`, checkSaid(checks)];
}

function checkSaid(checks: readonly ToyCheck[]): string {
  const error = digits(Math.max(...checks.map((each) => each.error)));
  switch (worstOf(checks.map(({ verdict }) => verdict))) {
    case "correct":
      return `The gradients that it trains by agree with differences of its loss; largest error ${error}.`;
    case "wrong":
      return `The gradients that it trains by do not agree with differences of its loss; largest error ${error}.`;
    case "doubtful":
      return "The gradients that it trains by could not be checked.";
  }
}

function rangeOf(placements: readonly Placement[]): readonly [number, number] {
  const { byScale } = itemAt(placements, 0);
  return [itemAt(byScale, 0).scale, itemAt(byScale, byScale.length - 1).scale];
}

const SAME = 1e-9;

function changed(first: number, last: number): string {
  if (Number.isNaN(first) || Number.isNaN(last)) return "is no number";
  if (first === last || Math.abs(last / first - 1) < SAME) return "stays the same";
  if (first === 0 || last === 0) return `goes from ${digits(first)} to ${digits(last)}`;
  return last < first ? `falls by a factor of ${digits(first / last)}` : `grows by a factor of ${digits(last / first)}`;
}

/** Three digits at most; large ones as 1e6. */
function digits(value: number): string {
  if (value !== 0 && (Math.abs(value) >= 1e5 || Math.abs(value) < 1e-3))
    return value.toExponential(1).replace(".0e", "e").replace("e+", "e");
  return String(Number(value.toPrecision(3)));
}
