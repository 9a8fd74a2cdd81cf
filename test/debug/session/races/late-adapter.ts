import type { DebugProtocol } from "@vscode/debugprotocol";
import type { DebugSession } from "vscode";

/** What an adapter may do to a request. */
export type Answering = "answers" | "refuses" | "is silent" | "answers nothing";

type Message = DebugProtocol.ProtocolMessage;
const RUNS = /continue|next|stepIn/;

/**
 * A program of two threads under an adapter that leaves out what it may, and answers when a test lets it. `x` is the
 * number of the stop in which its thread stands: what is read says of which stop it is.
 */
export class LateAdapter {
  /** Of each thread, the stop that it stands in; null while it runs. */
  readonly standing: (number | null)[] = [null, null];
  stops = 0;
  frames: Answering = "answers";
  running: Answering = "answers";
  /** A request to run has had no answer, or was refused after the program had stopped anew: nobody can know what stands. */
  isUnclear = false;
  private arrived: Promise<void> = Promise.resolve(); // requests come one after the other
  private seq = 0;
  private happened = 0; // events so far

  constructor(
    private readonly later: (what: string) => Promise<void>,
    /** What the trackers see, in both directions. */
    private readonly toAdapter: (message: Message) => void,
    private readonly fromAdapter: (message: Message) => void,
  ) {}

  /** The session as VS Code hands it out. */
  get session(): DebugSession {
    const session = {
      ...{ id: "1", type: "test", name: "late", configuration: { type: "test" } },
      customRequest: (command: string, args: unknown) => this.request(command, args),
    };
    return session as unknown as DebugSession; // nothing else of it is asked
  }

  /** Threads stop: those given, or all, with a body that names one, or without. */
  stop(threads: readonly number[], body: object | undefined): void {
    this.stops++;
    for (const thread of threads) this.standing[thread] = this.stops;
    this.send({ seq: 0, type: "event", event: "stopped", body } as DebugProtocol.Event);
  }

  /** A thread runs on by itself, or all do, and the adapter says so. */
  runOn(threads: readonly number[], body: object | undefined): void {
    for (const thread of threads) this.standing[thread] = null;
    this.send({ seq: 0, type: "event", event: "continued", body } as DebugProtocol.Event);
  }

  end(): void {
    this.standing.fill(null);
    this.send({ seq: 0, type: "event", event: "terminated" } as DebugProtocol.Event);
  }

  /** The user lets the program run: one thread alone, or all. */
  async let(command: string, threadId: number, singleThread: boolean, allThreadsContinued?: boolean): Promise<void> {
    const { running, happened } = this;
    const isAlone = singleThread || (allThreadsContinued === false && running === "answers");
    const go = (): unknown => {
      // What was meant for an earlier moment is said once more, so that everybody knows of when it is.
      if (happened !== this.happened) {
        this.runOn(isAlone ? [threadId] : [0, 1], { threadId, allThreadsContinued: !isAlone });
      } else if (isAlone) this.standing[threadId] = null;
      else this.standing.fill(null);
      return { allThreadsContinued };
    };
    await this.exchange(command, { threadId, singleThread }, running, go).catch(() => undefined);
  }

  private request(command: string, args: unknown): Promise<unknown> {
    const { threadId, frameId } = args as { threadId: number; frameId: number };
    if (command === "evaluate") {
      const evaluate = (): unknown => ({ result: String(this.stopOf(frameId)), variablesReference: 0 });
      return this.exchange(command, args, "answers", evaluate);
    }
    const frame = (): unknown => ({ stackFrames: [{ id: this.frameOf(threadId), name: "step", line: 1 }] });
    return this.exchange(command, args, this.frames, frame);
  }

  /** One request and its answer. What it does is done when it arrives; what it throws is a refusal. */
  private async exchange(command: string, args: unknown, how: Answering, run: () => unknown): Promise<unknown> {
    const seq = ++this.seq;
    const { happened } = this;
    this.toAdapter({ seq, type: "request", command, arguments: args } as DebugProtocol.Request);
    this.arrived = this.arrived.then(() => this.later(`${command} arrives`));
    await this.arrived;
    if (how === "is silent") {
      this.isUnclear ||= RUNS.test(command);
      return await new Promise(() => undefined);
    }
    let body: unknown;
    let fault: Error | undefined;
    try {
      if (how === "refuses") throw new Error(`${command} is not possible now`);
      body = run();
    } catch (error) {
      fault = error as Error;
    }
    await this.later(`${command} is answered`);
    this.isUnclear ||= fault !== undefined && RUNS.test(command) && happened !== this.happened;
    const answer = { seq: 0, type: "response", request_seq: seq, command, success: !fault };
    const content = fault ? { message: fault.message } : how === "answers nothing" ? {} : { body };
    this.send({ ...answer, ...content });
    if (fault) throw fault;
    return how === "answers nothing" ? undefined : body;
  }

  private frameOf(threadId: number): number {
    const stop = this.standing[threadId];
    if (stop === null || stop === undefined) throw new Error(`thread ${threadId} is running`);
    return 10 * stop + threadId;
  }

  /** The stop of a frame; a frame of an earlier one is not known any more. */
  private stopOf(frameId: number): number {
    const stop = Math.floor(frameId / 10);
    if (this.standing[frameId % 10] !== stop) throw new Error("the frame is not known");
    return stop;
  }

  private send(message: Message): void {
    if (message.type === "event") this.happened++;
    this.fromAdapter(message);
  }
}
