import type { PanelEvent } from "../src/protocol/events";
import type { Ask, PanelRequest, Reply, ReplyMessage, RequestName } from "../src/protocol/requests";
import type { Fault, Result } from "../src/core/fault";

/** Where the page's messages go and come from: VS Code, a report's own document, or a test. */
export interface Port {
  post(message: PanelRequest): void;
  /** Called once; every message for the page goes to the listener. */
  listen(listener: (message: ReplyMessage | PanelEvent) => void): void;
  /** State of the view that survives a reload of the page (JSON). */
  getState(): unknown;
  setState(state: unknown): void;
}

/** A request that ended with a fault. `fault.code` is "superseded" when a newer analysis has taken over. */
export class RequestError extends Error {
  constructor(readonly fault: Fault) {
    super(fault.text);
  }
}

const CLOSED: Fault = { code: "closed", text: "The panel was closed." };

/** Typed request and reply over a port. Every request ends: with the host's reply, or with a fault of the way to it. */
export class Client {
  private nextId = 1;
  private isClosed = false;
  private readonly pending = new Map<number, (reply: Result<unknown>) => void>();

  constructor(
    private readonly port: Port,
    private readonly generation: () => number,
    onEvent: (event: PanelEvent) => void,
  ) {
    port.listen((message) => {
      if ("event" in message) {
        onEvent(message);
        return;
      }
      const end = this.pending.get(message.id);
      this.pending.delete(message.id);
      end?.(message);
    });
  }

  request<K extends RequestName>(name: K, ask: Ask<K>): Promise<Reply<K>> {
    if (this.isClosed) return Promise.reject(new RequestError(CLOSED));
    const id = this.nextId++;
    return new Promise<Reply<K>>((resolve, reject) => {
      this.pending.set(id, (reply) => {
        // The one cast of the way back: the host's relay is typed by the same table (src/panel/relay.ts).
        if (reply.ok) resolve(reply.value as Reply<K>);
        else reject(new RequestError(reply.fault));
      });
      try {
        this.port.post({ id, name, generation: this.generation(), ask });
      } catch (error) {
        this.pending.delete(id);
        const reason = error instanceof Error ? error.message : String(error);
        reject(new RequestError({ code: "not-sent", text: `${name} could not be asked of the extension: ${reason}` }));
      }
    });
  }

  /** The page goes, and with it whoever would answer: ends what waits and what is asked from now on. */
  close(): void {
    this.isClosed = true;
    const waiting = [...this.pending.values()];
    this.pending.clear();
    for (const end of waiting) end({ ok: false, fault: CLOSED });
  }
}
