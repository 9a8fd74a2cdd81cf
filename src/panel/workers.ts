import { CLOSED, ComputeClient, SUPERSEDED, type SpawnWorker } from "../compute/worker/client";
import type { WorkerEvent, WorkerRequestName, WorkerRequests } from "../compute/worker/messages";
import type { Fault, Result } from "../core/fault";

/** The compute workers of a panel, by the numbers that its run gives them. Each is started when it is first asked. */
export class Workers {
  private readonly clients = new Map<number, ComputeClient>();
  private isClosed = false;

  constructor(
    private readonly spawn: SpawnWorker,
    private readonly onEvent: (worker: number, event: WorkerEvent) => void,
    private readonly onCrash: (worker: number, reason: string) => void,
  ) {}

  async request<K extends WorkerRequestName>(
    worker: number,
    name: K,
    generation: number,
    ask: WorkerRequests[K]["ask"],
    transfer?: ArrayBuffer[],
  ): Promise<Result<WorkerRequests[K]["reply"]>> {
    if (this.isClosed) return { ok: false, fault: CLOSED };
    return await this.client(worker).request(name, generation, ask, transfer);
  }

  /** Ends one, because another has taken its place or nobody wants what it makes. */
  end(worker: number): void {
    this.finish(worker, SUPERSEDED);
  }

  /** Ends them all; none is started after this. */
  dispose(): void {
    this.isClosed = true;
    for (const worker of [...this.clients.keys()]) this.finish(worker, CLOSED);
  }

  private finish(worker: number, fault: Fault): void {
    this.clients.get(worker)?.dispose(fault);
    this.clients.delete(worker);
  }

  private client(worker: number): ComputeClient {
    const known = this.clients.get(worker);
    if (known) return known;
    const client = new ComputeClient(
      this.spawn,
      (event) => {
        this.onEvent(worker, event);
      },
      (reason) => {
        this.onCrash(worker, reason);
      },
    );
    this.clients.set(worker, client);
    return client;
  }
}
