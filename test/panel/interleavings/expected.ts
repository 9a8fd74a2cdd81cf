import assert from "node:assert/strict";
import type { AnalysisSettings } from "../../../src/compute/settings/settings";
import type { Made } from "../../../src/compute/worker/messages";
import { Session } from "../../../src/compute/worker/session";
import { failure, type Result } from "../../../src/core/fault";
import type { SettingsMemento } from "../../../src/panel/memento";
import type { PanelState } from "../../../src/protocol/panel-state";
import { PARAMETERS } from "../../../src/protocol/parameters";
import type { TensorName } from "../../../src/protocol/picture";
import { SLOW } from "./in-thread-worker";
import { sourceOf, type Value } from "./values";

/** A value analysed on its own, with nothing before it. What a candidate is like decides nothing that is compared. */
export function analyse(value: Value, settings: AnalysisSettings): Result<Made> {
  if (value.kind === "unreadable") return failure("no-matrix", "There is no matrix.");
  const session = new Session(SLOW, () => undefined);
  const ask = {
    generation: 1,
    source: sourceOf(value),
    settings: { ...settings, candidate: null },
    memoryLimit: 2 ** 32,
  };
  const made = session.answer("load", 1, ask);
  session.answer("cancelCheck", 1, null);
  return made;
}

const KEYS = [
  "parameters",
  "shape",
  "eps",
  "mode",
  "axis",
  "variance",
  "epsPlacement",
  "activation",
  "doutSeed",
  "precision",
] as const;

/** That a picture in which something cannot be used as it was given says so. */
export function checkBoxes({ analysis, stale }: PanelState): void {
  for (const name of PARAMETERS)
    if (analysis?.parameters[name].fault) assert.notEqual(stale, null, `${name} cannot be used, and is shown as good`);
}

/** That no default stands for a word: where a picture counts as current, each box holds the newest word of its parameter. */
export function checkWords({ analysis, fault, stale, memento }: PanelState): void {
  if (!analysis || fault || stale !== null) return;
  const { typed, refused } = (memento as { settings: Pick<SettingsMemento, "typed" | "refused"> }).settings;
  for (const name of PARAMETERS) {
    const newest = refused[name] ?? typed[name];
    if (newest !== undefined) assert.equal(analysis.parameters[name].text, newest, `${name} is not what was typed`);
  }
}

/** That a panel shows what was expected: the last settings, and the numbers that they give. */
export function compareStates({ analysis, fault }: PanelState, expected: Made, numbers: readonly TensorName[]): void {
  assert.ok(analysis);
  assert.equal(fault, null, "a good input is shown with a fault");
  for (const key of KEYS) assert.deepEqual(analysis[key], expected.state[key], `${key} is not the last one`);
  for (const name of numbers)
    assert.deepEqual(analysis.summaries[name], expected.state.summaries[name], `${name} has other numbers`);
}
