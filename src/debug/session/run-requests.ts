import type { DebugProtocol } from "@vscode/debugprotocol";
import type { StandingThreads } from "./standing-threads";

/** Which threads stood, at which generation of the session. */
export interface Standing {
  readonly threads: StandingThreads;
  readonly generation: number;
}

/**
 * Requests to run that the adapter has not answered. Until then all is taken to run that they ask for; some adapters
 * refuse one, or let a single thread run.
 */
export class RunRequests {
  private before: Standing | undefined; // the first of them
  private readonly open = new Map<number, { readonly threadId: number | undefined; readonly isAlone: boolean }>();
  private readonly granted: (number | undefined)[] = []; // threads that run alone; undefined: all
  private readonly said: { readonly threadId: number; readonly runs: boolean }[] = []; // of single threads, since

  sent(request: DebugProtocol.Request, before: Standing): void {
    const { threadId, singleThread } = (request.arguments ?? {}) as Partial<DebugProtocol.ContinueArguments>;
    // What was asked before a stop is of no account any more.
    if (this.hasStopped) this.clear();
    this.before ??= before;
    this.open.set(request.seq, { threadId, isAlone: singleThread === true });
  }

  /** What stands once the last of them has been answered; undefined before that. */
  answered({ request_seq, success, body }: DebugProtocol.Response): Standing | undefined {
    const asked = this.open.get(request_seq);
    if (!asked) return undefined;
    this.open.delete(request_seq);
    const { allThreadsContinued } = (body ?? {}) as Partial<DebugProtocol.ContinueResponse["body"]>;
    const isAlone = asked.isAlone || allThreadsContinued === false;
    if (success) this.granted.push(isAlone ? asked.threadId : undefined);
    return this.settle();
  }

  /** The adapter says that one thread runs, and no other: before a stop this is the answer to a request for it. */
  run(threadId: number): Standing | undefined {
    if (!this.before) return undefined;
    const isAnswer = !this.hasStopped;
    this.said.push({ threadId, runs: true });
    for (const [seq, asked] of [...this.open]) if (isAnswer && asked.threadId === threadId) this.open.delete(seq);
    return this.settle();
  }

  /** The adapter says that one thread has stopped. The session is at this generation now. */
  stop(threadId: number, generation: number): void {
    if (!this.before) return;
    this.said.push({ threadId, runs: false });
    this.before = { ...this.before, generation };
  }

  /** The adapter has said what all threads do: no answer is newer. */
  clear(): void {
    this.before = undefined;
    this.open.clear();
    this.granted.length = 0;
    this.said.length = 0;
  }

  private get hasStopped(): boolean {
    return this.said.some(({ runs }) => !runs);
  }

  private settle(): Standing | undefined {
    const { before } = this;
    if (!before || this.open.size > 0) return undefined;
    for (const threadId of this.granted) before.threads.run(threadId);
    for (const { threadId, runs } of this.said) {
      if (runs) before.threads.run(threadId);
      else before.threads.stop(threadId, false);
    }
    this.clear();
    return before;
  }
}
