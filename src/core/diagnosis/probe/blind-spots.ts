import { itemAt } from "../../item-at";
import { partsOf } from "../../batchnorm/parts";
import type { Problem } from "../../problem";
import type { BlindSpot, GradientName } from "../../verdict";
import { mistakesOf } from "../catalogue/catalogue";
import { hidingReasons } from "../catalogue/contract/hiding-conditions";
import type { Mistake } from "../catalogue/contract/mistake";
import type { GivenPrecision } from "../evidence/given-precision";
import type { Statistics } from "../formula/column-statistics";
import { listed } from "../wording";
import { looksDifferent, ChangeProjector, type VisibleChange } from "./visible-change";
import { sampleColumns } from "./sampled-columns";

export interface BlindOptions {
  /** Only mistakes in these tensors, seen in these tensors; all three when absent. */
  readonly tensors?: readonly GradientName[];
  /** What the numbers that are judged can hold; float64 when absent. */
  readonly precision?: GivenPrecision;
  /** The offset of x costs the numbers that are judged nothing (true of the product's own). */
  readonly careful?: boolean;
}

const ALL: readonly GradientName[] = ["dx", "dgamma", "dbeta"];
const DOUBLE: GivenPrecision = { dtype: "float64", words: "" };

/** What a probe shows of a mistake; of a correct gradient without one. */
interface View {
  readonly id: string;
  readonly mistake?: Mistake;
  readonly change: VisibleChange;
}

/**
 * Which mistakes of the catalogue this very probe (x, gamma, beta, dout, eps) cannot tell from a correct gradient (then
 * "correct" is among the ids) or from each other. Judged on at most 64 columns, so the work is bounded.
 */
export function blindSpots(
  problem: Problem,
  { tensors = ALL, precision = DOUBLE, careful = false }: BlindOptions = {},
): BlindSpot[] {
  const sample = sampleColumns(problem);
  const projectors = partsOf(sample).map((part) => new ChangeProjector(part.problem, precision, tensors, careful));
  const { statistics } = itemAt(projectors, 0);
  const views: View[] = [{ id: "correct", change: joined(projectors.map((projector) => projector.correct())) }];
  for (const mistake of mistakesOf(sample)) {
    if (mistake.harmless || (problem.kept && isMadeWithX(mistake))) continue;
    const changes = projectors.flatMap((projector) => projector.of(mistake) ?? []);
    const isWhole = changes.length === projectors.length;
    if (isWhole) views.push({ id: mistake.id, mistake, change: joined(changes) });
  }
  const groups: View[][] = [];
  for (const view of views) {
    const known = groups.find((group) => !looksDifferent(itemAt(group, 0).change, view.change));
    if (known) known.push(view);
    else groups.push([view]);
  }
  return groups
    .filter((group) => group.length > 1 && (tensors.includes("dgamma") || !areTwins(group)))
    .map((group) => ({ ids: group.map(({ id }) => id), ...saidOf(group, statistics) }));
}

/** Where x is not given its mean is not known either: the 0 of the one that stands in its place hides nothing. */
function isMadeWithX({ id }: Mistake): boolean {
  return /-(?:uses|from)-x$/.test(id);
}

/** What parts of the batch show, one after the other. */
function joined(changes: readonly VisibleChange[]): VisibleChange {
  return Float64Array.from(changes.flatMap((change) => Array.from(change)));
}

/** Two mistakes that make the same dx by definition: no probe is to blame. */
function areTwins(group: readonly View[]): boolean {
  return group.length === 2 && group.some(({ mistake }) => group.some(({ id }) => id === mistake?.sameDxAs));
}

/** The share of the mistakes in a tensor that would look right. */
export function blindShare(problem: Problem, spots: readonly BlindSpot[], tensor: GradientName): number {
  const right = spots.find(({ ids }) => ids.includes("correct"));
  const mistakes = mistakesOf(problem).filter((mistake) => mistake.tensor === tensor && !mistake.harmless);
  return mistakes.filter(({ id }) => right?.ids.includes(id)).length / Math.max(1, mistakes.length);
}

/** "29 of them look right here, because ...": the group around "correct" in few words. */
export function blindReason(problem: Problem, spots: readonly BlindSpot[]): string {
  const right = spots.find(({ ids }) => ids.includes("correct"));
  if (!right) return "";
  const count = right.ids.length - 1;
  return `${count} of ${mistakesOf(problem).length} known mistakes would look right here${becauseText(right.because)}`;
}

function becauseText(because: BlindSpot["because"]): string {
  return because.length > 0 ? `, because ${listed(because.map(({ text }) => text))}` : "";
}

function saidOf(group: readonly View[], s: Statistics): Pick<BlindSpot, "because" | "text"> {
  const mistakes = group.flatMap(({ mistake }) => mistake ?? []);
  const because = hidingReasons(s, new Set(mistakes.flatMap(({ hiddenBy = [] }) => hiddenBy)));
  const reason = becauseText(because);
  const looks = mistakes.length === 1 ? "looks" : "look";
  const ids = listed(mistakes.map(({ id }) => id));
  const text =
    mistakes.length < group.length ? `${ids} ${looks} right here${reason}.` : `${ids} look the same here${reason}.`;
  return { because, text };
}
