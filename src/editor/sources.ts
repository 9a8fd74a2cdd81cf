import * as vscode from "vscode";
import { failure, success, type Result } from "../core/fault";
import { enclosingMatrix, firstMatrix, type Located, type TextRange } from "../input/locate";
import { formatOfName, isTextName, TEXT_FORMATS } from "../input/formats/index";
import { sizeRefusal } from "../input/size-limits";
import { indexAtOffset, numberRange } from "../input/reveal";
import { widenSelection, type Selected } from "../input/widen-selection";
import { tableCell, tableField } from "../input/table-lines";
import { BYTES_PER_CELL } from "../compute/worker/messages";
import { memoryLimit } from "../panel/limits";
import type { PanelSource, Reading } from "../panel/source";
import type { Provenance } from "../protocol";
import type { EditorMemento } from "./editor-memento";

/** An edit is followed when the typing rests this long. */
const EDIT_MILLISECONDS = 250;
/** Text in which the cursor is followed; finding its number reads the matrix. */
const FOLLOW_CURSOR_CHARACTERS = 4_000_000;

/** Finding the matrix around a place reads it; a long text that is one matrix from its start is left to the worker. */
const LONG_TEXT = 1_000_000;

/** Where a source stands in its text, and as what it is read there. */
interface Stretch extends TextRange {
  readonly kind: Located["kind"] | Selected["kind"];
}

/** Base of the two sources that stand in texts: events, debouncing and disposal. */
abstract class TextSource implements PanelSource {
  abstract readonly title: string;
  abstract readonly memento: EditorMemento;
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly becameStale = new vscode.EventEmitter<string>();
  private readonly movedCursor = new vscode.EventEmitter<readonly number[]>();
  readonly onDidChange = this.changed.event;
  readonly onDidBecomeStale = this.becameStale.event;
  readonly onDidMoveCursor = this.movedCursor.event;
  protected readonly disposables: vscode.Disposable[] = [this.changed, this.becameStale, this.movedCursor];
  private timer: ReturnType<typeof setTimeout> | undefined;

  protected constructor(readonly uri: vscode.Uri) {
    this.disposables.push(
      vscode.window.onDidChangeTextEditorSelection((event) => {
        if (event.textEditor.document.uri.toString() === this.uri.toString()) this.followCursor(event.textEditor);
      }),
    );
  }

  abstract read(cancel: AbortSignal): Promise<Result<Reading>>;

  /** Where x stands in the text read last. */
  protected abstract range(text: string): Stretch | undefined;

  async reveal(index: readonly number[]): Promise<Result<null>> {
    const document = await vscode.workspace.openTextDocument(this.uri);
    const text = document.getText();
    const range = this.range(text);
    const place = range && placeOfNumber(text, range, index);
    if (!place) return failure("no-place", `The number at [${index.join(", ")}] was not found in ${this.title}.`);
    const selection = new vscode.Range(document.positionAt(place.start), document.positionAt(place.end));
    const shown = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
    await vscode.window.showTextDocument(document, {
      selection,
      viewColumn: shown?.viewColumn ?? vscode.ViewColumn.One,
    });
    return success(null);
  }

  dispose(): void {
    clearTimeout(this.timer);
    vscode.Disposable.from(...this.disposables).dispose();
  }

  protected touch(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.changed.fire();
    }, EDIT_MILLISECONDS);
  }

  protected stale(reason: string): void {
    clearTimeout(this.timer);
    this.becameStale.fire(reason);
  }

  private followCursor(editor: vscode.TextEditor): void {
    const { document, selection } = editor;
    const end = document.offsetAt(document.lineAt(document.lineCount - 1).range.end);
    if (end > FOLLOW_CURSOR_CHARACTERS) return;
    const text = document.getText();
    const range = this.range(text);
    const index = range && indexOfPlace(text, range, document.offsetAt(selection.active));
    if (index) this.movedCursor.fire(index);
  }
}

/** A table's lines are counted as such: a header may hold brackets, as in "Voltage [V]". */
function placeOfNumber(text: string, range: Stretch, index: readonly number[]): TextRange | undefined {
  const { kind, start, end } = range;
  return kind === "table" ? tableField(text, start, end, index[0], index[1]) : numberRange(text, range, index);
}

function indexOfPlace(text: string, range: Stretch, offset: number): readonly number[] | undefined {
  const { kind, start, end } = range;
  return kind === "table" ? tableCell(text, start, end, offset) : indexAtOffset(text, range, offset);
}

/** A matrix in an open document, or some whole rows of one, followed through edits. */
export class DocumentSource extends TextSource {
  readonly title: string;
  private place: TextRange; // moves with edits

  constructor(
    private document: vscode.TextDocument,
    place: TextRange,
    /** True when `place` is a part that must not grow to the matrix around it. */
    private readonly part: boolean,
  ) {
    super(document.uri);
    this.place = place;
    this.title = nameOf(document.uri);
    const same = (other: vscode.TextDocument): boolean => other.uri.toString() === this.uri.toString();
    this.disposables.push(
      vscode.workspace.onDidChangeTextDocument((event) => {
        if (!same(event.document) || event.contentChanges.length === 0) return;
        for (const change of event.contentChanges) this.place = movedBy(this.place, change);
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
    const { start, end } = this.place;
    return { kind: "document", uri: this.uri.toString(), start, ...(this.part && { end }) };
  }

  read(): Promise<Result<Reading>> {
    const { document, title } = this;
    if (document.isClosed) return Promise.resolve(failure("closed", `${title} was closed.`));
    const text = document.getText();
    const range = !this.part && isOneLongMatrix(text) ? { start: 0, end: text.length } : this.range(text);
    if (!range) {
      const { line } = document.positionAt(this.place.start);
      const sentence = `There is no matrix at line ${line + 1} of ${title}; expected rows of numbers in brackets.`;
      return Promise.resolve(failure("no-matrix", sentence));
    }
    if (!this.part) this.place = range;
    const from = document.positionAt(range.start).line + 1;
    const to = document.positionAt(range.end).line + 1;
    const lines = from === to ? `line ${from}` : `lines ${from} to ${to}`;
    return Promise.resolve(
      success({
        source: { kind: "text", content: text, name: title, range: [range.start, range.end] },
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
      }),
    );
  }

  protected range(text: string): Stretch | undefined {
    const start = Math.min(this.place.start, text.length);
    const end = Math.min(this.place.end, text.length);
    return this.part ? widenSelection(text, start, end) : enclosingMatrix(text, start);
  }
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

/** A long text that is one matrix from its start needs no search for it, which would read it here. */
export function isOneLongMatrix(text: string): boolean {
  return text.length > LONG_TEXT && text.startsWith("[");
}

/** A file: read from the disk, or from the editor where it is open. */
export class FileSource extends TextSource {
  readonly title: string;

  constructor(
    uri: vscode.Uri,
    /** Files of this machine are left to the worker to read. */
    private readonly onDisk: boolean,
  ) {
    super(uri);
    this.title = nameOf(uri);
    const folder = vscode.Uri.joinPath(uri, "..");
    const watcher = vscode.workspace.createFileSystemWatcher(new vscode.RelativePattern(folder, this.title));
    const same = (document: vscode.TextDocument): boolean => document.uri.toString() === uri.toString();
    this.disposables.push(
      watcher,
      watcher.onDidChange(() => {
        this.touch();
      }),
      watcher.onDidCreate(() => {
        this.touch();
      }),
      watcher.onDidDelete(() => {
        this.stale("The file was deleted.");
      }),
      vscode.workspace.onDidChangeTextDocument((event) => {
        if (same(event.document) && event.contentChanges.length) this.touch();
      }),
    );
  }

  get memento(): EditorMemento {
    return { kind: "file", uri: this.uri.toString() };
  }

  async read(): Promise<Result<Reading>> {
    const { title } = this;
    const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === this.uri.toString());
    if (open?.isDirty) {
      const source = { kind: "text" as const, content: open.getText(), name: title };
      return success({ source, provenance: this.provenance("text of the editor, not saved yet") });
    }
    let size: number;
    try {
      size = (await vscode.workspace.fs.stat(this.uri)).size;
    } catch {
      return failure("no-file", `${title} is not there.`);
    }
    const accepted = refuse(title, size);
    if (!accepted.ok) return accepted;
    const provenance = this.provenance(`file, ${size.toLocaleString("en")} bytes`);
    // The host's heap pays for large buffers with long collections: where the worker can read the file, it does.
    if (this.onDisk && this.uri.scheme === "file") {
      return success({ source: { kind: "file", path: this.uri.fsPath, name: title }, provenance });
    }
    const content = ownBytes(await vscode.workspace.fs.readFile(this.uri));
    return success({
      source: { kind: "text", content, name: title },
      transfer: [content.buffer as ArrayBuffer],
      provenance,
    });
  }

  private provenance(how: string): Provenance {
    return {
      kind: "file",
      title: this.title,
      details: [vscode.workspace.asRelativePath(this.uri)],
      dtype: "",
      shape: [],
      how,
      whole: true,
      canReveal: isTextName(this.title),
    };
  }

  /** As the reader takes a whole text: a table, a matrix or problem object, or rows with no brackets around them. */
  protected range(text: string): Stretch {
    const whole = { start: 0, end: text.length };
    const promised = formatOfName(this.title);
    const format = promised?.kind === "text" ? promised : TEXT_FORMATS.find((format) => format.looksLike(text));
    if (format?.numbersStand === "on lines") return { ...whole, kind: "table" };
    return firstMatrix(text) ?? { ...whole, kind: "rows" };
  }
}

/** Refuses a file by its size alone, before it is read. */
function refuse(title: string, size: number): Result<null> {
  const format = formatOfName(title);
  const refusal = sizeRefusal(size, format?.kind);
  if (refusal) return failure("file-limit", refusal);
  if (format?.kind !== "binary" || !format.plain) return success(null);
  // At most 8 bytes a cell: at least so many cells, and so much memory for their analysis.
  const needed = (size / 8) * BYTES_PER_CELL;
  const limit = memoryLimit();
  if (needed <= limit) return success(null);
  const mebibytes = (bytes: number): string => `${Math.ceil(bytes / 2 ** 20).toLocaleString("en")} MiB`;
  return failure(
    "memory-limit",
    `${title} has ${mebibytes(size)} and needs at least ${mebibytes(needed)} for its analysis, ` +
      `the limit is ${mebibytes(limit)} (setting gradientLens.memoryLimit).`,
  );
}

/** Bytes with a buffer of their own, so that the buffer can be given away. Node's Buffer does not cross as it is. */
function ownBytes(bytes: Uint8Array): Uint8Array {
  const whole = bytes.byteOffset === 0 && bytes.byteLength === bytes.buffer.byteLength;
  return whole ? new Uint8Array(bytes.buffer) : new Uint8Array(bytes);
}

export function nameOf(uri: vscode.Uri): string {
  return uri.path.slice(uri.path.lastIndexOf("/") + 1);
}
