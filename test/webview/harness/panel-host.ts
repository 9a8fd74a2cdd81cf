import type { SpawnWorker, WorkerThread } from "../../../src/compute/worker/client";
import { failure, success, type Result } from "../../../src/core/fault";
import { readMemento } from "../../../src/panel/memento";
import { Relay, type PageHost } from "../../../src/panel/relay";
import type { Picked } from "../../../src/panel/source";
import type { PanelEvent } from "../../../src/protocol/events";
import type { Given } from "../../../src/protocol/given";
import type { Role } from "../../../src/protocol/parameters";
import type { ReplyMessage } from "../../../src/protocol/requests";
import { SteeredSource } from "../../panel/steered-source";

/** What the page asked for, as a test looks at it. */
export interface Asked {
  readonly name: string;
  readonly ask: unknown;
}

type Deliver = Parameters<WorkerThread["onMessage"]>[0];

/** Real workers whose messages a test can keep back, as those of a busy one. */
class GatedWorkers {
  private held: (() => void)[] | null = null;

  constructor(private readonly start: SpawnWorker) {}

  readonly spawn: SpawnWorker = () => {
    const worker = this.start();
    return {
      post: (message, transfer) => worker.post(message, transfer),
      onMessage: (listener: Deliver) =>
        worker.onMessage((message) => {
          if (this.held) this.held.push(() => listener(message));
          else listener(message);
        }),
      onExit: (listener) => worker.onExit(listener),
      terminate: () => worker.terminate(),
    };
  };

  hold(): void {
    this.held ??= [];
  }
  release(): void {
    const held = this.held ?? [];
    this.held = null;
    for (const deliver of held) deliver();
  }
}

/**
 * Everything on the host's side of a panel as the product has it: relay, model and what `start` gives for its workers.
 * Only what is outside of the product is a test's: the source, the clipboard, the disk and the user's picks.
 */
export class PanelHost implements PageHost {
  readonly source = new SteeredSource();
  readonly workers: GatedWorkers;
  readonly asked: Asked[] = [];
  readonly copied: string[] = [];
  readonly saved: { readonly name: string; readonly bytes: Uint8Array }[] = [];
  /** What the user picks next, by role; gives up where there is nothing. */
  readonly picks: Partial<Record<Role, Picked>> = {};
  /** What the page wanted to be shown in a panel of its own. */
  readonly shown: Given[] = [];
  readonly log: string[] = [];
  private relay: Relay | undefined;

  /** `send` brings a message to the page. */
  constructor(
    private readonly send: (message: ReplyMessage | PanelEvent) => void,
    start: SpawnWorker,
  ) {
    this.workers = new GatedWorkers(start);
  }

  /** Opens the panel as the window does: afresh, or with what the page kept. */
  open(kept: unknown, strings: Readonly<Record<string, string>>): void {
    const { source, settings } = readMemento((kept as { source?: unknown } | undefined)?.source);
    if (source) this.source.memento = source;
    const host = {
      spawn: this.workers.spawn,
      memoryLimit: () => 2 ** 32,
      log: (text: string) => void this.log.push(text),
      strings,
    };
    this.relay = new Relay(this.source, this, host, settings);
    void this.relay.model.reload();
  }

  /** A message of the page. */
  receive(message: Asked): void {
    this.asked.push({ name: message.name, ask: message.ask });
    void this.relay?.receive(message);
  }

  /** What a link or a command of the window does. */
  startTour(step: number): void {
    this.relay?.model.startTour(step);
  }

  post(message: ReplyMessage | PanelEvent): void {
    this.send(message);
  }
  copyText(text: string): Promise<Result<null>> {
    this.copied.push(text);
    return Promise.resolve(success(null));
  }
  pick(role: Role): Promise<Result<Picked> | undefined> {
    const picked = this.picks[role];
    return Promise.resolve(picked && success(picked));
  }
  readGiven(given: Given): Promise<Result<Picked>> {
    if ("uri" in given) return Promise.resolve(failure("no-file", `${given.name} is not there.`));
    const { name, content } = given;
    return Promise.resolve(success({ title: name, value: { kind: "text", content, name } }));
  }
  showGiven(given: Given): Promise<Result<null>> {
    this.shown.push(given);
    return Promise.resolve(success(null));
  }
  saveFile(name: string, bytes: Uint8Array): Promise<Result<string | null>> {
    this.saved.push({ name, bytes });
    return Promise.resolve(success(name));
  }
  async reportOf(title: string, data: Uint8Array): Promise<Result<Uint8Array>> {
    const { reportHtml } = await import("../../../src/compute/report/report-html");
    const none = new Uint8Array(); // a page cannot read its own scripts
    return success(reportHtml({ title, page: none, host: none, data }));
  }
}
