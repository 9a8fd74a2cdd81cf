/** Characters of a piece that a joined text is cut into: what an edit copies. */
const PIECE = 65_536;

/** A text that is edited often and wanted whole now and then: an edit copies a piece of it alone. */
export class PiecedText {
  private pieces: string[] = [];

  append(piece: string): void {
    this.pieces.push(piece);
  }

  /** Puts a text in the place of some characters; what lies beyond the end is left out. */
  replace(offset: number, length: number, text: string): void {
    const { pieces } = this;
    if (pieces.length === 0) pieces.push("");
    const [first, from] = this.find(0, offset);
    const [last, to] = this.find(first, from + length);
    const before = pieces[first]?.slice(0, from) ?? "";
    const after = pieces[last]?.slice(to) ?? "";
    pieces.splice(first, last - first + 1, before + text + after);
  }

  joined(): string {
    const text = this.pieces.join("");
    this.pieces = []; // parts of the whole, which take no memory of their own
    for (let start = 0; start < text.length; start += PIECE) this.pieces.push(text.slice(start, start + PIECE));
    return text;
  }

  /** Which piece holds an offset that counts from a piece's start, and where in it. */
  private find(start: number, offset: number): readonly [number, number] {
    let index = start;
    let rest = offset;
    for (; index < this.pieces.length - 1; index++) {
      const { length } = this.pieces[index] ?? "";
      if (rest <= length) break;
      rest -= length;
    }
    return [index, rest];
  }
}
