import * as vscode from "vscode";
import { failure, success, type Result } from "../core/fault";
import { fromBase64, toBase64 } from "../encoding/base64";
import type { PanelSource, Reading } from "../panel/source";
import { contentReading } from "./content-reading";

/** Content up to so many characters or bytes is kept over a reload of the window. */
const KEPT = 262_144;

/** What is left of a thing after a reload: its content where it is not too long. */
export interface GivenMemento {
  readonly kind: "given";
  readonly name: string;
  readonly text?: string;
  readonly base64?: string;
}

/** Checks what the page has kept, which is not trusted. */
export function isGivenMemento(value: unknown): value is GivenMemento {
  if (typeof value !== "object" || value === null) return false;
  const { kind, name, text, base64 } = value as Partial<Record<string, unknown>>;
  const isText = (part: unknown): boolean => part === undefined || typeof part === "string";
  return kind === "given" && typeof name === "string" && isText(text) && isText(base64);
}

let made = 0;

/** A text that was pasted into a panel, or a file that was dropped on it without its place on the disk. */
export class GivenSource implements PanelSource {
  /** Each paste has a panel of its own, also one of the same numbers. */
  readonly key = { given: ++made };
  readonly memento: GivenMemento;
  private wanted: string | undefined;
  private readonly changed = new vscode.EventEmitter<void>();
  private readonly becameStale = new vscode.EventEmitter<string>();
  readonly onDidChange = this.changed.event;
  readonly onDidBecomeStale = this.becameStale.event;

  constructor(
    readonly title: string,
    private readonly content: string | Uint8Array | null,
    /** Where it is from; pasted or dropped where nothing is said. */
    private readonly from?: string,
  ) {
    this.memento = mementoOf(title, content);
  }

  static restore({ name, text, base64 }: GivenMemento): GivenSource {
    return new GivenSource(name, text ?? bytesOf(base64));
  }

  read(): Promise<Result<Reading>> {
    const { content, title, wanted } = this;
    if (content === null) {
      const text = `${title} was too long to be kept when the window was loaded again. Paste or drop it once more.`;
      return Promise.resolve(failure("not-kept", text));
    }
    const isText = typeof content === "string";
    const amount = `${content.length.toLocaleString("en")} ${isText ? "characters" : "bytes"}`;
    const details = [this.from ?? (isText ? "pasted into a panel" : "dropped on a panel")];
    const told = { kind: "file", title, details, how: amount } as const;
    return Promise.resolve(contentReading({ content, name: title, wanted }, told));
  }

  readAs(id: string): Promise<Result<null>> {
    this.wanted = id;
    this.changed.fire();
    return Promise.resolve(success(null));
  }

  dispose(): void {
    this.changed.dispose();
    this.becameStale.dispose();
  }
}

function mementoOf(name: string, content: string | Uint8Array | null): GivenMemento {
  if (content === null || content.length > KEPT) return { kind: "given", name };
  return typeof content === "string"
    ? { kind: "given", name, text: content }
    : { kind: "given", name, base64: toBase64(content) };
}

function bytesOf(base64: string | undefined): Uint8Array | null {
  if (base64 === undefined) return null;
  try {
    return fromBase64(base64);
  } catch {
    return null; // not what was kept
  }
}
