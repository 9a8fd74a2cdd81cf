import * as vscode from "vscode";
import type { DebugProtocol } from "@vscode/debugprotocol";
import { failure, success, type Result } from "../../core/fault";
import { framesOf, type FramePlace } from "./stack-frames";
import { Tracked, type TrackedSession } from "./tracked-session";

/** A frame of a program that stands. */
export interface SelectedFrame {
  readonly tracked: TrackedSession;
  readonly frame: FramePlace;
}

/**
 * Follows every debug session through the messages between VS Code and its adapter: there is no other way to know an
 * adapter's capabilities, and when exactly a program stops and runs on. It only listens, but for answers to its own
 * questions.
 */
export class DebugSessions implements vscode.Disposable {
  private readonly tracked = new Map<string, Tracked>();
  private readonly stopEmitter = new vscode.EventEmitter<TrackedSession>();
  private readonly runEmitter = new vscode.EventEmitter<TrackedSession>();
  readonly onDidStop = this.stopEmitter.event;
  /** The program, or one thread of it, runs on, or has ended. */
  readonly onDidRun = this.runEmitter.event;
  private readonly disposables: vscode.Disposable[];

  constructor() {
    this.disposables = [
      this.stopEmitter,
      this.runEmitter,
      vscode.debug.registerDebugAdapterTrackerFactory("*", {
        createDebugAdapterTracker: (session) => {
          const entry = this.entryOf(session);
          return {
            onWillReceiveMessage: (message: DebugProtocol.ProtocolMessage) => {
              entry.onRequest(message);
            },
            onDidSendMessage: (message: DebugProtocol.ProtocolMessage) => {
              entry.onMessage(message);
            },
            onExit: () => {
              entry.end();
            },
          };
        },
      }),
      vscode.debug.onDidStartDebugSession((session) => void this.entryOf(session)),
      vscode.debug.onDidTerminateDebugSession((session) => {
        this.entryOf(session).end();
        this.tracked.delete(session.id);
      }),
    ];
    // Sessions from before this extension was started are known by the one that is active.
    if (vscode.debug.activeDebugSession) this.entryOf(vscode.debug.activeDebugSession);
  }

  find(id: string): TrackedSession | undefined {
    return this.entry(id);
  }

  /** Every session that is stopped now, oldest first. */
  get stopped(): readonly TrackedSession[] {
    return [...this.tracked.values()].filter((entry) => entry.state === "stopped");
  }

  /** The frame that is selected in the Call Stack, when it is one of this session (or of any session). */
  async selectedFrame(sessionId?: string): Promise<Result<SelectedFrame>> {
    const item = vscode.debug.activeStackItem;
    if (item && (sessionId === undefined || item.session.id === sessionId)) {
      const tracked = this.entryOf(item.session);
      if (tracked.isUnheard || tracked.isStopped(item.threadId)) {
        const frames = await framesOf(tracked.dap, item.threadId);
        if (!frames.ok) return frames;
        const frame = item instanceof vscode.DebugStackFrame ? shownIn(tracked, item, frames.value) : frames.value[0];
        if (frame) {
          tracked.adopt(item.threadId);
          return success({ tracked, frame });
        }
      }
    }
    return await this.newestFrame(sessionId ?? vscode.debug.activeDebugSession?.id);
  }

  /** The file of a frame, as its adapter has told VS Code at this stop; nothing is asked for this. */
  pathOf({ session, frameId }: vscode.DebugStackFrame): string | undefined {
    return this.tracked.get(session.id)?.frames.get(frameId)?.path;
  }

  dispose(): void {
    vscode.Disposable.from(...this.disposables).dispose();
  }

  /** The innermost frame of a session's newest stop. */
  private async newestFrame(id: string | undefined): Promise<Result<SelectedFrame>> {
    const tracked = id === undefined ? undefined : this.entry(id);
    if (tracked?.state !== "stopped") {
      return failure("not-stopped", "There is no stopped program: set a breakpoint, and run to it.");
    }
    const frames = await framesOf(tracked.dap, tracked.threadId);
    if (!frames.ok) return frames;
    const [frame] = frames.value;
    if (frame) return success({ tracked, frame });
    return failure(
      "no-frames",
      `${tracked.dap.name} is stopped, but its debugger shows no frame of the stopped thread.`,
    );
  }

  private entry(id: string): Tracked | undefined {
    const active = vscode.debug.activeDebugSession;
    return this.tracked.get(id) ?? (active?.id === id ? this.entryOf(active) : undefined);
  }

  private entryOf(session: vscode.DebugSession): Tracked {
    let entry = this.tracked.get(session.id);
    if (!entry) {
      const made = new Tracked(session, {
        onStop: () => {
          this.stopEmitter.fire(made);
        },
        onRun: () => {
          this.runEmitter.fire(made);
        },
      });
      entry = made;
      this.tracked.set(session.id, entry);
    }
    return entry;
  }
}

/** The frame that VS Code shows. Some adapters give it another id each time that somebody asks: then its depth tells. */
function shownIn(
  tracked: Tracked,
  { frameId }: vscode.DebugStackFrame,
  frames: readonly FramePlace[],
): FramePlace | undefined {
  const depth = tracked.frames.get(frameId)?.depth;
  return frames.find((place) => place.frameId === frameId) ?? (depth === undefined ? undefined : frames[depth]);
}
