import { isWord, type Cursor } from "../cursor";
import { isElementIndex, type ElementReader } from "../element-reader";
import { oddNumberAt } from "../odd-number";
import { closingEnd, holdsElements, unwrap, type Wrapped } from "./wrappings";

/** Of the arguments beside arrays no more are kept: in a list of tensors all say the same. */
const MOST_ARGUMENTS = 16;

/** Tells where arrays begin under a cursor, and goes through what is wrapped around them, in and out. */
export class ArrayOpening {
  /** What was called around the first array, outermost first, and the arguments that stand beside arrays. */
  calls: readonly string[] = [];
  readonly argumentTexts: string[] = [];
  private ahead: { readonly pos: number; readonly wrapped: Wrapped | undefined } | undefined;

  constructor(
    private readonly cursor: Cursor,
    private readonly key: string,
    private readonly elements: ElementReader,
  ) {}

  /** Whether an array begins under the cursor. */
  opens(): boolean {
    const { cursor } = this;
    const { code, pos } = cursor;
    if (cursor.dialect === "json") return code === 91;
    if (code === 91) return !isElementIndex(cursor.text, pos) || this.wrapped() !== undefined;
    if (code === 123 || code === 40) return true;
    return isWordStart(code) && this.wrapped() !== undefined;
  }

  /** The array that begins under the cursor, through its wrappings; undefined for a number. */
  private wrapped(): Wrapped | undefined {
    const { cursor } = this;
    const { text, pos, end } = cursor;
    if (this.ahead?.pos !== pos) {
      const isNumber = isWordStart(cursor.code) && oddNumberAt(text, pos, end) !== undefined;
      this.ahead = { pos, wrapped: isNumber ? undefined : unwrap(text, pos, end) };
    }
    return this.ahead.wrapped;
  }

  /** Goes to the bracket of the array under the cursor. */
  enter(depth: number): Wrapped["closings"] {
    const { cursor } = this;
    const wrapped = isPlain(cursor) ? undefined : this.wrapped();
    if (!wrapped) return [];
    cursor.pos = wrapped.open;
    if (this.calls.length === 0) this.calls = wrapped.calls;
    if (wrapped.factor !== 1) {
      if (depth > 0)
        cursor.fail("scale-factor", `Expected one factor of the whole array, got ${wrapped.factor} inside`);
      this.elements.factor *= wrapped.factor;
    }
    return wrapped.closings;
  }

  /** Goes behind what was opened around an array. */
  leave(closings: Wrapped["closings"], start: number): void {
    const { cursor } = this;
    for (const closing of closings.toReversed()) {
      const end = closingEnd(cursor.text, cursor.pos, cursor.end, closing);
      if (end < 0)
        cursor.fail(
          "unclosed",
          `Expected "${closing}" behind the array${this.key === "x" ? "" : ` of ${this.key}`} that opens here`,
          start,
        );
      if (this.argumentTexts.length < MOST_ARGUMENTS) this.argumentTexts.push(cursor.text.slice(cursor.pos, end));
      cursor.pos = end;
    }
  }
}

/** A bracket around which nothing can be wrapped. */
function isPlain({ dialect, code, text, pos }: Cursor): boolean {
  if (dialect === "json" || code === 40) return true;
  return code === 123 ? !holdsElements(text, pos) : code === 91 && !mayWrap(text, pos);
}

function isWordStart(code: number): boolean {
  return isWord(code) || code === 60 || code === 38; // < of TensorFlow, & of Go and Rust
}

/** Whether a square bracket may belong to a type or a count: [], [3], [2][3]. */
function mayWrap(text: string, pos: number): boolean {
  const next = text.charCodeAt(pos + 1);
  if (next === 93) return true;
  if (!(next >= 48 && next <= 57)) return false;
  COUNTED.lastIndex = pos;
  return COUNTED.test(text);
}
const COUNTED = /\[\d{1,9}\](?!\s*[,;\]})])/y;
