import * as vscode from "vscode";
import { failure, success, type Result } from "../core/fault";
import type { CandidateCell } from "../input/search/candidate-places";
import type { Stretch } from "../input/search/number-places";
import { codeIn, showLineOf } from "../panel/own-code/code-document";
import type { PanelSource, Reading, SourceCode } from "../panel/source";
import type { EditorMemento } from "./editor-memento";
import { Located } from "./located-place";
import { movedTo } from "./renamed";
import type { TextSearch } from "./text-search";
import { nameOf } from "./uri-names";

/** An edit is followed when the typing rests this long. */
const EDIT_MILLISECONDS = 250;

/** Base of the two sources that stand in texts: events, debouncing and disposal; where numbers stand in their text. */
export abstract class TextSource implements PanelSource {
  abstract readonly memento: EditorMemento;
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly becameStale = new vscode.EventEmitter<string>();
  private readonly movedCursor = new vscode.EventEmitter<readonly number[]>();
  readonly onDidChange = this.changed.event;
  readonly onDidBecomeStale = this.becameStale.event;
  readonly onDidMoveCursor = this.movedCursor.event;
  protected readonly disposables: vscode.Disposable[] = [this.changed, this.becameStale, this.movedCursor];
  private timer: ReturnType<typeof setTimeout> | undefined;
  private readonly located = new Located<Stretch>();
  private cursor: vscode.TextEditor | undefined; // moved, and not followed yet
  private isFollowing = false;

  protected constructor(
    private place: vscode.Uri,
    protected readonly search: TextSearch,
    /** The alternative by which the text is read, where the user has taken one. */
    protected wanted: string | undefined,
  ) {
    this.disposables.push(
      vscode.window.onDidChangeTextEditorSelection((event) => {
        if (event.textEditor.document.uri.toString() !== this.uri.toString()) return;
        this.cursor = event.textEditor;
        void this.followCursor();
      }),
      vscode.workspace.onDidRenameFiles(({ files }) => {
        const moved = movedTo(this.place, files);
        if (!moved) return;
        this.place = moved;
        void this.onMoved();
      }),
    );
  }

  /** Where its text is. A file that is renamed in the window is followed. */
  get uri(): vscode.Uri {
    return this.place;
  }

  get title(): string {
    return nameOf(this.place);
  }

  /** The text stands under another address, and is to be read from there. */
  protected abstract onMoved(): Promise<void>;

  abstract read(cancel: AbortSignal): Promise<Result<Reading>>;

  /** Where x stands in the text of this document now; undefined when it is not there, null when the search failed. */
  protected abstract locate(document: vscode.TextDocument): Promise<Stretch | undefined | null>;

  /** Where x stands, carried along as long as the text stays as it is. */
  protected stretchIn(document: vscode.TextDocument): Promise<Stretch | undefined> {
    return this.located.in(document.version, () => this.locate(document));
  }

  /** Reads the text another way from now on. */
  readAs(id: string): Promise<Result<null>> {
    this.wanted = id;
    this.changed.fire();
    return Promise.resolve(success(null));
  }

  protected keep(version: number, stretch: Stretch | undefined): void {
    this.located.keep(version, stretch);
  }

  async reveal(index: readonly number[]): Promise<Result<null>> {
    const document = await vscode.workspace.openTextDocument(this.uri);
    const stretch = await this.stretchIn(document);
    const { wanted } = this;
    const place = stretch && (await this.search.ask(document, "rangeOf", { stretch: { ...stretch, wanted }, index }));
    if (!place?.ok || !place.value) {
      return failure("no-place", `The number at [${index.join(", ")}] was not found in ${this.title}.`);
    }
    const { start, end } = place.value;
    const selection = new vscode.Range(document.positionAt(start), document.positionAt(end));
    const shown = vscode.window.visibleTextEditors.find((editor) => editor.document === document);
    await vscode.window.showTextDocument(document, {
      selection,
      viewColumn: shown?.viewColumn ?? vscode.ViewColumn.One,
    });
    return success(null);
  }

  /** Where numbers of the gradients that its problem brings along stand. Undefined where the text is not open, or edited meanwhile. */
  async candidatePlaces(cells: readonly CandidateCell[]): Promise<readonly (vscode.Range | null)[] | undefined> {
    const document = vscode.workspace.textDocuments.find(({ uri }) => uri.toString() === this.uri.toString());
    if (!document || cells.length === 0) return undefined;
    const { version } = document;
    const stretch = await this.stretchIn(document);
    const found = stretch && (await this.search.ask(document, "candidateRanges", { stretch, cells }));
    if (!found?.ok || document.version !== version) return undefined;
    return found.value.map(
      (range) => range && new vscode.Range(document.positionAt(range.start), document.positionAt(range.end)),
    );
  }

  code(): Promise<SourceCode | undefined> {
    return codeIn(this.uri);
  }

  showLine(line: number): Promise<Result<null>> {
    return showLineOf(this.uri, line);
  }

  showPlace(line: number, column: number): Promise<Result<null>> {
    return showLineOf(this.uri, line, column);
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

  /** One move at a time, and of those that came meanwhile only the last. */
  private async followCursor(): Promise<void> {
    if (this.isFollowing) return;
    this.isFollowing = true;
    try {
      while (this.cursor) {
        const { document, selection } = this.cursor;
        this.cursor = undefined;
        const stretch = await this.stretchIn(document);
        if (!stretch) continue;
        const offset = document.offsetAt(selection.active);
        const asked = { stretch: { ...stretch, wanted: this.wanted }, offset };
        const index = await this.search.ask(document, "indexAt", asked);
        if (index.ok && index.value) this.movedCursor.fire(index.value);
      }
    } finally {
      this.isFollowing = false;
    }
  }
}
