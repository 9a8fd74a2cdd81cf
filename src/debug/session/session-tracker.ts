import * as vscode from "vscode";
import type { DebugProtocol } from "@vscode/debugprotocol";
import { OwnAnswers } from "./own-answers";
import type { DapSession } from "./dap-session";
import { framesOf, type FramePlace } from "./stack-frames";

/** A debug session as far as its messages have shown it. */
export interface TrackedSession {
  readonly session: vscode.DebugSession;
  /** What readers talk to. */
  readonly dap: DapSession;
  readonly state: "running" | "stopped" | "ended";
  /** Thread of the newest stop. */
  readonly threadId: number;
  /** Rises with every stop and every time the program runs on: answers of an older one are dropped. */
  readonly generation: number;
}

/** Requests after which the program runs: the picture is stale before the adapter has even answered. */
const RUNNING =
  /^(continue|next|stepIn|stepOut|stepBack|reverseContinue|goto|restart|restartFrame|disconnect|terminate)$/;

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
  /** The program runs on, or has ended. */
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
            onWillReceiveMessage: (message: DebugProtocol.Request) => {
              if (message.type !== "request") return;
              entry.answers.onRequest(message);
              if (RUNNING.test(message.command)) this.run(entry, "running");
            },
            onDidSendMessage: (message: DebugProtocol.ProtocolMessage) => {
              this.receive(entry, message);
            },
            onExit: () => {
              this.run(entry, "ended");
            },
          };
        },
      }),
      vscode.debug.onDidStartDebugSession((session) => void this.entryOf(session)),
      vscode.debug.onDidTerminateDebugSession((session) => {
        const entry = this.entryOf(session);
        this.run(entry, "ended");
        this.tracked.delete(session.id);
      }),
    ];
    // Sessions from before this extension was started are known by the one that is active.
    if (vscode.debug.activeDebugSession) this.entryOf(vscode.debug.activeDebugSession);
  }

  find(id: string): TrackedSession | undefined {
    const active = vscode.debug.activeDebugSession;
    return this.tracked.get(id) ?? (active?.id === id ? this.entryOf(active) : undefined);
  }

  /** Every session that is stopped now, oldest first. */
  get stopped(): readonly TrackedSession[] {
    return [...this.tracked.values()].filter((entry) => entry.state === "stopped");
  }

  /** The frame that is selected in the Call Stack, when it is one of this session (or of any session). */
  async selectedFrame(sessionId?: string): Promise<{ tracked: TrackedSession; frame: FramePlace } | undefined> {
    const item = vscode.debug.activeStackItem;
    if (item && (sessionId === undefined || item.session.id === sessionId)) {
      const tracked = this.entryOf(item.session);
      tracked.adopt(item.threadId);
      const frames = await framesOf(tracked.dap, item.threadId);
      const wanted = item instanceof vscode.DebugStackFrame ? item.frameId : frames[0]?.frameId;
      const frame = frames.find((place) => place.frameId === wanted);
      if (frame) return { tracked, frame };
    }
    const id = sessionId ?? vscode.debug.activeDebugSession?.id;
    const tracked = id === undefined ? undefined : this.find(id);
    if (tracked?.state !== "stopped") return undefined;
    const [frame] = await framesOf(tracked.dap, tracked.threadId);
    return frame && { tracked, frame };
  }

  /** The file of a frame, as its adapter has told VS Code at this stop; nothing is asked for this. */
  pathOf({ session, frameId }: vscode.DebugStackFrame): string | undefined {
    return this.tracked.get(session.id)?.paths.get(frameId);
  }

  dispose(): void {
    vscode.Disposable.from(...this.disposables).dispose();
  }

  private entryOf(session: vscode.DebugSession): Tracked {
    let entry = this.tracked.get(session.id);
    if (!entry) {
      entry = new Tracked(session);
      this.tracked.set(session.id, entry);
    }
    return entry;
  }

  private receive(entry: Tracked, message: DebugProtocol.ProtocolMessage): void {
    if (message.type === "response") {
      const response = message as DebugProtocol.InitializeResponse;
      entry.answers.onResponse(response);
      if (response.command === "initialize" && response.success) entry.capabilities = response.body ?? {};
      if (response.command === "stackTrace" && response.success) entry.hear(response.body);
      return;
    }
    if (message.type !== "event") return;
    const event = message as DebugProtocol.Event;
    if (event.event === "stopped") {
      const { threadId } = event.body as DebugProtocol.StoppedEvent["body"];
      entry.state = "stopped";
      entry.generation++;
      entry.paths.clear();
      if (threadId !== undefined) entry.threadId = threadId;
      this.stopEmitter.fire(entry);
    } else if (event.event === "output") entry.answers.onOutput(event as DebugProtocol.OutputEvent);
    else if (event.event === "continued") this.run(entry, "running");
    else if (event.event === "terminated" || event.event === "exited") this.run(entry, "ended");
    else if (event.event === "capabilities") {
      entry.capabilities = {
        ...entry.capabilities,
        ...(event.body as DebugProtocol.CapabilitiesEvent["body"]).capabilities,
      };
    }
  }

  private run(entry: Tracked, state: "running" | "ended"): void {
    if (entry.state === state) return;
    entry.state = state;
    entry.generation++;
    this.runEmitter.fire(entry);
  }
}

class Tracked implements TrackedSession {
  state: TrackedSession["state"] = "running";
  threadId = 0;
  generation = 0;
  capabilities: DebugProtocol.Capabilities | undefined;
  readonly paths = new Map<number, string>(); // of the files of frames, by their ids
  readonly answers = new OwnAnswers();
  readonly dap: DapSession;

  constructor(readonly session: vscode.DebugSession) {
    const capabilities = (): DebugProtocol.Capabilities | undefined => this.capabilities;
    this.dap = {
      id: session.id,
      type: session.configuration.type || session.type,
      get name() {
        return session.name;
      },
      get capabilities() {
        return capabilities();
      },
      customRequest: (command, args) => {
        const send = (): Thenable<unknown> => session.customRequest(command, args) as Thenable<unknown>;
        const own = command === "evaluate" ? (args as DebugProtocol.EvaluateArguments) : undefined;
        return own?.context === "clipboard" ? this.answers.evaluate(own.expression, send) : send();
      },
    };
  }

  /** The frames of a thread, as VS Code has asked for them. */
  hear(body: unknown): void {
    const { stackFrames } = body as Partial<DebugProtocol.StackTraceResponse["body"]>;
    for (const { id, source } of stackFrames ?? []) if (source?.path) this.paths.set(id, source.path);
  }

  /** A thread that VS Code shows as stopped is stopped, whoever stopped it before this extension was there. */
  adopt(threadId: number): void {
    if (this.state === "ended") return;
    this.state = "stopped";
    this.threadId = threadId;
  }
}
