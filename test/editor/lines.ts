import type { SearchedDocument } from "../../src/editor/text-search";

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

  lineAt(line: number): { readonly text: string } {
    const text = this.lines[line];
    if (text === undefined) throw new Error(`expected a line below ${this.lines.length}, got ${line}`);
    return { text };
  }

  getText(): string {
    return this.lines.join(this.eol === 2 ? "\r\n" : "\n");
  }

  edit(text: string): void {
    this.lines = text.split(/\r?\n/);
    this.version++;
  }
}
