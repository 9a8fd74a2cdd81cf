import type { SettingsLog } from "../compute/settings/log";
import { slotOf, type SettingsAction } from "../compute/settings/reduce-settings";
import { CLOSED } from "../compute/worker/client";
import { success, type Fault, type Result } from "../core/fault";
import type { Layout } from "../core/layout";
import type { Role } from "../protocol/parameters";
import { takeWord } from "./judging";
import { isAtRest } from "./run-state";
import type { Runner } from "./runner";
import type { PanelSource } from "./source";
import { Undo } from "./undo";

/** What the user says in a panel: it is laid over the source, and each word has a way back. */
export class SteeredWords {
  private readonly steps = new Undo();
  private given: ReturnType<NonNullable<PanelSource["remember"]>> | undefined; // gives the source back what it has been given beside x

  constructor(
    private readonly said: SettingsLog,
    private readonly runner: Runner,
    private readonly source: PanelSource,
    private readonly layout: () => Layout | null,
    private readonly readAgain: () => Promise<void>, // with all that has been said by then
  ) {
    this.given = source.remember?.();
  }

  /** What one step back brings back as it was. */
  get undo(): Undo["slots"] {
    return this.steps.slots;
  }

  /** The source may have been given something else beside x. */
  sourceChanged(): void {
    this.given = this.source.remember?.();
  }

  /** Takes words of the user's. Resolves when they are shown, have failed, or have given way to newer ones. */
  say(...actions: readonly SettingsAction[]): Promise<Result<null>> {
    const { settings } = this.said;
    return this.lay(actions, (fault) => {
      // A pick that is refused changes nothing; a text stands in its box with its fault.
      if (fault && !actions.some((action) => action.do === "type")) return;
      const { given } = this; // by now: the source may have changed while this was judged
      if (!fault) for (const action of actions) makeRoom(this.source, action);
      this.steps.note(actions, settings, this.said.settings, given === this.given ? undefined : given);
    });
  }

  /** The source has been given something for these roles, which takes the place of what was said of them. */
  takeFromSource(roles: readonly Role[]): void {
    const action: SettingsAction = { do: "useFromSource", roles };
    const { settings } = this.said;
    this.said.take(action, this.layout(), null);
    this.steps.note([action], settings, this.said.settings, this.given);
    this.sourceChanged();
  }

  async endProbe(): Promise<void> {
    if (this.said.settings.probeSeed !== null) await this.say(this.steps.endProbe());
  }

  async takeBack(): Promise<void> {
    const step = this.runner.state.isClosed ? undefined : this.steps.takeBack();
    if (!step) return;
    const { slots, before, giveBack } = step;
    this.said.take({ do: "bringBack", slots, before }, this.layout(), null);
    if (!giveBack?.(slots)) return this.show();
    this.sourceChanged();
    await this.readAgain();
  }

  /** Words are judged at once where that takes no time, and otherwise by the worker. */
  private async lay(
    actions: readonly SettingsAction[],
    onJudged: (fault: Fault | null) => void,
  ): Promise<Result<null>> {
    if (this.runner.state.isClosed) return { ok: false, fault: CLOSED };
    let fault: Fault | null = null;
    for (const action of actions) {
      const said = takeWord(this.runner, this.said, action, this.layout());
      fault ??= said instanceof Promise ? await said : said;
    }
    onJudged(fault);
    await this.show();
    return fault ? { ok: false, fault } : success(null);
  }

  /** Resolves when what has been said is shown, has failed, or has given way to something newer. */
  private async show(): Promise<void> {
    const { settings } = this.said;
    this.runner.happened({ on: "settings", settings });
    await this.runner.until((run) => run.answered === settings || run.settings !== settings || isAtRest(run));
  }
}

/** A word of the user's takes the place of what the source has brought along, or could not read. */
function makeRoom(source: PanelSource, action: SettingsAction): void {
  if (action.do === "clearCandidate") source.clearCandidate?.();
  if (action.do === "pick") source.replaceUnread?.(action.role);
  if (action.do === "type" && action.text.trim() !== "") source.replaceUnread?.(slotOf(action.name));
}
