import type { Fault } from "../../core/fault";
import type { Layout } from "../../core/layout";
import { isReadAtOnce, judge, layoutUnder } from "./fit";
import { reduce, reduceEarly, slotsOf, type SettingsAction } from "./reduce-settings";
import { pickedIn, type AnalysisSettings, type Slot } from "./settings";

/** What picks were from before the window was loaded again, by their slots. */
export type LostTitles = Readonly<Partial<Record<Slot, string>>>;

/** A sentence for each pick that was made before the first x was there and does not fit it. */
type Misfits = Readonly<Partial<Record<Slot, string>>>;

/** What is to be judged elsewhere, because it takes a while, and the call that takes the verdict. */
interface Unjudged {
  readonly action: SettingsAction;
  readonly x: Layout;
  readonly decide: (verdict: Fault | null) => void;
}

interface Entry {
  readonly action: SettingsAction;
  readonly isEarly: boolean; // said before the first x was there
  x: Layout | null; // by which it is judged; null: there is none yet
  verdict: Fault | null | undefined; // undefined: it is being judged, and changes nothing until then
  isFinal: boolean; // the verdict stays
  /** What followed from it when it was last replayed with a verdict: the same settings before give the very same after. */
  known?: { readonly before: Outcome; readonly after: Outcome };
}
type Outcome = readonly [AnalysisSettings, LostTitles, Misfits];

/**
 * The settings as a list of what the user has said, in the order in which it was said. A large thing takes a while to be
 * judged: until then it changes nothing, and afterwards it counts at its own place, so that a newer word stays newer.
 * What is said before the first x is there counts until x is known, and is judged then.
 */
export class SettingsLog {
  private readonly entries: Entry[] = [];
  private settled: Outcome;
  private now: Outcome;

  constructor(settings: AnalysisSettings, lost: LostTitles = {}) {
    this.settled = this.now = [settings, lost, {}];
  }

  get settings(): AnalysisSettings {
    return this.now[0];
  }

  /** Picked before the window was loaded again, and nothing has taken its place since. */
  get lost(): LostTitles {
    return this.now[1];
  }

  /** Picked before the first x was there and left out since, and nothing has taken its place. */
  get misfits(): Misfits {
    return this.now[2];
  }

  /** Takes an action that was judged at once. Its fault is returned. */
  take(action: SettingsAction, x: Layout | null, verdict: Fault | null): Fault | null {
    const { fault } = reduce(this.settings, action, verdict, x);
    this.entries.push({ action, isEarly: x === null, x, verdict, isFinal: x !== null });
    this.replay();
    return fault;
  }

  /** Takes an action that is judged later, by the call that is returned. */
  takeUnjudged(action: SettingsAction, x: Layout): (verdict: Fault | null) => Fault | null {
    const entry: Entry = { action, isEarly: false, x, verdict: undefined, isFinal: false };
    this.entries.push(entry);
    return (verdict) => {
      const [settings] = this.settled;
      const { fault } = reduce(settings, action, verdict, x);
      this.decide(entry, verdict);
      return fault;
    };
  }

  /**
   * The first x is there: what was said before is judged by it, with the axis that was said last. What takes a while to
   * be judged is returned, and counts until it is.
   */
  know(first: Layout): readonly Unjudged[] {
    const x = layoutUnder(this.settings, first) ?? first;
    const early = this.entries.filter((entry) => entry.isEarly);
    for (const entry of early) entry.x = x;
    for (const entry of early) if (isReadAtOnce(entry.action)) this.decide(entry, judge(entry.action, x));
    return early
      .filter(({ isFinal }) => !isFinal)
      .map((entry) => ({
        action: entry.action,
        x,
        decide: (verdict) => {
          this.decide(entry, verdict);
        },
      }));
  }

  private decide(entry: Entry, verdict: Fault | null): void {
    if ((entry.verdict === null) !== (verdict === null)) entry.known = undefined;
    entry.verdict = verdict;
    entry.isFinal = true;
    this.replay();
  }

  private replay(): void {
    const open = this.entries.findIndex(({ isFinal }) => !isFinal);
    for (const entry of this.entries.splice(0, open < 0 ? this.entries.length : open)) {
      this.settled = after(this.settled, entry);
    }
    this.now = this.entries.reduce(after, this.settled);
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

function replayed([settings, lost, misfits]: Outcome, { action, x, isEarly }: Entry, verdict: Fault | null): Outcome {
  const reduced = (isEarly ? reduceEarly : reduce)(settings, action, verdict, x);
  if (reduced.fault && action.do === "pick") {
    if (!isEarly) return [settings, lost, misfits];
    const [slot = "candidate"] = slotsOf(action);
    const sentence = `${pickedIn(slot)} picked from ${action.title} is not used: ${reduced.fault.text}`;
    return [settings, lost, { ...misfits, [slot]: sentence }];
  }
  const slots = slotsOf(action);
  const left = <T extends object>(of: T): Partial<T> =>
    Object.fromEntries(Object.entries(of).filter(([slot]) => !slots.includes(slot as Slot))) as Partial<T>;
  return [reduced.settings, left(lost), left(misfits)];
}
