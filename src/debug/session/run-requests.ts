import type { DebugProtocol } from "@vscode/debugprotocol";
import type { StandingThreads } from "./standing-threads";

/** Which threads stood, at which generation of the session. */
export interface Standing {
  readonly threads: StandingThreads;
  readonly generation: number;
}

interface Asked {
  readonly seq: number;
  readonly threadId: number | undefined;
  readonly isAlone: boolean; // no other thread runs
  readonly answer: "none" | "granted" | "refused";
}

/** What the adapter has said of one thread. */
interface Said {
  readonly threadId: number;
  readonly runs: boolean;
}

/** What may have happened while an answer is awaited; more is given up with an adapter that never answers. */
const MOST = 200;

/**
 * Requests to run that the adapter has not answered, and what it has said since, in their order. Until then all is taken
 * to run that they ask for; some adapters refuse one, or let a single thread run.
 */
export class RunRequests {
  private before: Standing | undefined; // the first of them
  private happened: (Asked | Said)[] = [];

  sent(request: DebugProtocol.Request, before: Standing): void {
    const { threadId, singleThread } = (request.arguments ?? {}) as Partial<DebugProtocol.ContinueArguments>;
    if (this.happened.length >= MOST) this.clear();
    this.before ??= before;
    this.happened.push({ seq: request.seq, threadId, isAlone: singleThread === true, answer: "none" });
  }

  /** What stands as soon as each request since the newest stop has been answered; undefined before that. */
  answered({ request_seq, success, body }: DebugProtocol.Response): Standing | undefined {
    const { allThreadsContinued } = (body ?? {}) as Partial<DebugProtocol.ContinueResponse["body"]>;
    const isKnown = this.answer(
      ({ seq }) => seq === request_seq,
      ({ isAlone }) => ({
        isAlone: isAlone || allThreadsContinued === false,
        answer: success ? "granted" : "refused",
      }),
    );
    return isKnown ? this.settle() : undefined;
  }

  /** The adapter says that one thread runs, and no other: before a stop this is the answer to a request for it. */
  run(threadId: number): Standing | undefined {
    if (!this.before) return undefined;
    const since = this.sinceStop;
    this.answer(
      (asked) => since.includes(asked) && asked.threadId === threadId,
      () => ({ isAlone: true, answer: "granted" }),
    );
    this.happened.push({ threadId, runs: true });
    return this.settle();
  }

  /** The adapter says that one thread has stopped. The session is at this generation now. */
  stop(threadId: number, generation: number): void {
    if (!this.before) return;
    this.happened.push({ threadId, runs: false });
    this.before = { ...this.before, generation };
  }

  /** The adapter has said what all threads do: no answer is newer. */
  clear(): void {
    this.before = undefined;
    this.happened = [];
  }

  private get sinceStop(): readonly (Asked | Said)[] {
    const isStop = (one: Asked | Said): boolean => "runs" in one && !one.runs;
    return this.happened.slice(this.happened.findLastIndex(isStop) + 1);
  }

  /** Writes down the answer to requests that had none; gives whether there were such. */
  private answer(
    isMeant: (asked: Asked) => boolean,
    say: (asked: Asked) => Pick<Asked, "isAlone" | "answer">,
  ): boolean {
    let isAny = false;
    this.happened = this.happened.map((one) => {
      if (!isOpen(one) || !isMeant(one)) return one;
      isAny = true;
      return { ...one, ...say(one) };
    });
    return isAny;
  }

  private settle(): Standing | undefined {
    const { before, happened } = this;
    if (!before || this.sinceStop.some(isOpen)) return undefined;
    const threads = before.threads.copy();
    for (const one of happened) {
      if ("runs" in one) {
        if (one.runs) threads.run(one.threadId);
        else threads.stop(one.threadId, false);
      } else if (one.answer !== "refused") threads.run(one.isAlone ? one.threadId : undefined);
    }
    // What was asked before a stop may still be answered, and say that a thread had never run.
    if (!happened.some(isOpen)) this.clear();
    return { threads, generation: before.generation };
  }
}

function isOpen(one: Asked | Said): one is Asked {
  return "answer" in one && one.answer === "none";
}
