import { createTypescriptEngine } from "../../../src/compute/engine/typescript-engine";
import type { Engine } from "../../../src/compute/engine/engine";
import type { CheckTiming } from "../../../src/compute/analysis/check-run";
import type { WorkerThread } from "../../../src/compute/worker/client";
import type { WorkerEvent, WorkerRequest } from "../../../src/compute/worker/messages";
import { ReceivedPicks } from "../../../src/compute/worker/picks";
import { Session } from "../../../src/compute/worker/session";
import { failure, type Result } from "../../../src/core/fault";
import type { ReplyMessage } from "../../../src/protocol/requests";

/** The readable engine with a check that takes one step in each slice, so that it is under way for a while. */
export const SLOW: Engine = (() => {
  const engine = createTypescriptEngine();
  return {
    ...engine,
    checker: (...args) => {
      const checker = engine.checker(...args);
      return {
        get total() {
          return checker.total;
        },
        get done() {
          return checker.done;
        },
        error: checker.error,
        advance: () => checker.advance(-1),
        result: () => checker.result(),
      };
    },
  };
})();

/** Every check is so long that a cell of each column is sampled and the user is asked. */
export const ASKING: CheckTiming = {
  limits: {
    shortVisits: 0,
    measureMilliseconds: 0,
    longMilliseconds: -1,
    consentMilliseconds: -1,
    sampleCells: 1,
    sampleMilliseconds: 1,
  },
};

/** When a message arrives: sooner or later, but those of one way in their order. */
export type Deliver = (label: string) => Promise<void>;

/** The product's own session behind a worker's interface, in this thread. It can die at any time. */
export class InThreadWorker implements WorkerThread {
  isAlive = true;
  /** Names of what it was asked, in order. */
  readonly asked: string[] = [];
  private readonly session: Session;
  private readonly picks = new ReceivedPicks();
  private readonly onHost: Lane;
  private readonly onWorker: Lane;
  private hear: (message: ReplyMessage | WorkerEvent) => void = () => undefined;
  private exit: (reason: string) => void = () => undefined;

  constructor(deliver: Deliver, engine: Engine = SLOW, timing?: CheckTiming) {
    this.onHost = new Lane(() => deliver("to the host"));
    this.onWorker = new Lane(() => deliver("to the worker"));
    const emit = (event: WorkerEvent): void => {
      this.toHost(event);
    };
    this.session = new Session(engine, emit, undefined, undefined, timing);
  }

  post(message: object, transfer: ArrayBuffer[]): void {
    const request = structuredClone(message, { transfer }) as WorkerRequest;
    this.asked.push(request.name);
    this.onWorker.after(() => {
      if (this.isAlive) this.answer(this.picks.unpack(request));
    });
  }
  onMessage(listener: (message: ReplyMessage | WorkerEvent) => void): void {
    this.hear = listener;
  }
  onExit(listener: (reason: string) => void): void {
    this.exit = listener;
  }
  terminate(): void {
    if (!this.isAlive) return;
    this.isAlive = false;
    this.session.answer("cancelCheck", 0, null);
  }
  die(): void {
    if (!this.isAlive) return;
    this.terminate();
    this.exit("it ended (exit code 1)");
  }

  private answer(request: WorkerRequest): void {
    if (request.name === "checkPart" || request.name === "text") throw new Error("expected a request to a session");
    const { id, name, generation, ask } = request;
    const reply = attempt(() => this.session.answer(name, generation, ask));
    this.toHost(
      reply.ok ? { id, ok: true, value: structuredClone(reply.value) } : { id, ok: false, fault: reply.fault },
    );
  }

  /** What a session tells of itself is made for it alone, and goes as it is. */
  private toHost(message: ReplyMessage | WorkerEvent): void {
    if (!this.isAlive) return;
    this.onHost.after(() => {
      if (this.isAlive) this.hear(message);
    });
  }
}

/** As a worker answers: with a fault where its session throws. */
function attempt(answer: () => Result<unknown>): Result<unknown> {
  try {
    return answer();
  } catch (error) {
    return failure("internal", error instanceof Error ? (error.stack ?? error.message) : String(error));
  }
}

/** Messages of one way: each arrives after the one before. */
class Lane {
  private last: Promise<void> = Promise.resolve();
  constructor(private readonly deliver: () => Promise<void>) {}
  after(arrive: () => void): void {
    this.last = this.last.then(this.deliver).then(arrive);
  }
}
