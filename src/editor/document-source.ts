import * as vscode from "vscode";
import { failure, success, type Result } from "../core/fault";
import type { TextRange } from "../input/search/locate-matrices";
import type { Stretch } from "../input/search/number-places";
import type { Selected } from "../input/search/widen-selection";
import type { Reading } from "../panel/source";
import type { EditorMemento } from "./editor-memento";
import { readContent, rootMatrixStart } from "./document-content";
import { lengthOf, type TextSearch } from "./text-search";
import { TextSource } from "./text-source";

/** Where x stands, and as what it is read there. */
type Place = Stretch & Partial<Pick<Selected, "dialect">>;

/** A matrix in an open document, or some whole rows of one, followed through edits. */
export class DocumentSource extends TextSource {
  private range: TextRange; // moves with edits

  constructor(
    private document: vscode.TextDocument,
    place: TextRange,
    /** True when `place` is a part that must not grow to the matrix around it. */
    private readonly part: boolean,
    search: TextSearch,
    wanted?: string,
  ) {
    super(document.uri, search, wanted);
    this.range = place;
    const same = (other: vscode.TextDocument): boolean => other.uri.toString() === this.uri.toString();
    this.disposables.push(
      vscode.workspace.onDidChangeTextDocument((event) => {
        if (!same(event.document) || event.contentChanges.length === 0) return;
        for (const change of event.contentChanges) this.range = movedBy(this.range, change);
        this.touch();
      }),
      vscode.workspace.onDidCloseTextDocument((closed) => {
        if (same(closed)) this.stale("The document was closed.");
      }),
      vscode.workspace.onDidOpenTextDocument((opened) => {
        if (!same(opened)) return;
        this.document = opened;
        this.touch();
      }),
    );
  }

  get memento(): EditorMemento {
    const { start, end } = this.range;
    const { wanted } = this;
    return {
      kind: "document",
      uri: this.uri.toString(),
      start,
      ...(this.part && { end }),
      ...(wanted !== undefined && { wanted }),
    };
  }

  protected async onMoved(): Promise<void> {
    try {
      this.document = await vscode.workspace.openTextDocument(this.uri);
    } catch {
      this.stale("The document was closed.");
      return;
    }
    this.touch();
  }

  async read(cancel: AbortSignal): Promise<Result<Reading>> {
    // An edit while the text is searched or copied begins it again, with the text of then.
    for (;;) {
      const { document, title } = this;
      if (document.isClosed) return failure("closed", `${title} was closed.`);
      if (cancel.aborted) return failure("cancelled", `Reading ${title} was cancelled.`);
      const { version } = document;
      const place = await this.find(document);
      if (document.version !== version) continue;
      if (!place.ok) return place;
      if (!place.value) {
        const { line } = document.positionAt(this.range.start);
        const sentence = `There is no matrix at line ${line + 1} of ${title}; expected rows of numbers in brackets.`;
        return failure("no-matrix", sentence);
      }
      const content = await readContent(document, this.search);
      if (document.version !== version) continue;
      if (!content.ok) return content;
      if (!this.part) this.range = place.value;
      return success(this.reading(document, content.value, place.value));
    }
  }

  protected async locate(document: vscode.TextDocument): Promise<Stretch | undefined | null> {
    const found = await this.ask(document);
    return found.ok ? (found.value ?? undefined) : null;
  }

  /** The place in the text as it is now; it is carried along for the cursor and for what is revealed. */
  private async find(document: vscode.TextDocument): Promise<Result<Place | null>> {
    // A long text that is one matrix from its start needs no search: whoever reads it finds that out.
    const start = this.part ? undefined : rootMatrixStart(document);
    if (start !== undefined) return success({ start, end: lengthOf(document) });
    const { version } = document;
    const found = await this.ask(document);
    if (found.ok) this.keep(version, found.value ?? undefined);
    return found;
  }

  private async ask(document: vscode.TextDocument): Promise<Result<Place | null>> {
    const length = lengthOf(document);
    const start = Math.min(this.range.start, length);
    if (this.part) return this.search.ask(document, "widen", { start, end: Math.min(this.range.end, length) });
    return this.search.ask(document, "around", { offset: start });
  }

  private reading(document: vscode.TextDocument, content: string | Uint8Array<ArrayBuffer>, place: Place): Reading {
    const { title } = this;
    const from = document.positionAt(place.start).line + 1;
    const to = document.positionAt(place.end).line + 1;
    const lines = from === to ? `line ${from}` : `lines ${from} to ${to}`;
    return {
      source: {
        kind: "text",
        content,
        name: title,
        range: [place.start, place.end],
        ...(place.kind && { selected: selectedAs(place) }),
        ...(this.wanted !== undefined && { wanted: this.wanted }),
      },
      ...(typeof content !== "string" && { transfer: [content.buffer] }),
      provenance: {
        kind: "editor",
        title,
        details: [`${vscode.workspace.asRelativePath(this.uri)}, ${lines}`],
        dtype: "",
        shape: [],
        how: "text of the editor",
        whole: true,
        canReveal: true,
      },
    };
  }
}

/** As what a place is read that was found already, so that nobody looks for it again. */
export function selectedAs({ kind, dialect }: Place): Pick<Selected, "kind" | "dialect"> {
  return { kind: kind === "rows" || kind === "table" || kind === "whole" ? kind : "value", dialect };
}

/** Where a stretch of text stands after an edit. */
function movedBy({ start, end }: TextRange, change: vscode.TextDocumentContentChangeEvent): TextRange {
  const { rangeOffset: from, rangeLength, text } = change;
  const growth = text.length - rangeLength;
  const to = from + rangeLength;
  return {
    start: to <= start ? start + growth : Math.min(start, from),
    end: to <= end && from < end ? end + growth : Math.min(end, from + text.length),
  };
}
