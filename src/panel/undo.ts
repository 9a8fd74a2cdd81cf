import { namesOf, PROBED, slotsOf, type SettingsAction } from "../compute/settings/reduce-settings";
import {
  DEFAULT_SETTINGS,
  type AnalysisSettings,
  type ParameterOverride,
  type Slot,
} from "../compute/settings/settings";
import type { Picked } from "./source";

/** As many steps are kept at most, and fewer where the numbers that were picked before them take much memory. */
const KEPT_STEPS = 20;
const KEPT_BYTES = 256 * 1024 * 1024;

/** Something the user did that replaced what stood there before. */
interface UndoStep {
  readonly slots: readonly Slot[]; // that it changed
  readonly before: AnalysisSettings;
  readonly beforeProbe: AnalysisSettings; // what ending a probe led back to
  /** Gives the source back what it had been given for them, and returns whether it is to be read again. */
  readonly giveBack: ((slots: readonly Slot[]) => boolean) | undefined;
}

/** What stood in the panel before each thing the user did: the way back, a step at a time, and from a probe at once. */
export class Undo {
  private readonly steps: UndoStep[] = [];
  private beforeProbe = DEFAULT_SETTINGS;

  /** What the next step back changes; undefined where nothing was done. */
  get slots(): readonly Slot[] | undefined {
    return this.steps.at(-1)?.slots;
  }

  /** Notes what these actions have changed. `giveBack` is there only where the source has lost something by them, too. */
  note(
    actions: readonly SettingsAction[],
    before: AnalysisSettings,
    after: AnalysisSettings,
    giveBack: UndoStep["giveBack"],
  ): void {
    const { beforeProbe } = this;
    // What is judged late may find a probe that is newer than it.
    if (before.probeSeed === null && actions.some((action) => action.do === "useProbe")) this.beforeProbe = before;
    const isProbeMoved = before.probeSeed !== after.probeSeed && actions.some(movesProbe);
    const touched = [...new Set(actions.flatMap(slotsOf))];
    const changed = touched.filter((slot) => (isProbeMoved && PROBED.includes(slot)) || isChanged(slot, before, after));
    const slots = giveBack ? touched : changed;
    if (slots.length === 0) return;
    this.steps.push({ slots, before, beforeProbe, giveBack });
    while (this.steps.length > KEPT_STEPS || (this.steps.length > 1 && this.bytes() > KEPT_BYTES)) this.steps.shift();
  }

  /** Takes the newest step off: what it had changed is to be brought back. */
  takeBack(): UndoStep | undefined {
    const step = this.steps.pop();
    if (step) this.beforeProbe = step.beforeProbe;
    return step;
  }

  /** Brings back all that a probe stands in for; after a reload of the window, what the source says. */
  endProbe(): SettingsAction {
    return { do: "bringBack", slots: PROBED, before: this.beforeProbe };
  }

  /** Of all that was picked and is kept for a way back. */
  private bytes(): number {
    const values = new Set(this.steps.flatMap(({ before }) => pickedValues(before)));
    return [...values].reduce((sum, value) => sum + bytesOf(value), 0);
  }
}

/** Whether it is of this action's doing where a probe has come or gone. */
function movesProbe({ do: what }: SettingsAction): boolean {
  return what === "useProbe" || what === "bringBack" || what === "useFromSource";
}

function isChanged(slot: Slot, before: AnalysisSettings, after: AnalysisSettings): boolean {
  if (slot === "candidate") {
    const isOther = before.candidate !== after.candidate || (before.candidate2 ?? null) !== (after.candidate2 ?? null);
    return isOther || (before.putAway ?? false) !== (after.putAway ?? false);
  }
  return namesOf(slot).some(
    (name) => !isSame(before.parameters[name], after.parameters[name]) || before.refused[name] !== after.refused[name],
  );
}

function isSame(one: ParameterOverride | undefined, other: ParameterOverride | undefined): boolean {
  return one?.from === "typed" && other?.from === "typed" ? one.text === other.text : one === other;
}

function pickedValues({ parameters, candidate, candidate2 }: AnalysisSettings): Picked["value"][] {
  const words = Object.values(parameters).flatMap((word) => (word.from === "picked" ? [word.value] : []));
  const gradients = [candidate, candidate2].flatMap((own) => [own?.dx, own?.dgamma, own?.dbeta]);
  return [...words, ...gradients.filter((value) => value !== undefined)];
}

function bytesOf(value: Picked["value"]): number {
  if ("values" in value) return value.values.byteLength;
  if (value.kind === "text") return value.content.length;
  return value.input.x.values.byteLength; // a tensor that was read as an x of its own
}
