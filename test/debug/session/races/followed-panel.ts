import assert from "node:assert/strict";
import type { Result } from "../../../../src/core/fault";
import { evaluate } from "../../../../src/debug/session/ask";
import { Tracked, type TrackedSession } from "../../../../src/debug/session/tracked-session";
import { FollowedFrame } from "../../../../src/debug/source/followed-frame";
import { RereadAtStop } from "../../../../src/debug/source/reread-at-stop";
import { Emitter } from "../../../panel/steered-source";
import { LateAdapter } from "./late-adapter";

/** One reading: at which stop of the panel, and which stop of the program the value is of. */
interface Read {
  readonly stop: number;
  readonly value: number;
}

/** A panel that follows x of a program's first thread by the product's own code, and keeps what it has read. */
export class FollowedPanel {
  readonly adapter: LateAdapter;
  readonly tracked: Tracked;
  readonly history = new Map<number, number>(); // values by the panel's stops
  readonly faults: string[] = [];
  stale: string | null = null;
  private fault: string | null = null; // of the newest reading
  private shown: Read | null = null;
  private broken: Error | undefined; // what was not so of a reading
  private reading = 0;
  private isDone = true;
  private readonly rereading: RereadAtStop;
  private readonly frame: FollowedFrame;
  private readonly stops = new Emitter<TrackedSession>();
  private readonly runs = new Emitter<TrackedSession>();

  constructor(later: (what: string) => Promise<void>) {
    this.adapter = new LateAdapter(
      later,
      (message) => {
        this.tracked.onRequest(message);
      },
      (message) => {
        this.tracked.onMessage(message);
      },
    );
    const tracked = new Tracked(this.adapter.session, {
      onStop: () => {
        this.stops.fire(tracked);
      },
      onRun: () => {
        this.runs.fire(tracked);
      },
    });
    this.tracked = tracked;
    this.adapter.stop([0, 1], { threadId: 0, allThreadsStopped: true });
    const place = { threadId: 0, frameId: 10, name: "step", file: "", line: 1 };
    const anchor = { tracked, sessionName: "late", debugType: "test", frame: place, expression: "x" };
    this.frame = new FollowedFrame(anchor);
    this.rereading = new RereadAtStop({ onDidStop: this.stops.event, onDidRun: this.runs.event }, this.frame, {
      title: "x",
      reread: () => "always",
      warning: () => undefined,
      readsAllSessions: () => false,
      readAgain: () => {
        this.refresh();
      },
      becomeStale: (reason) => (this.stale = reason),
    });
  }

  refresh(): void {
    this.read().catch((error: Error) => (this.broken = error));
  }

  /** Reads as a panel does: the newest reading wins. */
  private async read(): Promise<void> {
    const mine = ++this.reading;
    this.isDone = false;
    const { signal } = this.rereading;
    const atStop = await this.frame.read(signal, async ({ frameId }, generation) => ({
      generation,
      got: await evaluate(this.tracked.dap, { expression: "x", frameId, context: "watch" }, signal),
    }));
    const result: Result<Read> = atStop.ok ? this.marked(atStop.value.read) : atStop;
    if (mine !== this.reading) return;
    this.isDone = true;
    this.fault = result.ok ? null : result.fault.text;
    if (!result.ok) return void this.faults.push(result.fault.text);
    this.stale = null;
    this.shown = result.value;
  }

  dispose(): void {
    this.rereading.dispose();
  }

  /** What must be so when nothing is under way any more. */
  check(): void {
    if (this.broken) throw this.broken;
    assert.ok(this.isDone, "a reading never ended");
    for (const text of this.faults) assert.match(text, /^[^{}]+\.$/, "a fault is no sentence");
    for (const text of this.faults) assert.doesNotMatch(text, /undefined|TypeError|not iterable/);
    const { standing, isUnclear } = this.adapter;
    // When each has run on alone, nobody has said that there is no other.
    if (!isUnclear && standing.some((stop) => stop !== null)) assert.equal(this.tracked.state, "stopped");
    for (const [thread, stop] of standing.entries())
      if (!isUnclear) assert.equal(this.tracked.isStopped(thread), stop !== null, `whether thread ${thread} stands`);
    const isToday = this.stale === null && this.fault === null;
    if (isToday && this.shown) assert.ok(standing.includes(this.shown.value), `x of stop ${this.shown.value} is shown`);
    const values = [...this.history.values()];
    assert.deepEqual(
      values,
      values.toSorted((a, b) => a - b),
      "the history is out of order",
    );
    const newest = Math.max(0, ...this.history.keys());
    const { stops } = this.adapter; // of two threads, each with a place of its own
    assert.ok(newest <= 2 * stops, `stop ${newest} was read of a program that has stopped ${stops} times`);
  }

  /** A value counts as that of a stop of the panel's, which no later one replaces. */
  private marked({ generation, got }: { generation: number; got: Result<{ result: string }> }): Result<Read> {
    if (!got.ok) return got;
    const { stop } = this.frame.mark(generation);
    const value = Number(got.value.result);
    const before = this.history.get(stop);
    assert.ok(before === undefined || before === value, `stop ${stop} had x of ${before}, and has that of ${value}`);
    this.history.set(stop, value);
    return { ok: true, value: { stop, value } };
  }
}
