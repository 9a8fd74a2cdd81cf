import type { Fault } from "../../core/fault";
import type { Layout } from "../../core/layout";
import { reduce, slotsOf, type SettingsAction } from "./reduce-settings";
import type { AnalysisSettings, Slot } from "./settings";

/** What picks were from before the window was loaded again, by their slots. */
export type LostTitles = Readonly<Partial<Record<Slot, string>>>;

interface Entry {
  readonly action: SettingsAction;
  readonly x: Layout | null; // when it was said
  verdict: Fault | null | undefined; // undefined: it is being judged
  /** What followed from it when it was last replayed with a verdict: the same settings before give the very same after. */
  known?: { readonly before: Outcome; readonly after: Outcome };
}
type Outcome = readonly [AnalysisSettings, LostTitles];

/**
 * The settings as a list of what the user has said, in the order in which it was said. A large thing takes a while to be
 * judged: until then it changes nothing, and afterwards it counts at its own place, so that a newer word stays newer.
 */
export class SettingsLog {
  private readonly entries: Entry[] = [];
  private now: AnalysisSettings;
  private lostNow: LostTitles;

  constructor(
    private settled: AnalysisSettings,
    private settledLost: LostTitles = {},
  ) {
    this.now = settled;
    this.lostNow = settledLost;
  }

  get settings(): AnalysisSettings {
    return this.now;
  }

  /** Picked before the window was loaded again, and nothing has taken its place since. */
  get lost(): LostTitles {
    return this.lostNow;
  }

  /** Takes an action that was judged at once. Its fault is returned. */
  take(action: SettingsAction, x: Layout | null, verdict: Fault | null): Fault | null {
    const { fault } = reduce(this.now, action, verdict, x);
    this.entries.push({ action, x, verdict });
    this.replay();
    return fault;
  }

  /** Takes an action that is judged later, by the call that is returned. */
  takeUnjudged(action: SettingsAction, x: Layout | null): (verdict: Fault | null) => Fault | null {
    const entry: Entry = { action, x, verdict: undefined };
    this.entries.push(entry);
    return (verdict) => {
      entry.verdict = verdict;
      const { fault } = reduce(this.settled, action, verdict, x);
      this.replay();
      return fault;
    };
  }

  private replay(): void {
    const judged = this.entries.findIndex(({ verdict }) => verdict === undefined);
    for (const entry of this.entries.splice(0, judged < 0 ? this.entries.length : judged)) {
      [this.settled, this.settledLost] = after([this.settled, this.settledLost], entry);
    }
    let now: Outcome = [this.settled, this.settledLost];
    for (const entry of this.entries) now = after(now, entry);
    [this.now, this.lostNow] = now;
  }
}

function after(before: Outcome, entry: Entry): Outcome {
  const { known, verdict } = entry;
  if (verdict === undefined) return before;
  if (known?.before.every((part, i) => part === before[i])) return known.after;
  const outcome = replayed(before, entry, verdict);
  entry.known = { before, after: outcome };
  return outcome;
}

function replayed([settings, lost]: Outcome, { action, x }: Entry, verdict: Fault | null): Outcome {
  const reduced = reduce(settings, action, verdict, x);
  if (reduced.fault && action.do === "pick") return [settings, lost];
  const slots = slotsOf(action);
  const left = Object.entries(lost).filter(([slot]) => !slots.includes(slot as Slot));
  return [reduced.settings, Object.fromEntries(left)];
}
