import { gatherColumn } from "../column";
import type { Values } from "../tensor";
import { createColumnReader } from "./columns";
import { compose, each, selectEffect, whole, type Effect } from "./effect";
import { isWhole, sortByScore, type Explanation } from "./explanation";
import { fitFree } from "./free";
import type { Mistake } from "./mistake";
import { leftBy, selectColumns, type Observation } from "./observation";
import { formApplies } from "./wide";

/** A mistake in one of its forms, as an effect under a mask. */
interface Form {
  readonly mistake: Mistake;
  readonly effect: Effect;
  readonly rank: number; // 0 for the usual form
}

const PLACE = 1e-3; // a form's place in the catalogue breaks ties, and never more than ties
const PAIR_COLUMNS = 192;

function formsOf(mistakes: readonly Mistake[], o: Observation): Form[] {
  return mistakes
    .filter(({ harmless }) => !harmless)
    .flatMap((mistake) =>
      (mistake.effects?.(o.statistics) ?? []).map((effect, rank): Form => ({ mistake, effect, rank })),
    );
}

/** Every single mistake that stays inside the span of {dout, 1, xhat}. */
export function singles(o: Observation, mistakes: readonly Mistake[]): Explanation[] {
  return formsOf(mistakes, o).map(({ mistake, effect, rank }) => ({
    mistakes: [mistake],
    effect,
    left: leftBy(o, effect),
    assumed: rank * 0.1 + mistakes.indexOf(mistake) * PLACE,
  }));
}

/** Mistakes with a free number, fitted. */
export function freeOnes(o: Observation, mistakes: readonly Mistake[]): Explanation[] {
  return mistakes.flatMap((mistake) => {
    const { free } = mistake;
    if (!free) return [];
    return free.effects(o.statistics, free.range(o.statistics)[0]).map((_, rank): Explanation => {
      const fit = fitFree(o, free.range(o.statistics), (value) => free.effects(o.statistics, value)[rank]);
      return {
        mistakes: [mistake],
        effect: fit.effect,
        left: fit.left,
        assumed: 1 + rank * 0.1 + mistakes.indexOf(mistake) * PLACE,
        value: { name: free.name, number: fit.value },
      };
    });
  });
}

/** Mistakes that need other columns or rows: all forms compared cell by cell in one pass over the tensor. */
export function wideOnes(
  o: Observation,
  mistakes: readonly Mistake[],
  exact: Float64Array,
  candidate: Values,
): Explanation[] {
  const s = o.statistics;
  const forms = mistakes.flatMap((mistake) =>
    (mistake.wide ?? [])
      .map((wide, rank) => ({ mistake, wide, rank }))
      .filter(({ wide }) => formApplies(wide, s))
      .map((form) => ({ ...form, fill: form.wide.prepare(s), left: 0 })),
  );
  if (forms.length === 0) return [];
  const read = createColumnReader(s.problem, s.mask, s.centres);
  const wrong = new Float64Array(s.N);
  const given = new Float64Array(s.N);
  const right = new Float64Array(s.N);
  for (let k = 0; k < s.D; k++) {
    const column = read(k);
    gatherColumn(s.problem.layout, candidate, k, given);
    gatherColumn(s.problem.layout, exact, k, right);
    for (const form of forms) {
      form.fill(k, column, wrong);
      form.left += squaredDistance(given, wrong, right) / o.noise[k] / o.noise[k];
    }
  }
  return forms.map(({ mistake, wide, rank, left }) => ({
    mistakes: [mistake],
    wide,
    left,
    assumed: rank * 0.1 + mistakes.indexOf(mistake) * PLACE,
  }));
}

/** Over the cells in which given and right are finite. */
function squaredDistance(given: Float64Array, wrong: Float64Array, right: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < given.length; i++) {
    const distance = given[i] - wrong[i];
    const square = distance * distance;
    if (Number.isFinite(square)) sum += square;
    else if (Number.isFinite(given[i]) && Number.isFinite(right[i])) return Infinity;
  }
  return sum;
}

/** Running statistics that are not known: two numbers for each column, from three components, so that one is left to test. */
export function unknownDrift(o: Observation, mistakes: readonly Mistake[]): Explanation[] {
  const s = o.statistics;
  const mistake = mistakes.find(({ id }) => id === "running-statistics");
  if (!mistake || s.problem.running || s.N < 4 || s.D < 2) return [];
  const p = new Float64Array(s.D);
  const t = new Float64Array(s.D);
  for (let k = 0; k < s.D; k++) {
    const scale = s.gamma[k] * s.r[k];
    if (scale === 0 || s.restSquares[k] === 0 || s.xhatSquares[k] === 0) return [];
    p[k] = 1 + (o.rest[k] * o.noise[k]) / Math.sqrt(s.restSquares[k]) / scale;
    const along = s.slope[k] - s.c[k] + (o.xhat[k] * o.noise[k]) / Math.sqrt(s.xhatSquares[k]) / scale;
    const m = (s.slope[k] - along / p[k]) / p[k]; // p c + t gbar
    t[k] = (m - p[k] * s.c[k]) / s.gbar[k];
    if (!(p[k] > 0) || !Number.isFinite(t[k])) return [];
  }
  // Without a shift in any column it is not other statistics, but another factor.
  if (t.every((shift) => Math.abs(shift) < 1e-6)) return [];
  const m = each(s.D, (k) => p[k] * s.c[k] + t[k] * s.gbar[k]);
  const shifted: Effect = { ...whole(p), slope: each(s.D, (k) => p[k] * m[k]), ones: each(s.D, (k) => t[k] * m[k]) };
  const forms: Effect[] = [shifted, { a: p, b: 0, k: 0 }];
  return forms.map((effect, rank) => ({
    mistakes: [mistake],
    effect,
    left: leftBy(o, effect),
    assumed: (2 - rank) * s.D,
  }));
}

/** Two mistakes at once, both inside the span. Searched on some columns, and the best tried on all. */
export function pairs(o: Observation, mistakes: readonly Mistake[], cells: number): Explanation[] {
  const columns = spread(o.statistics.D, PAIR_COLUMNS);
  const few = selectColumns(o, columns);
  const share = Math.max(1, Math.round((cells * columns.length) / o.statistics.D));
  const forms = formsOf(mistakes, o).map((form) => ({ ...form, few: selectEffect(form.effect, columns) }));
  const found: { one: Form; other: Form; left: number }[] = [];
  for (let i = 0; i < forms.length; i++) {
    for (let j = i + 1; j < forms.length; j++) {
      if (forms[i].mistake === forms[j].mistake) continue;
      const left = leftBy(few, compose(forms[i].few, forms[j].few));
      if (left < few.square / 2) found.push({ one: forms[i], other: forms[j], left });
    }
  }
  const trial = found.map(({ one, other, left }) => toPair(one, other, left, mistakes));
  const best = sortByScore(trial, share).slice(0, 24);
  return best.map((explanation) => {
    if (!explanation.effect) return explanation;
    const first = formsOf([explanation.mistakes[0]], o);
    const leftByFirst = Math.min(...first.map(({ effect }) => leftBy(o, effect)));
    return { ...explanation, left: leftBy(o, explanation.effect), leftByFirst };
  });
}

/** How many parts of the formula an effect changes. */
function partsOf({ a, b, k, ga, gb, gk, mean, slope, ones }: Effect): number {
  const factors = [a, b, k].filter((factor) => factor !== undefined && factor !== 1);
  const powers = [ga, gb, gk].filter((power) => power !== undefined && power !== 0);
  return factors.length + powers.length + [mean, slope, ones].filter((operand) => operand !== undefined).length;
}

function toPair(one: Form, other: Form, left: number, mistakes: readonly Mistake[]): Explanation {
  const place = (form: Form): number => form.rank * 0.1 + mistakes.indexOf(form.mistake) * PLACE;
  return {
    mistakes: [one.mistake, other.mistake],
    get effect() {
      return compose(one.effect, other.effect);
    },
    left,
    // Of equal pairs the one that changes least: beside a lost mean path, N - 1 in both paths is N - 1 in the other.
    assumed: 2 + place(one) + place(other) + 0.1 * (partsOf(one.effect) + partsOf(other.effect)),
  };
}

/** A mistake with a free number beside another one. */
export function pairsWithFree(o: Observation, mistakes: readonly Mistake[]): Explanation[] {
  const columns = spread(o.statistics.D, 48);
  const few = selectColumns(o, columns);
  return mistakes.flatMap((mistake) => {
    const { free } = mistake;
    if (!free) return [];
    const range = free.range(o.statistics);
    const promising = formsOf(mistakes, o)
      .map((form) => {
        const part = selectEffect(form.effect, columns);
        const at = (value: number): Effect =>
          compose(selectEffect(free.effects(o.statistics, value)[0], columns), part);
        return { form, left: fitFree(few, range, at).left };
      })
      .sort((a, b) => a.left - b.left)
      .slice(0, 3);
    return promising.map(({ form }): Explanation => {
      const fit = fitFree(o, range, (value) => compose(free.effects(o.statistics, value)[0], form.effect));
      return {
        mistakes: [form.mistake, mistake],
        effect: fit.effect,
        left: fit.left,
        leftByFirst: leftBy(o, form.effect),
        assumed: 3 + form.rank * 0.1,
        value: { name: free.name, number: fit.value },
      };
    });
  });
}

/** At most `count` of `length` indices, evenly spread. */
export function spread(length: number, count: number): number[] {
  if (length <= count) return Array.from({ length }, (_, i) => i);
  return Array.from({ length: count }, (_, i) => Math.floor((i * length) / count));
}

export function anyWhole(explanations: readonly Explanation[], cells: number): boolean {
  return explanations.some((explanation) => isWhole(explanation, cells));
}
