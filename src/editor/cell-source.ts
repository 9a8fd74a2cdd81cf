import * as vscode from "vscode";
import { failure, success, type Result } from "../core/fault";
import type { PanelSource, Reading } from "../panel/source";
import { contentReading } from "./content-reading";
import { movedTo } from "./renamed";
import { nameOf } from "./uri-names";

/** An edit or a run of the cell is followed when it rests this long. */
const REST_MILLISECONDS = 250;

/** What is left of it after a reload: a cell by its place. */
export interface CellMemento {
  readonly kind: "cell";
  readonly uri: string; // of the notebook
  readonly cell: number; // from 0
  readonly wanted?: string;
}

/** Checks what the page has kept, which is not trusted. */
export function isCellMemento(value: unknown): value is CellMemento {
  if (typeof value !== "object" || value === null) return false;
  const { kind, uri, cell, wanted } = value as Partial<Record<string, unknown>>;
  const isOptionalText = wanted === undefined || typeof wanted === "string";
  return kind === "cell" && typeof uri === "string" && Number.isSafeInteger(cell) && isOptionalText;
}

/** The outputs of one cell of a notebook that is open. Another run of the cell is followed. */
export class CellSource implements PanelSource {
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly becameStale = new vscode.EventEmitter<string>();
  readonly onDidChange = this.changed.event;
  readonly onDidBecomeStale = this.becameStale.event;
  private readonly disposables: vscode.Disposable[] = [this.changed, this.becameStale];
  private timer: ReturnType<typeof setTimeout> | undefined;
  private uri: vscode.Uri; // of the notebook

  constructor(
    private cell: vscode.NotebookCell,
    private wanted?: string,
  ) {
    this.uri = cell.notebook.uri;
    this.disposables.push(
      vscode.workspace.onDidChangeNotebookDocument(({ notebook, cellChanges }) => {
        if (notebook !== this.cell.notebook) return;
        if (this.cell.index < 0) this.becameStale.fire("The cell was deleted.");
        else if (cellChanges.some((change) => change.cell === this.cell && change.outputs)) this.touch();
      }),
      vscode.workspace.onDidCloseNotebookDocument((notebook) => {
        if (notebook === this.cell.notebook) this.becameStale.fire("The notebook was closed.");
      }),
      vscode.workspace.onDidRenameFiles(({ files }) => {
        const moved = movedTo(this.uri, files);
        if (moved) void this.follow(moved);
      }),
    );
  }

  get title(): string {
    const { cell, uri } = this;
    return `${nameOf(uri)}, cell ${cell.index + 1}`;
  }

  /** The notebook was renamed: the same cell is one of another document. */
  private async follow(uri: vscode.Uri): Promise<void> {
    const { index } = this.cell;
    this.uri = uri;
    try {
      const notebook = await vscode.workspace.openNotebookDocument(uri);
      if (index < 0 || index >= notebook.cellCount) return;
      this.cell = notebook.cellAt(index);
      this.touch();
    } catch {
      this.becameStale.fire("The notebook was closed.");
    }
  }

  static async restore({ uri, cell, wanted }: CellMemento): Promise<CellSource | undefined> {
    try {
      const notebook = await vscode.workspace.openNotebookDocument(vscode.Uri.parse(uri));
      return cell < notebook.cellCount ? new CellSource(notebook.cellAt(cell), wanted) : undefined;
    } catch {
      return undefined; // it is not there any more
    }
  }

  get memento(): CellMemento {
    const { cell, uri, wanted } = this;
    return {
      kind: "cell",
      uri: uri.toString(),
      cell: cell.index,
      ...(wanted !== undefined && { wanted }),
    };
  }

  /** The same cell has the same panel, however it is read. */
  get key(): unknown {
    return { cell: this.uri.toString(), index: this.cell.index };
  }

  read(): Promise<Result<Reading>> {
    const { cell, title, wanted } = this;
    const content = asNotebook(cell);
    if (content === undefined) {
      return Promise.resolve(
        failure("empty", `${title} has no output of text. Run the cell, and print the matrix in it.`),
      );
    }
    const details = [vscode.workspace.asRelativePath(this.uri), `cell ${cell.index + 1}`];
    const told = { kind: "editor", title, details, how: "output of a cell" } as const;
    return Promise.resolve(contentReading({ content, name: "cell.ipynb", wanted }, told));
  }

  readAs(id: string): Promise<Result<null>> {
    this.wanted = id;
    this.changed.fire();
    return Promise.resolve(success(null));
  }

  dispose(): void {
    clearTimeout(this.timer);
    vscode.Disposable.from(...this.disposables).dispose();
  }

  private touch(): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.changed.fire();
    }, REST_MILLISECONDS);
  }
}

/** Streams of a program's prints, and the text of a result. */
const TEXTS = ["text/plain", "application/vnd.code.notebook.stdout"];

/** The outputs as the notebook's own file has them, with the cells before it empty, so that cells count alike. */
function asNotebook({ index, outputs }: vscode.NotebookCell): string | undefined {
  const decoder = new TextDecoder();
  const texts = outputs.map(({ items }) =>
    items
      .filter(({ mime }) => TEXTS.includes(mime))
      .map(({ data }) => decoder.decode(data))
      .join("\n"),
  );
  if (texts.every((text) => text === "")) return undefined;
  const before = Array.from({ length: index }, () => ({ outputs: [] }));
  return JSON.stringify({ cells: [...before, { outputs: texts.map((text) => ({ text })) }], nbformat: 4 });
}
