import type { Cursor } from "../cursor";
import { Offsets } from "../offsets";

/** As NumPy wraps the prints of its lists: at 75 characters, unless told otherwise. */
const WIDTH = 74;

/** What parts the rows of a matrix between two brackets. */
export type RowsApart = "by semicolons" | "by lines";

/** The rows of a matrix between two brackets, which end at semicolons and, where nothing else parts them, with lines. */
export class MatrixRows {
  private ends: Offsets | undefined; // counts of the numbers before each end: most innermost arrays have none
  private hasSemicolons = false;

  constructor(
    private readonly cursor: Cursor,
    private readonly start: number,
    private readonly close: number,
  ) {}

  /** Whether a line ends between a number, which ends at `behind`, and the next one, and no comma parts them. */
  isLineEnd(behind: number): boolean {
    const { text, pos, code, dialect, atEnd } = this.cursor;
    if (pos === behind || atEnd || dialect === "json" || code === 44 || code === this.close) return false;
    return text.slice(behind, pos).includes("\n"); // not indexOf: it would search to the end of the text
  }

  /** A row ends behind so many numbers. */
  end(count: number, bySemicolon: boolean): void {
    this.ends ??= new Offsets();
    if (count > this.endOf(this.count - 1)) this.ends.push(count);
    this.hasSemicolons ||= bySemicolon;
  }

  /** What parts the rows, with so many numbers in all; undefined for one list. `isAlone`: it stands in no other array. */
  apart(count: number, isAlone: boolean): RowsApart | undefined {
    if (!this.ends) return undefined;
    this.end(count, false);
    if (this.hasSemicolons) return "by semicolons";
    // Lists within lists are wrapped where they are long.
    if (!isAlone || this.count < 2 || this.columns < 2 || this.ragged() || this.mayBeWrapped()) return undefined;
    return "by lines";
  }

  get count(): number {
    return this.ends?.length ?? 0;
  }

  get columns(): number {
    return this.endOf(0);
  }

  /** The first row that has not as many numbers as the first one. */
  ragged(): { readonly row: number; readonly count: number } | undefined {
    for (let row = 1; row < this.count; row++) {
      const count = this.endOf(row) - this.endOf(row - 1);
      if (count !== this.columns) return { row, count };
    }
    return undefined;
  }

  private endOf(row: number): number {
    return row < 0 ? 0 : (this.ends?.at(row) ?? 0);
  }

  /** A list that was printed over several lines fills each of them but the last. What ends as a statement is no print. */
  private mayBeWrapped(): boolean {
    const { text, pos } = this.cursor;
    if (text.charCodeAt(pos) === 59) return false;
    const from = text.lastIndexOf("\n", this.start) + 1;
    const lines = text.slice(from, pos).split("\n");
    return lines.every((line, i) => {
      const next = /\S+/.exec(lines[i + 1] ?? "")?.[0];
      return next === undefined || line.trimEnd().length + 1 + next.length > WIDTH;
    });
  }
}
