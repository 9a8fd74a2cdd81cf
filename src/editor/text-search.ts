import type * as vscode from "vscode";
import { ComputeClient, type SpawnWorker } from "../compute/worker/client";
import type { TextMessage, TextReply } from "../compute/worker/editor-texts";
import { success, type Fault, type Result } from "../core/fault";
import { QueriedText, type TextQueries, type TextQueryName } from "../input/search/text-queries";
import type { Lines } from "./document-text";
import { HandedText, type TextChange } from "./handed-text";

/** An open document, as far as it is searched. */
export interface SearchedDocument extends Lines {
  readonly uri: { toString(): string };
  getText(): string;
  /** Characters before a place. */
  offsetAt(place: vscode.Position): number;
  lineAt(line: number): { readonly text: string; readonly range: { readonly end: vscode.Position } };
}

/** Texts up to here are searched at once where they are asked for: a few milliseconds, and no thread is started. */
export const SMALL_TEXT = 50_000; // characters
/** Texts that the worker holds at a time. */
const MOST_HELD = 3;
/** A worker that nobody has asked for so long is ended; it starts again when it is needed. */
const IDLE_MILLISECONDS = 60_000;

/** A question as the worker gets it, but for what it is about. */
type Question = { readonly do: "bytes" } | Omit<Extract<TextMessage, { readonly do: "ask" }>, "id" | "length">;

/**
 * Searches the texts of open documents. Big ones are searched in a worker of its own, to which a text is handed over
 * when it is first asked for, in pieces, and after that what edits change: neither the search nor the copying holds up
 * the host. Every question ends, with the fault "superseded" when the document was edited before the worker had it, and
 * "worker-died" when the worker ended by itself.
 */
export class TextSearch implements vscode.Disposable {
  private readonly client: ComputeClient;
  private readonly held = new Map<string, HandedText>(); // by address, the one asked last comes last
  private small: { readonly document: SearchedDocument; readonly version: number; readonly text: QueriedText } | undefined; // prettier-ignore
  /** Told when a first text is held, and when none is any more. */
  onHolds: (holds: boolean) => void = () => undefined;
  private nextId = 1;
  private asking = 0;
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
    return (await this.askWorker(document, { do: "ask", query, ask })) as Result<TextQueries[K]["reply"]>;
  }

  /** A text in UTF-8, in a buffer of its own that can be given away. */
  async bytes(document: SearchedDocument): Promise<Result<Uint8Array<ArrayBuffer>>> {
    return (await this.askWorker(document, { do: "bytes" })) as Result<Uint8Array<ArrayBuffer>>;
  }

  /** A document was edited, as its event tells. */
  edited({ uri }: Pick<SearchedDocument, "uri">, changes: readonly TextChange[]): void {
    const key = uri.toString();
    const held = this.held.get(key);
    if (held && changes.length > 0 && !held.edited(changes)) this.drop(key, held);
  }

  /** A document was closed: its text is held no longer. */
  forget({ uri }: Pick<SearchedDocument, "uri">): void {
    const key = uri.toString();
    const held = this.held.get(key);
    if (held) this.drop(key, held);
    if (this.small?.document.uri.toString() === key) this.small = undefined;
    this.tellHolds();
  }

  dispose(): void {
    this.disposed = true;
    clearTimeout(this.idle);
    this.client.dispose();
  }

  private smallText(document: SearchedDocument): QueriedText {
    if (this.small?.document !== document || this.small.version !== document.version) {
      this.small = { document, version: document.version, text: new QueriedText(document.getText()) };
      this.tellHolds();
    }
    return this.small.text;
  }

  private async askWorker(document: SearchedDocument, question: Question): Promise<Result<TextReply>> {
    const { version } = document;
    clearTimeout(this.idle);
    this.asking++;
    try {
      const reply = await this.askHeld(document, version, question);
      if (reply.ok || reply.fault.code !== "no-text") return reply;
      this.forget(document); // the worker ended in between, or an edit was not told
      return await this.askHeld(document, version, question);
    } finally {
      this.asking--;
      if (this.asking === 0) this.endWhenIdle();
    }
  }

  private async askHeld(document: SearchedDocument, version: number, question: Question): Promise<Result<TextReply>> {
    const { id, ready } = this.hold(document);
    const fault = await ready;
    if (fault) return { ok: false, fault };
    if (document.version !== version) return { ok: false, fault: EDITED };
    return this.client.request("text", 0, { ...question, id, length: lengthOf(document) });
  }

  private hold(document: SearchedDocument): HandedText {
    const key = document.uri.toString();
    const known = this.held.get(key);
    this.held.delete(key);
    if (known?.version === document.version) {
      this.held.set(key, known);
      return known;
    }
    if (known) this.drop(key, known);
    const held = new HandedText(document, this.nextId++, (message) => {
      // Answered in order, behind whatever the worker is searching: there is nothing to wait for.
      void this.client.request("text", 0, message);
    });
    this.held.set(key, held);
    this.tellHolds();
    for (const [oldest, entry] of this.held) {
      if (this.held.size <= MOST_HELD) break;
      this.drop(oldest, entry);
    }
    return held;
  }

  private drop(key: string, { id, ready }: HandedText): void {
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
    for (const held of this.held.values()) held.end(ENDED);
    this.held.clear();
    this.tellHolds();
  }

  private tellHolds(): void {
    this.onHolds(this.held.size > 0 || this.small !== undefined);
  }
}

const EDITED: Fault = { code: "superseded", text: "The text was edited while it was searched." };
const ENDED: Fault = {
  code: "worker-died",
  text: "The search ended by itself while it was given the text; the next question starts it again.",
};

/** Characters of a document. */
export function lengthOf(document: SearchedDocument): number {
  return document.offsetAt(document.lineAt(document.lineCount - 1).range.end);
}

/** Whether a document is so short that it is searched where it is; no text is joined to find that out. */
export function isSmall(document: Lines): boolean {
  let length = 0;
  for (let line = 0; line < document.lineCount && length <= SMALL_TEXT; line++) {
    length += document.lineAt(line).text.length + document.eol;
  }
  return length <= SMALL_TEXT;
}
