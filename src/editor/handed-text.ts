import type { TextMessage } from "../compute/worker/editor-texts";
import type { Fault } from "../core/fault";
import { nextTurn, PIECE, pieceAt, type Lines, type Place } from "./document-text";

/** One change of an edit, as VS Code tells it: each is of the text that the one before it has left. */
export interface TextChange {
  readonly rangeOffset: number;
  readonly rangeLength: number;
  readonly range: { readonly start: Place; readonly end: Place };
  readonly text: string;
}

/**
 * A document's text as the worker has it. It goes over once, in pieces, with a turn of the event loop before and after
 * each; meanwhile and after that only what an edit has changed.
 */
export class HandedText {
  /** Resolves when all of it has gone over, with a fault when it never will. */
  readonly ready: Promise<Fault | null>;
  private next: Place | null = { line: 0, character: 0 }; // where the next piece begins; null: all has gone over
  private known: number; // the version of what has gone over
  private ended: Fault | null = null;

  constructor(
    private readonly document: Lines,
    readonly id: number,
    private readonly send: (message: TextMessage) => void,
  ) {
    this.known = document.version;
    this.ready = this.handOver();
  }

  get version(): number {
    return this.known;
  }

  /** The worker that had it is gone. */
  end(fault: Fault): void {
    this.ended = fault;
  }

  /** The document was edited. False when too much has changed to go over at once: it is to be handed over anew. */
  edited(changes: readonly TextChange[]): boolean {
    this.known = this.document.version;
    if (changes.every((change) => this.follow(change))) return true;
    if (!this.next) return false;
    this.send({ do: "drop", id: this.id });
    this.next = { line: 0, character: 0 };
    return true;
  }

  private follow({ rangeOffset: offset, rangeLength: length, range, text }: TextChange): boolean {
    const { next, id } = this;
    if (text.length > PIECE) return false;
    if (next) {
      if (!isBefore(range.start, next)) return true; // goes over later, as it is then

      if (range.end.line >= next.line) return false;
      const grown = text.split("\n").length - 1 - (range.end.line - range.start.line);
      this.next = { line: next.line + grown, character: next.character };
    }
    this.send({ do: "edit", id, offset, length, text });
    return true;
  }

  private async handOver(): Promise<Fault | null> {
    while (this.next) {
      await nextTurn();
      if (this.ended) return this.ended;
      const { piece, next } = pieceAt(this.document, this.next);
      this.send({ do: "hold", id: this.id, piece });
      this.next = next;
      await nextTurn();
    }
    return this.ended;
  }
}

function isBefore(a: Place, b: Place): boolean {
  return a.line < b.line || (a.line === b.line && a.character < b.character);
}
