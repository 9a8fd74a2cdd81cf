import { failure, reasonOf, sentenceOf, type Fault, type Result } from "../../core/fault";
import type { ReplyMessage } from "../../protocol/requests";
import type { WorkerEvent, WorkerRequestName, WorkerRequests } from "./messages";
import { SentPicks } from "./picks";

/** A worker thread of the platform: worker_threads on the desktop and in remotes, a Web Worker in the browser. */
export interface WorkerThread {
  post(message: object, transfer: ArrayBuffer[]): void;
  onMessage(listener: (message: ReplyMessage | WorkerEvent) => void): void;
  /** Called when the worker has died, by itself or terminated. */
  onExit(listener: (reason: string) => void): void;
  terminate(): void;
}
export type SpawnWorker = () => WorkerThread;

export const CLOSED: Fault = { code: "closed", text: "The panel was closed." };

export const SUPERSEDED: Fault = { code: "superseded", text: "A newer analysis has taken over." };

type WorkerReply<K extends WorkerRequestName> = Result<WorkerRequests[K]["reply"]>;

/**
 * The host's end of the line to a compute worker. Every request ends: with the worker's answer, or with the fault
 * "worker-died", or with the one it was ended with. A dead worker is started again when it is next needed.
 */
export class ComputeClient {
  private thread: WorkerThread | undefined;
  private nextId = 1;
  private ended: Fault | null = null;
  private picks = new SentPicks(); // to the thread there is
  private readonly pending = new Map<number, (reply: Result<unknown>) => void>();

  constructor(
    private readonly spawn: SpawnWorker,
    private readonly onEvent: (event: WorkerEvent) => void,
    /** The worker died of itself: what it held is gone. */
    private readonly onCrash: (reason: string) => void,
  ) {}

  request<K extends WorkerRequestName>(
    name: K,
    generation: number,
    ask: WorkerRequests[K]["ask"],
    transfer: ArrayBuffer[] = [],
  ): Promise<WorkerReply<K>> {
    if (this.ended) return Promise.resolve({ ok: false, fault: this.ended });
    let thread: WorkerThread;
    try {
      thread = this.thread ??= this.start();
    } catch (error) {
      return Promise.resolve(failure("worker-died", `The compute worker could not be started: ${reasonOf(error)}`));
    }
    const id = this.nextId++;
    const { message, posted } = this.picks.pack<K>({ id, name, generation, ask });
    return new Promise((resolve) => {
      this.pending.set(id, resolve as (reply: Result<unknown>) => void);
      try {
        thread.post(message, transfer);
        posted();
      } catch (error) {
        this.pending.delete(id);
        resolve(failure("not-sent", `The numbers could not be given to the compute worker: ${reasonOf(error)}`));
      }
    });
  }

  /** Ends the worker with whatever it is doing; the next request starts a new one. */
  interrupt(): void {
    this.stop(SUPERSEDED);
  }

  /** Ends the worker for good: what waits for it, and what is asked later, gets this fault. */
  dispose(fault: Fault = CLOSED): void {
    this.ended = fault;
    this.stop(fault);
  }

  private start(): WorkerThread {
    const thread = this.spawn();
    this.picks = new SentPicks();
    thread.onMessage((message) => {
      if (this.thread !== thread) return;
      if ("event" in message) {
        this.onEvent(message);
        return;
      }
      const resolve = this.pending.get(message.id);
      this.pending.delete(message.id);
      resolve?.(message.ok ? { ok: true, value: message.value } : { ok: false, fault: message.fault });
    });
    thread.onExit((reason) => {
      if (this.thread !== thread) return;
      this.thread = undefined;
      this.rejectAll({ code: "worker-died", text: `The compute worker stopped: ${sentenceOf(reason)}` });
      this.onCrash(reason);
    });
    return thread;
  }

  private stop(fault: Fault): void {
    const { thread } = this;
    this.thread = undefined;
    thread?.terminate();
    this.rejectAll(fault);
  }

  private rejectAll(fault: Fault): void {
    const waiting = [...this.pending.values()];
    this.pending.clear();
    for (const resolve of waiting) resolve({ ok: false, fault });
  }
}
