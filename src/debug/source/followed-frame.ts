import type { StopMark } from "../../compute/worker/messages";
import { failure, success, type Result } from "../../core/fault";
import type { Anchor } from "./anchor";
import type { TrackedSession } from "../session/tracked-session";
import { framesOf, isSameFunction, placeOf, type FramePlace } from "../session/stack-frames";

/**
 * The frame that a panel's expression stands in, from stop to stop: it is found again by thread and function. When its
 * session has ended, the next one of the same name and type takes its place.
 */
export class FollowedFrame {
  private current: TrackedSession | undefined;
  private frame: FramePlace;
  private found: number; // generation of the session that the frame's id is of
  private stop = { number: 0, generation: -1, threadId: -1 };
  private waiting: number; // generation of the stop that is still to be read; -1: none
  private passed = -1; // generation of the stop that the program left last without its being read
  private counted = 0; // stops so far, read or not

  constructor(private readonly anchor: Anchor) {
    this.current = anchor.tracked;
    this.frame = anchor.frame;
    this.found = anchor.tracked?.generation ?? -1;
    this.waiting = this.found;
  }

  get session(): TrackedSession | undefined {
    return this.current;
  }

  /** Where the expression was read last. */
  get place(): FramePlace {
    return this.frame;
  }

  /** Number of the newest stop that was read, from 1 on; 0 before the first. */
  get stopNumber(): number {
    return this.stop.number;
  }

  /** Takes a session that has stopped when it is the next run of one that has ended. */
  takeOver(stopped: TrackedSession): void {
    const { sessionName, debugType, row } = this.anchor;
    const isFree = this.current === undefined || this.current.state === "ended";
    // A row's reference has died with its session.
    if (!isFree || row !== undefined || stopped.dap.name !== sessionName || stopped.dap.type !== debugType) return;
    this.current = stopped;
    this.frame = { ...this.frame, threadId: stopped.threadId };
    this.found = -1;
    this.stop = { ...this.stop, generation: -1 };
    this.waiting = -1;
    this.passed = -1;
  }

  /** Its session has stopped. Where it was refused to run, that is the stop from before. */
  hasStopped(): void {
    const generation = this.current?.generation ?? -1;
    if (generation === this.stop.generation) return;
    this.comeBackTo(generation);
    this.waiting = generation;
  }

  /** Its thread runs on: a stop that was not read has a number all the same, so that the history tells of it. */
  hasRun(): void {
    if (this.waiting === -1) return;
    this.counted++;
    this.passed = this.waiting;
    this.waiting = -1;
  }

  /** Whether a thread stands in which the expression may be found. */
  get isStanding(): boolean {
    return this.standing.length > 0;
  }

  /** Whether the thread in which it was found stands, whatever others do. */
  get stands(): boolean {
    return this.current?.isStopped(this.frame.threadId) === true;
  }

  /** The frame of the expression's function at this stop. Faults: "running", "no-frame", or why the frames did not come. */
  async find(signal?: AbortSignal): Promise<Result<FramePlace>> {
    const { current, frame, standing } = this;
    const { expression } = this.anchor;
    if (!current || standing.length === 0) {
      return failure("running", `${expression} cannot be read: the program is running.`);
    }
    const { generation } = current;
    if (this.found === generation && this.stands) return success(frame);
    for (const threadId of standing) {
      const frames = await framesOf(current.dap, threadId, signal);
      // A thread that has ended is refused by some adapters, and has no frames at others.
      if (!frames.ok && frames.fault.code !== "refused") return frames;
      const same = frames.ok ? frames.value.find((other) => isSameFunction(other, frame)) : undefined;
      if (!same) continue;
      if (current.generation === generation) {
        this.frame = same;
        this.found = generation;
      }
      return success(same);
    }
    this.waiting = -1; // no stop of this function
    const text = `${frame.name} is not on the stack at this stop, so that ${expression} cannot be read.`;
    return failure("no-frame", text);
  }

  /** Reads at the stop that there is now. What comes when the program has run on is not today's, however whole it is. */
  async read<T>(
    signal: AbortSignal,
    read: (frame: FramePlace, generation: number) => Promise<T>,
  ): Promise<Result<{ readonly read: T; readonly frame: FramePlace; readonly generation: number }>> {
    const { current } = this;
    const generation = current?.generation ?? -1;
    const frame = await this.find(signal);
    if (!frame.ok) return frame;
    const value = await read(frame.value, generation);
    if (current?.generation !== generation || !current.isStopped(frame.value.threadId)) {
      return failure("late", `The program ran on while ${this.anchor.expression} was read.`);
    }
    return success({ read: value, frame: frame.value, generation });
  }

  /** The mark of a stop that has been read; reading the same stop again gives the same number. Those that were not read are counted. */
  mark(generation: number): StopMark {
    const { threadId } = this.frame;
    const isSame = this.stop.generation === generation && this.stop.threadId === threadId;
    this.comeBackTo(generation);
    if (!isSame) this.stop = { number: ++this.counted, generation, threadId };
    this.waiting = -1;
    return { stop: this.stop.number, title: `stop ${this.stop.number}, ${placeOf(this.frame)}` };
  }

  /** A stop that was given up is there all the same: its thread was not let run, or another of it stands. */
  private comeBackTo(generation: number): void {
    if (generation === this.passed) this.counted--;
    this.passed = -1;
  }

  /** The threads to look in: its own first, then that of the newest stop. */
  private get standing(): readonly number[] {
    const { current, frame } = this;
    if (!current) return [];
    return [...new Set([frame.threadId, current.threadId])].filter((threadId) => current.isStopped(threadId));
  }
}
