import { spawnHere } from "../../src/compute/worker/same-thread";
import { failure, success, type Result } from "../../src/core/fault";
import type { SettingsMemento } from "../../src/panel/memento";
import { Relay, type PageHost } from "../../src/panel/relay";
import type { Picked } from "../../src/panel/source";
import type { PanelEvent } from "../../src/protocol/events";
import type { Given } from "../../src/protocol/given";
import type { PanelState } from "../../src/protocol/panel-state";
import type { ReplyMessage, RequestName } from "../../src/protocol/requests";
import { SteeredSource } from "./steered-source";
import { itemAt } from "../../src/core/item-at";

type Message = ReplyMessage | PanelEvent;

/** A relay with its model and a worker, and a page's end of the line that a test looks at. */
export class OpenedRelay implements PageHost {
  readonly source = new SteeredSource();
  readonly posted: Message[] = [];
  readonly logged: string[] = [];
  readonly copied: string[] = [];
  readonly saved: { readonly name: string; readonly bytes: Uint8Array }[] = [];
  /** What was shown in a panel of its own. */
  readonly shown: Given[] = [];
  /** What the next pick gives. */
  picked: Result<Picked> | undefined;
  /** How the window takes a message; it may throw or reject. */
  take: (message: Message) => unknown = () => true;
  readonly relay: Relay;
  private readonly waiting = new Set<() => void>();
  private nextId = 1;

  constructor(kept?: SettingsMemento) {
    const host = {
      spawn: spawnHere,
      memoryLimit: () => 2 ** 30,
      log: (text: string) => this.logged.push(text),
      strings: {},
    };
    this.relay = new Relay(this.source, this, host, kept);
  }

  post(message: Message): unknown {
    this.posted.push(message);
    for (const look of this.waiting) look();
    return this.take(message);
  }
  copyText(text: string): Promise<Result<null>> {
    this.copied.push(text);
    return Promise.resolve(success(null));
  }
  pick(): Promise<Result<Picked> | undefined> {
    return Promise.resolve(this.picked);
  }
  readGiven(given: Given): Promise<Result<Picked>> {
    if ("uri" in given) return Promise.resolve(failure("no-file", `${given.uri} is not there.`));
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
  reportOf(title: string, data: Uint8Array): Promise<Result<Uint8Array>> {
    if (title === "") return Promise.resolve(failure("no-title", "Expected a title."));
    return Promise.resolve(success(new TextEncoder().encode(`${title} ${data.length > 0}`)));
  }

  /** Sends a request as a page does, without any type, and gives the reply. */
  async ask(name: RequestName, ask: unknown, generation = this.state.analysis?.generation ?? 0): Promise<ReplyMessage> {
    const id = this.nextId++;
    await this.relay.receive({ id, name, generation, ask });
    const replies = this.posted.filter((message): message is ReplyMessage => "id" in message && message.id === id);
    if (replies.length !== 1) throw new Error(`expected one reply to ${name}, got ${replies.length}`);
    return itemAt(replies, 0);
  }

  get state(): PanelState {
    return this.relay.model.state;
  }

  /** Resolves when the model's state is wanted, looking again at every message. */
  async until(wanted: (state: PanelState) => boolean): Promise<PanelState> {
    while (!wanted(this.state)) {
      await new Promise<void>((resolve) => {
        const look = (): void => {
          this.waiting.delete(look);
          resolve();
        };
        this.waiting.add(look);
      });
    }
    return this.state;
  }

  /** The text as the newest input, analysed and checked. */
  async show(content: string, stop?: number): Promise<PanelState> {
    const before = this.state.analysis?.generation ?? 0;
    const mark = stop === undefined ? {} : { stop: { stop, title: `stop ${stop}` } };
    this.source.give({ source: { kind: "text", content, name: "x.json" }, ...mark });
    return this.until(
      ({ analysis, busy }) =>
        busy === null && (analysis?.generation ?? 0) > before && analysis?.check?.status === "done",
    );
  }
}
