import * as vscode from "vscode";
import { failure, success, type Result } from "../core/fault";
import { formatOfName, isTextName } from "../input/formats/index";
import type { Stretch } from "../input/search/number-places";
import { sizeRefusal } from "../input/size-limits";
import { BYTES_PER_CELL } from "../compute/source/memory-limit";
import { memoryLimit } from "../panel/limits";
import type { Reading } from "../panel/source";
import type { Provenance } from "../protocol/provenance";
import { readContent } from "./document-content";
import type { EditorMemento } from "./editor-memento";
import { globOfName, nameOf } from "./uri-names";
import type { TextSearch } from "./text-search";
import { TextSource } from "./text-source";

/** A file: read from the disk, or from the editor where it is open. */
export class FileSource extends TextSource {
  private watcher: vscode.Disposable | undefined;

  constructor(
    uri: vscode.Uri,
    /** Files of this machine are left to the worker to read. */
    private readonly onDisk: boolean,
    search: TextSearch,
    wanted?: string,
  ) {
    super(uri, search, wanted);
    this.watch();
    const same = (document: vscode.TextDocument): boolean => document.uri.toString() === this.uri.toString();
    this.disposables.push(
      {
        dispose: () => {
          this.watcher?.dispose();
        },
      },
      vscode.workspace.onDidChangeTextDocument((event) => {
        if (same(event.document) && event.contentChanges.length) this.touch();
      }),
    );
  }

  private watch(): void {
    const folder = vscode.Uri.joinPath(this.uri, "..");
    const pattern = new vscode.RelativePattern(folder, globOfName(this.title));
    const watcher = vscode.workspace.createFileSystemWatcher(pattern);
    this.watcher?.dispose();
    this.watcher = vscode.Disposable.from(
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
    );
  }

  protected onMoved(): Promise<void> {
    this.watch();
    this.touch();
    return Promise.resolve();
  }

  get memento(): EditorMemento {
    return { kind: "file", uri: this.uri.toString(), ...this.asked() };
  }

  async read(cancel: AbortSignal): Promise<Result<Reading>> {
    const { title } = this;
    for (;;) {
      const open = vscode.workspace.textDocuments.find((document) => document.uri.toString() === this.uri.toString());
      if (!open?.isDirty) break;
      if (cancel.aborted) return failure("cancelled", `Reading ${title} was cancelled.`);
      const read = await readContent(open, this.search);
      if (!read.ok && read.fault.code === "superseded") continue; // edited meanwhile
      if (!read.ok) return read;
      const { value: content } = read;
      return success({
        source: { kind: "text", content, name: title, ...this.asked() },
        ...(typeof content !== "string" && { transfer: [content.buffer] }),
        provenance: this.provenance("text of the editor, not saved yet"),
      });
    }
    const size = await sizeOnDisk(this.uri);
    if (!size.ok) return size;
    const provenance = this.provenance(`file, ${size.value.toLocaleString("en")} bytes`);
    // The host's heap pays for large buffers with long collections: where the worker can read the file, it does.
    if (this.onDisk && this.uri.scheme === "file") {
      const source = { kind: "file", path: this.uri.fsPath, name: title, ...this.asked() } as const;
      return success({ source, provenance });
    }
    const content = ownBytes(await vscode.workspace.fs.readFile(this.uri));
    const source = { kind: "text", content, name: title, ...this.asked() } as const;
    return success({ source, transfer: [content.buffer], provenance });
  }

  private asked(): { readonly wanted?: string } {
    return this.wanted === undefined ? {} : { wanted: this.wanted };
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

  protected async locate(document: vscode.TextDocument): Promise<Stretch | undefined | null> {
    const found = await this.search.ask(document, "whole", { name: this.title });
    return found.ok ? found.value : null;
  }
}

/** Bytes of a file that may be read; a fault where it is not there, or too large, before any of it is read. */
export async function sizeOnDisk(uri: vscode.Uri): Promise<Result<number>> {
  const title = nameOf(uri);
  let stat: vscode.FileStat;
  try {
    stat = await vscode.workspace.fs.stat(uri);
  } catch {
    return failure("no-file", `${title} is not there.`);
  }
  // A named pipe or a device would be read for ever.
  if (uri.scheme === "file" && !(stat.type & vscode.FileType.File)) {
    return failure("no-file", `${title} is no regular file, expected one.`);
  }
  const { size } = stat;
  const format = formatOfName(title);
  const refusal = sizeRefusal(size, format?.kind);
  if (refusal) return failure("file-limit", refusal);
  if (format?.kind !== "binary" || !format.plain) return success(size);
  // At most 8 bytes a cell: at least so many cells, and so much memory for their analysis.
  const needed = (size / 8) * BYTES_PER_CELL;
  const limit = memoryLimit();
  if (needed <= limit) return success(size);
  const mebibytes = (bytes: number): string => `${Math.ceil(bytes / 2 ** 20).toLocaleString("en")} MiB`;
  return failure(
    "memory-limit",
    `${title} has ${mebibytes(size)} and needs at least ${mebibytes(needed)} for its analysis, ` +
      `the limit is ${mebibytes(limit)} (setting gradientLens.memoryLimit).`,
  );
}

/** Bytes with a buffer of their own, so that the buffer can be given away. Node's Buffer does not cross as it is. */
export function ownBytes(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const whole = bytes.byteOffset === 0 && bytes.byteLength === bytes.buffer.byteLength;
  return whole ? new Uint8Array(bytes.buffer as ArrayBuffer) : new Uint8Array(bytes);
}
