import type { DebugSession } from "vscode";
import type { DebugProtocol } from "@vscode/debugprotocol";
import type { DapSession } from "./dap-session";
import { OwnAnswers } from "./own-answers";
import { RunRequests, type Standing } from "./run-requests";
import { StandingThreads } from "./standing-threads";

/** A debug session as far as its messages have shown it. */
export interface TrackedSession {
  readonly session: DebugSession;
  /** What readers talk to. */
  readonly dap: DapSession;
  readonly state: "running" | "stopped" | "ended";
  /** Thread of the newest stop. */
  readonly threadId: number;
  /**
   * Rises with every stop and every time the program runs on: answers of an older one are dropped. When the adapter
   * refuses to let the program run, it is what it was: nothing has moved.
   */
  readonly generation: number;
  /** Whether this thread stands still: one may run while others stand. */
  isStopped(threadId: number): boolean;
}

/** What the adapter has told VS Code of a frame. */
interface HeardFrame {
  readonly path: string | undefined; // of its file
  readonly depth: number; // 0: the innermost
}

/** Requests after which the program runs: the picture is stale before the adapter has even answered. */
const RUNNING =
  /^(continue|next|stepIn|stepOut|stepBack|reverseContinue|goto|restart|restartFrame|disconnect|terminate)$/;

/** Who wants to know that the program has stopped, and that it (or one thread of it) runs on or has ended. */
export interface StopListener {
  onStop(): void;
  onRun(): void;
}

/**
 * What the messages between VS Code and an adapter say of one session. Adapters leave out what the protocol lets them,
 * and more: nothing of a message is taken to be there.
 */
export class Tracked implements TrackedSession {
  threadId = 0;
  generation = 0;
  capabilities: DebugProtocol.Capabilities | undefined;
  readonly frames = new Map<number, HeardFrame>(); // of this stop, by their ids
  readonly dap: DapSession;
  private readonly answers = new OwnAnswers();
  private threads = new StandingThreads();
  private hasEnded = false;
  private isHeard = false; // its messages have said whether it runs
  private asksThread = false; // the newest stop has named none
  private readonly requests = new RunRequests();
  private readonly starts = new Map<number, number>(); // of questions for frames, by their numbers: from which depth on

  constructor(
    readonly session: DebugSession,
    private readonly listener: StopListener,
  ) {
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

  get state(): TrackedSession["state"] {
    return this.hasEnded ? "ended" : this.threads.some ? "stopped" : "running";
  }

  isStopped(threadId: number): boolean {
    return this.threads.has(threadId);
  }

  /** Whether nothing was heard of it: it is from before anybody listened. What VS Code shows is then all that is known. */
  get isUnheard(): boolean {
    return !this.isHeard && !this.hasEnded;
  }

  /** VS Code shows frames of this thread, so that it stands. */
  adopt(threadId: number): void {
    if (!this.isUnheard) return;
    this.threads.stop(threadId, false);
    this.threadId = threadId;
  }

  /** A message on its way to the adapter. */
  onRequest(message: DebugProtocol.ProtocolMessage): void {
    if (message.type !== "request") return;
    const request = message as DebugProtocol.Request;
    this.answers.onRequest(request);
    if (request.command === "initialize") this.isHeard = true; // from its first message on
    if (request.command === "stackTrace") {
      const { startFrame = 0 } = (request.arguments ?? {}) as Partial<DebugProtocol.StackTraceArguments>;
      this.starts.set(request.seq, startFrame);
    }
    if (!RUNNING.test(request.command)) return;
    const { threadId, singleThread } = (request.arguments ?? {}) as Partial<DebugProtocol.ContinueArguments>;
    this.requests.sent(request, { threads: this.threads.copy(), generation: this.generation });
    this.run(singleThread === true ? threadId : undefined);
  }

  /** A message of the adapter's. */
  onMessage(message: DebugProtocol.ProtocolMessage): void {
    if (message.type === "response") this.onResponse(message as DebugProtocol.Response);
    else if (message.type === "event") this.onEvent(message as DebugProtocol.Event);
  }

  end(): void {
    if (this.hasEnded) return;
    this.hasEnded = true;
    this.requests.clear();
    this.threads.run(undefined);
    this.generation++;
    this.listener.onRun();
  }

  private onResponse(response: DebugProtocol.Response): void {
    this.answers.onResponse(response);
    this.settle(this.requests.answered(response));
    const start = this.starts.get(response.request_seq) ?? 0;
    this.starts.delete(response.request_seq);
    if (!response.success) return;
    const body = (response.body ?? {}) as unknown;
    if (response.command === "initialize") this.capabilities = body as DebugProtocol.Capabilities;
    else if (response.command === "stackTrace") this.hearFrames(body, start);
    else if (response.command === "threads" && this.asksThread) this.hearThreads(body);
  }

  private onEvent(event: DebugProtocol.Event): void {
    const body = (event.body ?? {}) as unknown;
    switch (event.event) {
      case "stopped": {
        const { threadId, allThreadsStopped } = body as Partial<DebugProtocol.StoppedEvent["body"]>;
        this.stop(threadId, allThreadsStopped === true);
        return;
      }
      case "continued": {
        const { threadId, allThreadsContinued } = body as Partial<DebugProtocol.ContinuedEvent["body"]>;
        const alone = allThreadsContinued === false ? threadId : undefined;
        if (alone === undefined) this.requests.clear();
        else this.settle(this.requests.run(alone));
        this.run(alone);
        return;
      }
      case "terminated":
      case "exited":
        this.end();
        return;
      case "capabilities": {
        const { capabilities } = body as Partial<DebugProtocol.CapabilitiesEvent["body"]>;
        this.capabilities = { ...this.capabilities, ...capabilities };
        return;
      }
      case "output":
        this.answers.onOutput(event as DebugProtocol.OutputEvent);
    }
  }

  private stop(threadId: number | undefined, areAll: boolean): void {
    this.isHeard = true;
    this.hasEnded = false; // it was started again
    this.threads.stop(threadId, areAll);
    this.generation++;
    if (areAll || threadId === undefined) this.requests.clear();
    else this.requests.stop(threadId, this.generation);
    this.frames.clear();
    this.asksThread = threadId === undefined;
    if (threadId !== undefined) this.threadId = threadId;
    this.listener.onStop();
  }

  /** All threads run on, or one of them alone: then what was read of the others is of today. */
  private run(alone: number | undefined): void {
    this.isHeard = true;
    if (!this.threads.some) return;
    this.threads.run(alone);
    if (!this.threads.some) this.generation++;
    this.listener.onRun();
  }

  /** Some threads stand that were taken to run: the adapter has refused it, or has let others run. */
  private settle(standing: Standing | undefined): void {
    if (!standing?.threads.some || standing.threads.isSame(this.threads)) return;
    this.threads = standing.threads;
    this.generation = standing.generation;
    this.listener.onStop();
  }

  /** The frames of a thread from a depth on, as VS Code has asked for them. */
  private hearFrames(body: unknown, start: number): void {
    const { stackFrames } = body as { stackFrames?: unknown };
    if (!Array.isArray(stackFrames)) return;
    for (const [n, { id, source }] of (stackFrames as Partial<DebugProtocol.StackFrame>[]).entries())
      if (id !== undefined) this.frames.set(id, { path: source?.path, depth: start + n });
  }

  /** Of a stop that names no thread the first one is taken. */
  private hearThreads(body: unknown): void {
    const { threads } = body as { threads?: unknown };
    const [first] = Array.isArray(threads) ? (threads as Partial<DebugProtocol.Thread>[]) : [];
    if (first?.id === undefined) return;
    this.threadId = first.id;
    this.asksThread = false;
  }
}
