import type * as vscode from "vscode";
import { ComputeClient, type SpawnWorker } from "../compute/worker/client";
import { success, type Fault, type Result } from "../core/fault";
import { QueriedText, type TextQueries, type TextQueryName } from "../input/search/text-queries";
import { textPieces, type Lines } from "./document-text";

/** An open document, as far as it is searched. */
export interface SearchedDocument extends Lines {
  readonly uri: { toString(): string };
  getText(): string;
}

/** Texts up to here are searched at once where they are asked for: a few milliseconds, and no thread is started. */
export const SMALL_TEXT = 50_000; // characters
/** Texts that the worker holds at a time. */
const MOST_HELD = 3;
/** A worker that nobody has asked for so long is ended; it starts again when it is needed. */
const IDLE_MILLISECONDS = 60_000;

interface Held {
  readonly id: number;
  readonly version: number;
  readonly ready: Promise<Fault | null>; // why the worker has not got it
}

/**
 * Searches the texts of open documents. Big ones are searched in a worker of its own, to which each version of a text is
 * handed over once, in pieces, when it is first asked for: neither the search nor the copying holds up the host. Every
 * question ends, with the fault "superseded" when the document was edited before the worker had it, and "worker-died"
 * when the worker ended by itself.
 */
export class TextSearch implements vscode.Disposable {
  private readonly client: ComputeClient;
  private readonly held = new Map<string, Held>(); // by address, the one asked last comes last
  private small: { readonly document: SearchedDocument; readonly version: number; readonly text: QueriedText } | undefined; // prettier-ignore
  private nextId = 1;
  private asking = 0;
  private lives = 0; // of the worker: what an earlier one held is gone
  private disposed = false;
  private idle: ReturnType<typeof setTimeout> | undefined;

  constructor(spawn: SpawnWorker) {
    this.client = new ComputeClient(
      spawn,
      () => undefined,
      () => {
        this.lose();
      },
    );
  }

  async ask<K extends TextQueryName>(
    document: SearchedDocument,
    query: K,
    ask: TextQueries[K]["ask"],
  ): Promise<Result<TextQueries[K]["reply"]>> {
    if (isSmall(document)) return success(this.smallText(document).answer(query, ask));
    clearTimeout(this.idle);
    this.asking++;
    try {
      const held = this.hold(document);
      const fault = await held.ready;
      if (fault) return { ok: false, fault };
      const reply = await this.client.request("text", 0, { do: "ask", id: held.id, query, ask });
      return reply;
    } finally {
      this.asking--;
      if (this.asking === 0) this.endWhenIdle();
    }
  }

  /** A document was closed: its text is held no longer. */
  forget({ uri }: Pick<SearchedDocument, "uri">): void {
    const key = uri.toString();
    const held = this.held.get(key);
    if (held) this.drop(key, held);
    if (this.small?.document.uri.toString() === key) this.small = undefined;
  }

  dispose(): void {
    this.disposed = true;
    clearTimeout(this.idle);
    this.client.dispose();
  }

  private smallText(document: SearchedDocument): QueriedText {
    if (this.small?.document !== document || this.small.version !== document.version) {
      this.small = { document, version: document.version, text: new QueriedText(document.getText()) };
    }
    return this.small.text;
  }

  private hold(document: SearchedDocument): Held {
    const key = document.uri.toString();
    const known = this.held.get(key);
    this.held.delete(key);
    if (known?.version === document.version) {
      this.held.set(key, known);
      return known;
    }
    if (known) this.drop(key, known);
    const id = this.nextId++;
    const held = { id, version: document.version, ready: this.handOver(id, document) };
    this.held.set(key, held);
    for (const [oldest, entry] of this.held) {
      if (this.held.size <= MOST_HELD) break;
      this.drop(oldest, entry);
    }
    return held;
  }

  private async handOver(id: number, document: SearchedDocument): Promise<Fault | null> {
    const { version } = document;
    const life = this.lives;
    for await (const piece of textPieces(document)) {
      if (life !== this.lives) return ENDED;
      // Answered in order, behind whatever the worker is searching: there is nothing to wait for.
      void this.client.request("text", 0, { do: "hold", id, piece });
    }
    if (document.version === version) return life === this.lives ? null : ENDED;
    void this.client.request("text", 0, { do: "drop", id });
    return EDITED;
  }

  private drop(key: string, { id, ready }: Held): void {
    this.held.delete(key);
    void ready.then(() => this.client.request("text", 0, { do: "drop", id }));
  }

  private endWhenIdle(): void {
    if (this.disposed) return;
    this.idle = setTimeout(() => {
      this.lose();
      this.client.interrupt();
    }, IDLE_MILLISECONDS);
  }

  /** The worker is gone, and with it the texts that it held. */
  private lose(): void {
    this.lives++;
    this.held.clear();
  }
}

const EDITED: Fault = { code: "superseded", text: "The text was edited while it was searched." };
const ENDED: Fault = {
  code: "worker-died",
  text: "The search ended by itself while it was given the text; the next question starts it again.",
};

/** Whether a document is so short that it is searched where it is; no text is joined to find that out. */
export function isSmall(document: Lines): boolean {
  let length = 0;
  for (let line = 0; line < document.lineCount && length <= SMALL_TEXT; line++) {
    length += document.lineAt(line).text.length + document.eol;
  }
  return length <= SMALL_TEXT;
}
