import type { Position } from "vscode";
import type { TextChange } from "../../src/editor/handed-text";
import type { SearchedDocument } from "../../src/editor/text-search";

type Line = ReturnType<SearchedDocument["lineAt"]>;

/** An open document as the editor has it: lines, and a version that every edit counts up. */
export class OpenDocument implements SearchedDocument {
  version = 1;
  private lines: readonly string[] = [];

  constructor(
    text: string,
    readonly uri = "file:///a.json",
    readonly eol = 1,
  ) {
    this.lines = text.split(/\r?\n/);
  }

  get lineCount(): number {
    return this.lines.length;
  }

  lineAt(line: number): Line {
    const text = this.lines[line];
    if (text === undefined) throw new Error(`expected a line below ${this.lines.length}, got ${line}`);
    return { text, range: { end: { line, character: text.length } as Position } };
  }

  offsetAt({ line, character }: Pick<Position, "line" | "character">): number {
    const before = this.lines.slice(0, line).reduce((sum, text) => sum + text.length + this.eol, 0);
    return before + character;
  }

  getText(): string {
    return this.lines.join(this.feed);
  }

  /** Another text, of which nobody is told. */
  edit(text: string): void {
    this.lines = text.split(/\r?\n/);
    this.version++;
  }

  /** Puts a text in the place of what stands between two offsets, neither of which is inside an end of a line. */
  replace(start: number, end: number, text: string): TextChange {
    const before = this.getText();
    const written = text.replace(/\r?\n/g, this.feed);
    const range = { start: this.placeOf(before, start), end: this.placeOf(before, end) };
    this.edit(before.slice(0, start) + written + before.slice(end));
    return { rangeOffset: start, rangeLength: end - start, range, text: written };
  }

  private get feed(): string {
    return this.eol === 2 ? "\r\n" : "\n";
  }

  private placeOf(text: string, offset: number): TextChange["range"]["start"] {
    const lines = text.slice(0, offset).split(this.feed);
    return { line: lines.length - 1, character: lines.at(-1)?.length ?? 0 };
  }
}
