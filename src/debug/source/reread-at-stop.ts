import type { Event } from "vscode";
import type { Reread } from "./debug-settings";
import type { FollowedFrame } from "./followed-frame";
import type { TrackedSession } from "../session/tracked-session";
import { placeOf } from "../session/stack-frames";

/** VS Code reads stack and variables first, then a stop is settled: reading waits this long. */
const SETTLE_MILLISECONDS = 120;

/** What sessions tell: they have stopped, or run on (or ended). */
interface StopEvents {
  readonly onDidStop: Event<TrackedSession>;
  readonly onDidRun: Event<TrackedSession>;
}

interface RereadingPanel {
  readonly title: string;
  /** What the user has set, asked at every stop. */
  reread(): Reread;
  /** A sentence where reading would run code of the program once more, and the user has not agreed to that. */
  warning(): string | undefined;
  /** Stops of every session concern the panel, not only those of its own. */
  readsAllSessions(): boolean;
  readAgain(): void;
  becomeStale(reason: string): void;
}

/**
 * A step of the debugger makes the panel read again: shortly after the stop, or when it is seen again, or when the user
 * asks, as the setting says. As soon as the program runs on, what was read is stale and what is being read is dropped.
 */
export class RereadAtStop {
  private isVisible = true;
  private hasMissedStop = false; // while the panel was hidden
  private timer: ReturnType<typeof setTimeout> | undefined;
  private standing = new AbortController(); // aborted when the program runs on
  private readonly disposables: readonly { dispose(): unknown }[];

  constructor(
    events: StopEvents,
    private readonly frame: FollowedFrame,
    private readonly panel: RereadingPanel,
  ) {
    this.disposables = [
      events.onDidStop((stopped) => {
        this.frame.takeOver(stopped);
        const isOwn = stopped === this.frame.session && this.frame.isStanding;
        if (isOwn) this.frame.hasStopped();
        if (isOwn || this.panel.readsAllSessions()) this.onStop();
      }),
      events.onDidRun((running) => {
        // Where another thread runs on, what was read of this one stays today's.
        const isOwn = running === this.frame.session && !this.frame.stands;
        if (isOwn) this.frame.hasRun();
        if (isOwn || this.panel.readsAllSessions()) this.onRun(running);
      }),
    ];
  }

  /** Aborted when the program runs on. */
  get signal(): AbortSignal {
    if (this.standing.signal.aborted && this.frame.session?.state === "stopped") this.standing = new AbortController();
    return this.standing.signal;
  }

  setVisible(isVisible: boolean): void {
    this.isVisible = isVisible;
    if (!isVisible || !this.hasMissedStop) return;
    this.hasMissedStop = false;
    this.panel.readAgain();
  }

  dispose(): void {
    clearTimeout(this.timer);
    this.standing.abort();
    for (const disposable of this.disposables) disposable.dispose();
  }

  private onStop(): void {
    clearTimeout(this.timer);
    this.standing = new AbortController();
    this.timer = setTimeout(() => {
      const reread = this.panel.reread();
      const warning = reread === "never" ? undefined : this.panel.warning();
      if (reread === "never")
        this.panel.becomeStale(`The program has stopped again; refresh to read ${this.panel.title} there.`);
      else if (warning !== undefined) this.panel.becomeStale(warning);
      else if (reread === "whenVisible" && !this.isVisible) this.hasMissedStop = true;
      else this.panel.readAgain();
    }, SETTLE_MILLISECONDS);
  }

  private onRun({ state, dap }: TrackedSession): void {
    clearTimeout(this.timer);
    this.standing.abort();
    const what = state === "ended" ? `The session "${dap.name}" has ended` : "The program runs on";
    const stop = `stop ${Math.max(1, this.frame.stopNumber)}, ${placeOf(this.frame.place)}`;
    this.panel.becomeStale(`${what}; this is ${this.panel.title} as it was at ${stop}.`);
  }
}
