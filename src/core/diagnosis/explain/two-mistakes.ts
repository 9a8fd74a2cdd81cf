import { itemAt } from "../../item-at";
import type { Mistake } from "../catalogue/contract/mistake";
import { leftBy, type DxObservation } from "../evidence/dx-observation";
import { evenlySpread, selectColumns } from "../evidence/selected-columns";
import { at, compose, selectEffect, type Columns, type Effect } from "../formula/term-effect";
import { sortByScore, type Explanation } from "./explanation";
import { fitParameter, isTelling } from "./fit-parameter";
import { formsOf, PLACE, rarity, type Form } from "./one-mistake";

const PAIR_COLUMNS = 192;

/** Two mistakes at once, both inside the span. Searched on some columns, and the best tried on all. */
export function pairs(o: DxObservation, mistakes: readonly Mistake[], cells: number): Explanation[] {
  const columns = evenlySpread(o.statistics.D, PAIR_COLUMNS);
  const few = selectColumns(o, columns);
  const share = Math.max(1, Math.round((cells * columns.length) / o.statistics.D));
  const forms = formsOf(mistakes, o).map((form) => ({ ...form, few: selectEffect(form.effect, columns) }));
  const found: { one: Form; other: Form; left: number }[] = [];
  for (const [i, one] of forms.entries()) {
    for (const other of forms.slice(i + 1)) {
      if (one.mistake === other.mistake || cancel(one.few, other.few)) continue;
      const left = leftBy(few, compose(one.few, other.few));
      if (left < few.square / 2) found.push({ one, other, left });
    }
  }
  const trial = found.map(({ one, other, left }) => toPair(one, other, left, mistakes));
  const best = sortByScore(trial, share).slice(0, 24);
  return best.map((explanation) => {
    if (!explanation.effect) return explanation;
    const first = formsOf(explanation.mistakes.slice(0, 1), o);
    const leftByFirst = Math.min(...first.map(({ effect }) => leftBy(o, effect)));
    return { ...explanation, left: leftBy(o, explanation.effect), leftByFirst };
  });
}

/** Whether one takes back what the other does to a term: nobody makes two mistakes that cannot be seen. */
function cancel(one: Effect, other: Effect): boolean {
  const undone = (p: Columns | undefined, q: Columns | undefined): boolean => {
    if (p === undefined || q === undefined || p === 1 || q === 1) return false;
    const columns = typeof p === "number" ? (typeof q === "number" ? 1 : q.length) : p.length;
    return Array.from({ length: columns }, (_, k) => at(p, k) * at(q, k)).every((both) => Math.abs(both - 1) < 1e-9);
  };
  const annulled = (p = 0, q = 0): boolean => p !== 0 && p + q === 0;
  return (
    [undone(one.a, other.a), undone(one.b, other.b), undone(one.k, other.k)].includes(true) ||
    [annulled(one.ga, other.ga), annulled(one.gb, other.gb), annulled(one.gk, other.gk)].includes(true)
  );
}

/** How many parts of the formula an effect changes; a power of gamma on a path that is gone changes nothing. */
function partsOf({ a, b, k, ga, gb, gk, mean, slope, ones }: Effect, gone: Pick<Effect, "b" | "k">): number {
  const factors = [a, b, k].filter((factor) => factor !== undefined && factor !== 1);
  const powers = [ga, gone.b === 0 ? 0 : gb, gone.k === 0 ? 0 : gk].filter(
    (power) => power !== undefined && power !== 0,
  );
  return factors.length + powers.length + [mean, slope, ones].filter((operand) => operand !== undefined).length;
}

function toPair(one: Form, other: Form, left: number, mistakes: readonly Mistake[]): Explanation {
  const place = (form: Form): number => rarity(form.rank) + mistakes.indexOf(form.mistake) * PLACE;
  const gone = (term: "b" | "k"): 0 | undefined =>
    [one, other].some(({ effect }) => effect[term] === 0) ? 0 : undefined;
  const both = { b: gone("b"), k: gone("k") };
  return {
    mistakes: [one.mistake, other.mistake],
    get effect() {
      return compose(one.effect, other.effect);
    },
    left,
    // Of equal pairs the one that changes least: beside a lost mean path, N - 1 in both paths is N - 1 in the other.
    assumed: 2 + place(one) + place(other) + 0.1 * (partsOf(one.effect, both) + partsOf(other.effect, both)),
  };
}

/** A mistake with a number to fit beside another one. */
export function pairsWithFitted(o: DxObservation, mistakes: readonly Mistake[]): Explanation[] {
  const columns = evenlySpread(o.statistics.D, 48);
  const few = selectColumns(o, columns);
  return mistakes.flatMap((mistake) => {
    const { parameter } = mistake;
    if (!parameter) return [];
    const range = parameter.range(o.statistics);
    const promising = formsOf(mistakes, o)
      .map((form) => {
        const part = selectEffect(form.effect, columns);
        const at = (value: number): Effect =>
          compose(selectEffect(itemAt(parameter.effects(o.statistics, value), 0), columns), part);
        return { form, left: fitParameter(few, range, at).left };
      })
      .sort((a, b) => a.left - b.left)
      .slice(0, 3);
    return promising.flatMap(({ form }): Explanation[] => {
      const at = (value: number): Effect => compose(itemAt(parameter.effects(o.statistics, value), 0), form.effect);
      const fit = fitParameter(o, range, at);
      if (!isTelling(o, fit.left, form.effect) || !isTelling(o, fit.left, at(range[0]))) return [];
      return [
        {
          mistakes: [form.mistake, mistake],
          effect: fit.effect,
          left: fit.left,
          leftByFirst: leftBy(o, form.effect),
          assumed: 3 + form.rank * 0.1,
          value: { name: parameter.name, number: fit.value },
        },
      ];
    });
  });
}
