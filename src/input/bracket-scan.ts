import { MAX_RANK } from "./nested-arrays";
import { isClose, isOpen } from "./brackets";
import { beginsNumber, numberToken } from "./number-token";
import { OpenArray, OpenObject } from "./open-bracket";
import { Skipper, type Steps } from "./skip";
import type { Located } from "./locate";

/** json: JSON and JSONC alone, where words in an array make it a list of records. any: whatever a text is written in. */
export type Language = "json" | "any";

/** Brackets that are watched at a time. Tensors and problems nest less deep: what is below them cannot be one. */
const MOST_WATCHED = 16;
const RECORD = /^(?:null|None|true|false)$/i;

/**
 * One pass over a text that finds the tensors and problem objects in it: a stack of the open brackets of which one can
 * still come. Every character is visited a fixed number of times at most, whatever the text, and no number is converted.
 */
export class BracketScan {
  pos: number;
  /** Open brackets, those included of which nothing can come. */
  depth = 0;
  private below = 0; // open brackets of which nothing can come, below those that are watched
  private readonly watched: (OpenArray | OpenObject)[] = [];
  private readonly skipper: Skipper;

  constructor(
    private readonly text: string,
    start: number,
    private readonly end: number,
    private readonly language: Language,
    private readonly steps: Steps,
    /** Told of everything found, when its end is met: what is inside before what is around it. */
    private readonly found: (located: Located) => void,
    /** Told of every bracket that opens. */
    private readonly opened: (offset: number) => void = () => undefined,
  ) {
    this.pos = start;
    this.skipper = new Skipper(text, end, steps);
  }

  /** Offset of the outermost open bracket that may still be found; the end of the text where there is none. */
  get pending(): number {
    return this.watched[0]?.open ?? this.end;
  }

  /** Takes what follows as the inside of an array whose bracket is not there: rows side by side. */
  watchRows(): OpenArray {
    const rows = new OpenArray(-1, 93);
    this.watched.push(rows);
    this.depth = 1;
    return rows;
  }

  /** Scans until `done` says so after a bracket, or to the end. */
  run(done: () => boolean = () => false): void {
    const { text, end, steps } = this;
    let from = this.pos;
    while (this.pos < end) {
      const code = text.charCodeAt(this.pos);
      if (code <= 32 || code === 0xa0 || code === 0xfeff) this.pos++;
      else if (isOpen(code) || isClose(code)) {
        if (isOpen(code)) this.open(code);
        else this.close(code);
        steps.visited += this.pos - from;
        from = this.pos;
        if (done()) return;
      } else if (code === 34) this.string();
      else if (code === 47) this.slash();
      else {
        const top = this.active();
        if (top === undefined) this.pos++;
        else if (top instanceof OpenArray) this.arrayToken(top, code);
        else this.objectToken(top, code);
      }
    }
    steps.visited += this.pos - from;
  }

  /** What was begun and is not closed at the end of the text is found as far as it goes. */
  finish(): void {
    for (const frame of this.watched.toReversed()) {
      const isFound = frame instanceof OpenArray ? frame.isTensorLike : frame.shape !== undefined;
      if (isFound && frame.open >= 0) this.report(frame, this.end, null);
    }
  }

  /** The innermost open bracket, where what stands in it matters. */
  private active(): OpenArray | OpenObject | undefined {
    const top = this.watched.at(-1);
    return top && top.passed === 0 && !(top.faulty && top instanceof OpenArray) ? top : undefined;
  }

  private open(code: number): void {
    const { watched } = this;
    const open = this.pos++;
    this.opened(open);
    this.depth++;
    const isObject = code === 123 && this.opensObject(open);
    const isCandidate = this.enter(isObject);
    watched.push(isObject ? new OpenObject(open, isCandidate) : new OpenArray(open, code === 91 ? 93 : 125));
    this.dropTooDeep();
  }

  /** A brace opens an object in JSON; elsewhere it may open an array, as in C. */
  private opensObject(open: number): boolean {
    if (this.language === "json" || this.active() instanceof OpenObject) return true;
    return this.text.charCodeAt(this.skipper.blank(open + 1)) === 34;
  }

  /** Tells the bracket around that another one opens in it. True when that is a problem's candidate. */
  private enter(isObject: boolean): boolean {
    const around = this.active();
    if (around instanceof OpenArray) {
      if (isObject) this.fault(true);
      else this.element(around, true);
    } else if (around && around.expects !== "value") {
      if (!around.faulty) this.drop(around);
    } else if (around) {
      if (isObject && around.key === "candidate") return true;
      if (isObject || !around.takesArray()) this.fault(false);
    }
    return false;
  }

  /** A chain of arrays that is deeper than a tensor has no tensor at its bottom. */
  private dropTooDeep(): void {
    const { watched } = this;
    let index = watched.length - 1;
    let chain = 0;
    for (; index >= 0; index--) {
      const frame = watched[index];
      if (!(frame instanceof OpenArray) || frame.faulty || frame.open < 0) break;
      if (index < watched.length - 1 && frame.passed > 0) break;
      if (++chain > MAX_RANK) this.drop(frame);
    }
    if (watched.length > MOST_WATCHED && watched[0]) this.drop(watched[0]);
  }

  private close(code: number): void {
    const end = ++this.pos;
    if (this.depth === 0) return;
    this.depth--;
    const closed = this.watched.at(-1);
    if (closed?.passed === 0 && !closed.faulty && !closed.endsWith(code)) {
      if (closed instanceof OpenObject && code === 125) this.drop(closed);
      else this.fault(false);
    }
    // It may not be watched any more: then it is counted by the one around it.
    const top = this.watched.at(-1);
    if (!top) this.below--;
    else if (top.passed > 0) {
      if (--top.passed === 0 && top instanceof OpenObject) top.expects = "comma";
    } else {
      this.watched.pop();
      if (top instanceof OpenArray) this.closeArray(top, end);
      else this.closeObject(top, end);
    }
  }

  private closeArray(array: OpenArray, end: number): void {
    const around = this.watched.at(-1);
    const isMember = around instanceof OpenObject && around.passed === 0;
    if (array.faulty) {
      if (array.isTensorLike) this.report(array, end, null);
      if (isMember) around.expects = "comma";
      return;
    }
    const shape = array.inner ? [array.count, ...array.inner] : [array.count];
    if (shape.length > 1) this.report(array, end, shape);
    if (isMember) {
      around.faulty ||= !array.json;
      if (!around.takesShape(shape)) this.drop(around);
    } else if (around instanceof OpenArray && this.active() === around) {
      if (!around.takes(shape, array.json)) this.fault(false);
    }
  }

  private closeObject(object: OpenObject, end: number): void {
    const around = this.watched.at(-1);
    if (around instanceof OpenObject && around.passed === 0) around.expects = "comma";
    if (object.isCandidate) {
      if (object.isEmpty && around) this.fault(false);
    } else if (object.shape !== undefined) this.report(object, end, object.faulty ? null : object.shape);
  }

  private report(frame: OpenArray | OpenObject, end: number, shape: readonly number[] | null): void {
    const kind = frame instanceof OpenArray ? "matrix" : "problem";
    const isPrinted = this.language === "any" && frame instanceof OpenArray && !frame.json;
    const dialect = isPrinted ? "printed" : "json";
    this.found({ start: frame.open, end, kind, dialect, shape });
  }

  /** Another element begins in an array: a number, or an array. */
  private element(array: OpenArray, nested: boolean): void {
    if (array.count > 0 && !array.comma && array.open >= 0) array.json = false;
    array.comma = false;
    array.count++;
    array.nested ??= nested;
    if (array.nested !== nested || (this.language === "json" && !array.json)) this.fault(false);
  }

  /** The first number inside brackets inside brackets: now it is known how many. */
  private countStarts(array: OpenArray): void {
    array.starts = 1;
    for (let index = this.watched.length - 2, starts = 2; index >= 0; index--, starts++) {
      const around = this.watched[index];
      if (!(around instanceof OpenArray) || around.starts > 0 || around.passed > 0 || around.count !== 1) return;
      around.starts = starts;
    }
  }

  private arrayToken(array: OpenArray, code: number): void {
    const { text, end, pos } = this;
    if (code === 44) {
      this.pos++;
      if (array.comma || array.count === 0) this.fault(false);
      array.comma = true;
      return;
    }
    if (code === 35 && this.language === "any") {
      array.json = false;
      this.pos = this.skipper.line(pos);
      return;
    }
    const token = numberToken(text, pos, end);
    if (array.count === 0 && ((token !== 0 && this.language === "any") || beginsNumber(text, pos))) {
      this.countStarts(array);
    }
    if (token !== 0) {
      if (token < 0) array.json = false;
      this.pos = Math.abs(token);
      this.element(array, false);
      return;
    }
    const next = this.skipper.word(pos);
    this.steps.visited += next - pos; // once for a number in vain, and once more
    this.pos = next;
    this.fault(code === 39 || (next - pos < 6 && RECORD.test(text.slice(pos, next))));
  }

  private objectToken(object: OpenObject, code: number): void {
    const { text, end, pos } = this;
    const { expects } = object;
    if (code === 58) {
      this.pos++;
      if (expects === "colon") object.expects = "value";
      else if (!object.faulty) this.drop(object);
    } else if (code === 44) {
      this.pos++;
      if (expects !== "comma" && !object.faulty) this.drop(object);
      object.expects = "key";
    } else {
      const token = expects === "value" ? numberToken(text, pos, end) : 0;
      const next = token > 0 ? token : this.skipper.word(pos);
      this.pos = next;
      if (expects === "value" || expects === "comma") {
        if (!(token > 0 && object.takesNumber(text.slice(pos, Math.min(next, pos + 400))))) this.fault(false);
        object.expects = "comma";
      } else if (!object.faulty) this.drop(object);
    }
  }

  private string(): void {
    const { text, pos } = this;
    const close = this.skipper.string(pos);
    const top = this.active();
    if (close < 0) {
      // Of a mark alone, as in 5" wide, only JSON makes a string up to the end of the line.
      this.pos = this.language === "json" ? this.skipper.line(pos) : pos + 1;
      if (top) this.fault(false);
      return;
    }
    this.pos = close;
    if (top instanceof OpenArray) {
      const token = close - pos <= 16 ? numberToken(text, pos, this.end) : 0;
      if (token === 0) this.fault(true);
      else {
        if (top.count === 0) this.countStarts(top);
        if (token < 0) top.json = false;
        this.element(top, false);
      }
    } else if (top) this.objectString(top, pos, close);
  }

  private objectString(object: OpenObject, pos: number, close: number): void {
    const value = close - pos <= 40 ? this.text.slice(pos + 1, close - 1) : "";
    if (object.expects === "value") {
      if (!object.takesString(value)) this.fault(false);
    } else if (object.expects === "key" || object.faulty) {
      if (!object.startsMember(value) && !object.faulty) this.drop(object);
    } else this.fault(false);
  }

  /** A comment, or a slash alone. Of an address, as in a log, the two slashes begin none. */
  private slash(): void {
    const { text, pos } = this;
    const next = text.charCodeAt(pos + 1);
    const top = this.active();
    const isAddress = this.language === "any" && !top && text.charCodeAt(pos - 1) === 58;
    if (next === 47 && !isAddress) this.pos = this.skipper.line(pos);
    else if (next === 42) {
      const close = this.skipper.comment(pos);
      if (close < 0 && top) this.fault(false);
      this.pos = close >= 0 ? close : this.language === "json" ? this.end : pos + 2;
    } else {
      this.pos += next === 47 ? 2 : 1;
      if (top) this.fault(false);
    }
  }

  /**
   * Something stands here that no tensor holds. Of the arrays around it that stand directly in each other, the outermost
   * stays where it was begun as a tensor, so that its mistake can be named; so does an object. `record`: a word or
   * object, as lists of records hold them; in JSON these are no tensors at all.
   */
  private fault(record: boolean): void {
    const { watched } = this;
    let first = watched.length - 1;
    while (first > 0 && watched[first - 1]?.passed === 0 && !isFaultyArray(watched[first - 1])) first--;
    let keeps = !watched.slice(0, first).some(isFaultyArray) && !(record && this.language === "json");
    for (const frame of watched.slice(first)) {
      frame.faulty = true;
      if (frame instanceof OpenObject) continue;
      if (keeps && frame.isTensorLike) keeps = false;
      else this.drop(frame);
    }
  }

  /** Nothing can come of a bracket any more: it is only counted, so that its end is known. */
  private drop(frame: OpenArray | OpenObject): void {
    const { watched } = this;
    const index = watched.indexOf(frame);
    const around = watched[index - 1];
    watched.splice(index, 1);
    if (frame.open < 0) return;
    if (around) around.passed += 1 + frame.passed;
    else this.below += 1 + frame.passed;
    if (frame instanceof OpenObject && frame.isCandidate && around) this.drop(around);
  }
}

function isFaultyArray(frame: OpenArray | OpenObject | undefined): boolean {
  return frame instanceof OpenArray && frame.faulty;
}
