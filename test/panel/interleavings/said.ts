import assert from "node:assert/strict";
import { judge, layoutUnder } from "../../../src/compute/settings/fit";
import { reduce, reduceEarly, type SettingsAction } from "../../../src/compute/settings/reduce-settings";
import { DEFAULT_SETTINGS, type AnalysisSettings } from "../../../src/compute/settings/settings";
import type { Fault } from "../../../src/core/fault";
import { toLayout, type Layout } from "../../../src/core/layout";

interface Word {
  readonly action: SettingsAction;
  readonly x: Layout | null; // when it was said
  verdict: Fault | null | undefined; // undefined: not answered yet
}

/** Everything that was said to a panel, in its order, and the settings that follow from it by the rules alone. */
export class Said {
  private readonly words: Word[] = [];
  private first: Layout | null = null;

  /** There is an x of this shape. What was said before the first of them is judged by that one. */
  know(shape: readonly number[]): void {
    const layout = toLayout(shape);
    if (layout.ok) this.first ??= layout.value;
  }

  add(action: SettingsAction, x: Layout | null): void {
    this.words.push({ action, x, verdict: judge(action, x) });
  }

  /** Something that is judged by a worker: the call takes what it has said. */
  addUnjudged(action: SettingsAction, x: Layout | null): (verdict: Fault | null) => void {
    const word: Word = { action, x, verdict: undefined };
    this.words.push(word);
    return (verdict) => {
      word.verdict = verdict;
    };
  }

  includes(what: SettingsAction["do"]): boolean {
    return this.words.some(({ action }) => action.do === what);
  }

  get settings(): AnalysisSettings {
    const { first } = this;
    const early = this.words.filter(({ x }) => x === null);
    const untilThen = early.reduce(
      (settings, { action }) => reduce(settings, action, judge(action, null), null).settings,
      DEFAULT_SETTINGS,
    );
    const known = layoutUnder(untilThen, first);
    return this.words.reduce((settings, { action, x, verdict }) => {
      assert.notEqual(verdict, undefined, "a pick was not answered");
      if (x) return reduce(settings, action, verdict ?? null, x).settings;
      return reduceEarly(settings, action, judge(action, known), known).settings;
    }, DEFAULT_SETTINGS);
  }
}
