import type { StopMark } from "../../compute/worker/messages";
import type { Anchor } from "./anchor";
import type { TrackedSession } from "../session/session-tracker";
import { framesOf, isSameFunction, placeOf, type FramePlace } from "../session/stack-frames";

/**
 * The frame that a panel's expression stands in, from stop to stop: it is found again by thread and function. When its
 * session has ended, the next one of the same name and type takes its place.
 */
export class FollowedFrame {
  private current: TrackedSession | undefined;
  private frame: FramePlace;
  private found: number; // generation of the session that the frame's id is of
  private stop = { number: 0, generation: -1 };

  constructor(private readonly anchor: Anchor) {
    this.current = anchor.tracked;
    this.frame = anchor.frame;
    this.found = anchor.tracked?.generation ?? -1;
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
  }

  /** The frame of the expression's function at this stop; undefined when it is not on the stack. */
  async find(): Promise<FramePlace | undefined> {
    const { current, frame } = this;
    if (!current) return undefined;
    const { generation } = current;
    if (this.found === generation) return frame;
    for (const threadId of new Set([frame.threadId, current.threadId])) {
      const frames = await framesOf(current.dap, threadId);
      const same = frames.find((other) => isSameFunction(other, frame));
      if (!same) continue;
      this.frame = same;
      this.found = generation;
      return same;
    }
    return undefined;
  }

  /** The mark of a stop that has been read; reading the same stop again gives the same number. */
  mark(generation: number): StopMark {
    if (this.stop.generation !== generation) this.stop = { number: this.stop.number + 1, generation };
    return { stop: this.stop.number, title: `stop ${this.stop.number}, ${placeOf(this.frame)}` };
  }
}
