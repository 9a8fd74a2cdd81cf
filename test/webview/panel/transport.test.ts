import { deepEqual, equal, rejects } from "node:assert/strict";
import type { PanelEvent } from "../../../src/protocol/events";
import type { PanelRequest, ReplyMessage } from "../../../src/protocol/requests";
import { Client, RequestError, type Port } from "../../../webview/transport";
import { itemAt } from "../../../src/core/item-at";

/** A port that a test answers by. */
class OpenPort implements Port {
  readonly posted: PanelRequest[] = [];
  refusal: Error | null = null;
  deliver: (message: ReplyMessage | PanelEvent) => void = () => undefined;

  post(message: PanelRequest): void {
    if (this.refusal) throw this.refusal;
    this.posted.push(message);
  }
  listen(listener: (message: ReplyMessage | PanelEvent) => void): void {
    this.deliver = listener;
  }
  getState(): unknown {
    return null;
  }
  setState(): void {
    // Nothing is kept.
  }
}

describe("the page's transport", () => {
  let port: OpenPort;
  let client: Client;
  let events: PanelEvent[];
  beforeEach(() => {
    port = new OpenPort();
    events = [];
    client = new Client(
      port,
      () => 7,
      (event) => events.push(event),
    );
  });
  const fault = (code: string) => (error: unknown) => error instanceof RequestError && error.fault.code === code;

  it("brings each answer to its question, in whatever order they come", async () => {
    const first = client.request("cancelCheck", null);
    const second = client.request("copyText", { text: "1" });
    const third = client.request("restartCheck", null);
    const ids = port.posted.map(({ id }) => id);
    equal(new Set(ids).size, 3);
    deepEqual(port.posted[1], { id: ids[1], name: "copyText", generation: 7, ask: { text: "1" } });
    port.deliver({ id: itemAt(ids, 2), ok: false, fault: { code: "superseded", text: "newer" } });
    port.deliver({ event: "cursor", row: 1, column: 2 });
    port.deliver({ id: itemAt(ids, 1), ok: true, value: null });
    port.deliver({ id: itemAt(ids, 1), ok: true, value: null }); // once more: nobody waits
    port.deliver({ id: itemAt(ids, 0), ok: true, value: null });
    await rejects(third, fault("superseded"));
    deepEqual(await Promise.all([first, second]), [null, null]);
    deepEqual(events, [{ event: "cursor", row: 1, column: 2 }]);
  });

  it("ends a request that could not be sent", async () => {
    port.refusal = new Error("could not be cloned");
    await rejects(client.request("ready", null), fault("not-sent"));
  });

  it("ends what waits when the page goes, and what is asked after", async () => {
    const waiting = [client.request("ready", null), client.request("refresh", null)];
    client.close();
    for (const request of waiting) await rejects(request, fault("closed"));
    await rejects(client.request("ready", null), fault("closed"));
    equal(port.posted.length, 2);
    port.deliver({ id: itemAt(port.posted, 0).id, ok: true, value: null }); // too late, and no harm
  });
});
