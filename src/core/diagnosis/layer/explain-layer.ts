/**
 * Which mistakes of the family explain a candidate's wrong tensors. A mistake explains a tensor where one of its forms is
 * within what the tensor's numbers can hold in every cell of every set.
 */
import { itemAt, numberAt } from "../../item-at";
import { offsetOf } from "../../layout";
import type { Values } from "../../tensor";
import type { GradientName } from "../../verdict";
import { allowance, type Allowance } from "../evidence/allowance";
import { floorOf } from "../explain/explanation";
import type { JudgedTensor } from "../judgement/verdict-text";
import type { LayerMistake } from "./family/layer-mistake";
import type { LayerSets } from "./family/layer-sets";
import { layerMistakesOf } from "./family/layer-catalogue";
import type { LayerTerms } from "./layer-terms";

/** A mistake that explains a tensor. */
export interface LayerExplanation {
  readonly mistake: LayerMistake;
  readonly form: number;
  readonly left: number; // squared units of noise, of all cells
  readonly assumed: number; // 0 of the usual form of a mistake in this tensor
}

/** A tensor that is wrong, and what its cells may be off by. */
interface Wrong {
  readonly judged: JudgedTensor;
  readonly given: Values;
  readonly allowed: (offset: number, predicted: number, of: { growth: number; least: number }) => Allowance;
  readonly terms: (offset: number) => number;
  readonly mostTerms: number; // of all cells
}

export function explainTensor(
  s: LayerSets,
  judged: JudgedTensor,
  given: Values,
  terms: LayerTerms,
): LayerExplanation[] {
  const { name, precision } = judged;
  const magnitudesAt = terms.of(name, precision);
  const wrong: Wrong = {
    ...{ judged, given },
    terms: (offset) => magnitudesAt(offset).terms,
    mostTerms: largestOf(given.length, (offset) => magnitudesAt(offset).terms),
    allowed: (offset, predicted, { growth, least }) => {
      const { terms: own, slack, ...rest } = magnitudesAt(offset);
      const grown = { terms: growth * Math.max(own, least, Math.abs(predicted)), slack: growth * slack, ...rest };
      return allowance(precision, s.layout.rows, predicted, grown);
    },
  };
  const found = layerMistakesOf(s.problem).flatMap((mistake) => bestForm(s, wrong, mistake));
  return sorted(found, given.length, floorOf(precision));
}

/** The form of a mistake that leaves least, where one explains the tensor. */
function bestForm(s: LayerSets, wrong: Wrong, mistake: LayerMistake): LayerExplanation[] {
  const { name } = wrong.judged;
  const lefts = name === "dx" ? dxLefts(s, wrong, mistake) : vectorLefts(s, wrong, mistake, name);
  // What is made in another tensor is looked for there first.
  const elsewhere = mistake.tensor === name ? 0 : 0.1;
  const assumedOf = (form: number): number => (mistake.searched ? 1 : form === 0 ? 0 : 0.25) + elsewhere;
  const fits = lefts.flatMap((left, form) =>
    left < Infinity ? [{ mistake, form, left, assumed: assumedOf(form) }] : [],
  );
  return fits.length > 0 ? sorted(fits, wrong.given.length, floorOf(wrong.judged.precision)).slice(0, 1) : [];
}

/** What each form leaves of dx; Infinity from the first cell on that it does not explain. */
function dxLefts(s: LayerSets, wrong: Wrong, { dx }: LayerMistake): number[] {
  return (dx?.(s) ?? []).map((form) => {
    let left = 0;
    for (let k = 0; k < s.count && left < Infinity; k++) {
      const predicted = form(s.set(k));
      left += leftOf(wrong, predicted, (i) => offsetOf(s.layout, i, k));
    }
    return left;
  });
}

function vectorLefts(s: LayerSets, wrong: Wrong, mistake: LayerMistake, name: "dgamma" | "dbeta"): number[] {
  return (mistake[name]?.(s) ?? []).map((predicted) => leftOf(wrong, predicted, (a) => a));
}

function leftOf(wrong: Wrong, predicted: Float64Array, offsetAt: (i: number) => number): number {
  const most = largestOf(predicted.length, (i) => Math.abs(itemAt(predicted, i)));
  const mostTerms = largestOf(predicted.length, (i) => wrong.terms(offsetAt(i)));
  // Where an activation closes a whole set nothing is left of dout, and of a mistake that brings it back rounding alone.
  const isClosed = mostTerms === 0;
  const grown = { growth: isClosed ? 1 : Math.max(1, most / mostTerms), least: isClosed ? wrong.mostTerms : 0 };
  let left = 0;
  for (let i = 0; i < predicted.length; i++) {
    const offset = offsetAt(i);
    const [value, wanted] = [numberAt(wrong.given, offset), numberAt(predicted, i)];
    if (Object.is(value, wanted)) continue;
    const distance = Math.abs(value - wanted);
    const { sure, unsure } = wrong.allowed(offset, wanted, grown);
    if (!(distance <= unsure)) return Infinity;
    left += (distance / sure) ** 2;
  }
  return left;
}

function largestOf(count: number, of: (i: number) => number): number {
  let most = 0;
  for (let i = 0; i < count; i++) most = Math.max(most, of(i));
  return most;
}

/** As batch norm's explanations are ordered: what fits best first, and of what fits equally well what assumes least. */
function sorted(found: readonly LayerExplanation[], cells: number, floor: number): LayerExplanation[] {
  const score = ({ left, assumed }: LayerExplanation): number =>
    cells * Math.log(Math.max(left / cells, floor)) + assumed * Math.log(cells + 2);
  return [...found].sort((one, other) => score(one) - score(other));
}

/** Those that fit as well as the first, with as little assumed: this probe cannot tell them apart. */
export function alikeOf(explanations: readonly LayerExplanation[], { precision }: JudgedTensor, cells: number) {
  const [best] = explanations;
  if (!best) return [];
  const floor = floorOf(precision);
  const bound = Math.max(floor * cells, floor < 1 ? 1.5 * best.left : 0);
  return explanations.filter((one) => one !== best && one.assumed <= best.assumed && one.left <= bound);
}

/** The explanations of each wrong tensor, those first that explain another of them as well. */
export function explainTensors(
  s: LayerSets,
  wrong: readonly { readonly judged: JudgedTensor; readonly given: Values }[],
  terms: LayerTerms,
): ReadonlyMap<GradientName, LayerExplanation[]> {
  const found = new Map(
    wrong.map(({ judged, given }) => [judged.name, explainTensor(s, judged, given, terms)] as const),
  );
  for (const { judged, given } of wrong) {
    const own = found.get(judged.name) ?? [];
    const equals = own.slice(0, 1).concat(alikeOf(own, judged, given.length));
    const elsewhere = new Set(
      wrong
        .filter((other) => other.judged !== judged)
        .flatMap((other) => (found.get(other.judged.name) ?? []).slice(0, 1).map(({ mistake }) => mistake.id)),
    );
    const shared = equals.find(({ mistake }) => elsewhere.has(mistake.id));
    if (shared && shared !== own[0]) found.set(judged.name, [shared, ...own.filter((one) => one !== shared)]);
  }
  return found;
}
