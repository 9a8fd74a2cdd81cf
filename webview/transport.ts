import type { Ask, PanelEvent, PanelRequest, Reply, ReplyMessage, RequestName } from "../src/protocol";
import type { Fault } from "../src/core/fault";

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

/** Typed request and reply over a port. Every request ends. */
export class Client {
  private nextId = 1;
  private readonly pending = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();

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
      const waiting = this.pending.get(message.id);
      if (!waiting) return;
      this.pending.delete(message.id);
      if (message.ok) waiting.resolve(message.value as never);
      else waiting.reject(new RequestError(message.fault));
    });
  }

  request<K extends RequestName>(name: K, ask: Ask<K>): Promise<Reply<K>> {
    const id = this.nextId++;
    return new Promise<Reply<K>>((resolve, reject) => {
      this.pending.set(id, { resolve, reject });
      this.port.post({ id, name, generation: this.generation(), ask });
    });
  }
}
