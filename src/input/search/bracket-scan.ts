import { oddNumberAt } from "../odd-number";
import { isClose, isOpen } from "./brackets";
import type { Located } from "./locate-matrices";
import { beginsNumber, numberToken } from "./number-token";
import { OpenArray, OpenObject } from "./open-bracket";
import { Skipper, type Steps } from "./skip";
import { WatchedBrackets, type Language } from "./watched-brackets";

/** The words that lists of records hold. */
const RECORD = /^(?:null|None|true|false)$/i;
/** The words that are values of JSON. */
const WORD = /^(?:null|true|false)$/;
/** The longest string that may stand for a number, such as "-Infinity", and the longest key or choice, with their quotes. */
const LONGEST_NUMBER = 16;
const LONGEST_NAME = 40;
/** Of a number that a problem holds, no more is needed to tell whether it may stand there. */
const LONGEST_SETTING = 400;

/**
 * One pass over a text that finds the tensors and problem objects in it. Every character is visited a fixed number of
 * times at most, whatever the text, and no number is converted.
 */
export class BracketScan {
  pos: number;
  /** Where the latest token began: at the end of a text it may have been cut in half. */
  token: number;
  private readonly brackets: WatchedBrackets;
  private readonly skipper: Skipper;

  constructor(
    private readonly text: string,
    start: number,
    private readonly end: number,
    private readonly language: Language,
    private readonly steps: Steps,
    /** Told of everything found, when its end is met: what is inside before what is around it. */
    found: (located: Located) => void,
    /** Told of every bracket that opens. */
    private readonly opened: (offset: number) => void = () => undefined,
  ) {
    this.pos = start;
    this.token = start;
    this.brackets = new WatchedBrackets(language, found);
    this.skipper = new Skipper(text, end, steps);
  }

  /** Offset of the outermost open bracket that may still be found; the end of the text where there is none. */
  get pending(): number {
    return this.brackets.pending ?? this.end;
  }

  /** Open brackets. */
  get depth(): number {
    return this.brackets.depth;
  }

  /** Takes what follows as the inside of an array whose bracket is not there: rows side by side. */
  openRows(): OpenArray {
    return this.brackets.openRows();
  }

  /** Scans until `done` says so after a bracket, or to the end. */
  run(done: () => boolean = () => false): void {
    const { text, end, steps, brackets } = this;
    let from = this.pos;
    while (this.pos < end) {
      const code = text.charCodeAt(this.pos);
      this.token = this.pos;
      if (code <= 32 || code === 0xa0 || code === 0xfeff) this.pos++;
      else if (isOpen(code) || isClose(code)) {
        const offset = this.pos++;
        if (isOpen(code)) {
          this.opened(offset);
          brackets.open(offset, code, code === 123 && this.opensObject(offset));
        } else brackets.close(code, this.pos);
        steps.visited += this.pos - from;
        from = this.pos;
        if (done()) return;
      } else if (code === 34) this.string();
      else if (code === 47) this.slash();
      else {
        const top = brackets.active;
        if (!top) this.pos++;
        else if (top instanceof OpenArray) this.arrayToken(top, code);
        else this.objectToken(top, code);
      }
    }
    steps.visited += this.pos - from;
  }

  /** What was begun and is not closed at the end of the text is found as far as it goes. */
  finish(): void {
    this.brackets.finish(this.end);
  }

  /** A brace opens an object in JSON; elsewhere it may open an array, as in C. */
  private opensObject(open: number): boolean {
    if (this.language === "json" || this.brackets.active instanceof OpenObject) return true;
    return this.text.charCodeAt(this.skipper.blank(open + 1)) === 34;
  }

  /** As `numberToken`, for numbers of every language where the text is of any. */
  private elementToken(pos: number): number {
    const token = numberToken(this.text, pos, this.end);
    if (token !== 0 || this.language === "json") return token;
    return -(oddNumberAt(this.text, pos, this.end)?.end ?? 0);
  }

  private arrayToken(array: OpenArray, code: number): void {
    const { text, pos, brackets } = this;
    if (code === 44) {
      this.pos++;
      if (array.comma || array.count === 0) brackets.fault("value");
      array.comma = true;
      return;
    }
    if (code === 35 && this.language === "any") {
      array.json = false;
      this.pos = this.skipper.line(pos);
      return;
    }
    const token = this.elementToken(pos);
    if (array.count === 0 && ((token !== 0 && this.language === "any") || beginsNumber(text, pos))) {
      brackets.countStarts(array);
    }
    if (token !== 0) {
      if (token < 0) array.json = false;
      this.pos = Math.abs(token);
      brackets.element(array, false);
      return;
    }
    const next = this.skipper.word(pos);
    this.steps.visited += next - pos; // once for a number in vain, and once more
    this.pos = next;
    const isRecord = code === 39 || (next - pos < 6 && RECORD.test(text.slice(pos, next)));
    brackets.fault(isRecord ? "record" : "code");
  }

  private objectToken(object: OpenObject, code: number): void {
    const { text, end, pos, brackets } = this;
    const { expects } = object;
    if (code === 58) {
      this.pos++;
      if (expects === "colon") object.expects = "value";
      else brackets.breakOff(object);
    } else if (code === 44) {
      this.pos++;
      if (expects !== "comma") brackets.breakOff(object);
      object.expects = "key";
    } else {
      const word = expects === "value" ? this.jsonWord(code) : 0;
      const token = expects === "value" && word === 0 ? numberToken(text, pos, end) : 0;
      const next = Math.max(word, token) || this.skipper.word(pos);
      this.steps.visited += next - pos; // as above
      this.pos = next;
      if (expects === "key" || expects === "colon") return brackets.breakOff(object);
      const isTaken =
        word > 0
          ? object.takesWord()
          : token > 0 && object.takesNumber(text.slice(pos, Math.min(next, pos + LONGEST_SETTING)));
      // What JSON has not, behind a key that a problem has not, is a piece of a program.
      const isJson = word > 0 || token > 0;
      if (!isTaken && !isJson && object.holdsUnknown && !object.faulty) brackets.drop(object);
      else if (!isTaken) brackets.fault(isJson ? "value" : "code");
      object.expects = "comma";
    }
  }

  /** Offset behind a word of JSON that stands here; 0 where none does. */
  private jsonWord(code: number): number {
    if (code !== 110 && code !== 116 && code !== 102) return 0;
    const { text, pos } = this;
    const next = this.skipper.word(pos);
    return next - pos < 6 && WORD.test(text.slice(pos, next)) ? next : 0;
  }

  private string(): void {
    const { text, pos, brackets } = this;
    const close = this.skipper.string(pos);
    const top = brackets.active;
    if (close < 0) {
      // Of a mark alone, as in 5" wide, only JSON makes a string up to the end of the line.
      this.pos = this.language === "json" ? this.skipper.line(pos) : pos + 1;
      if (top) brackets.fault("code");
      return;
    }
    this.pos = close;
    if (top instanceof OpenArray) {
      const token = close - pos <= LONGEST_NUMBER ? numberToken(text, pos, this.end) : 0;
      if (token === 0) {
        brackets.fault("record");
        return;
      }
      if (top.count === 0) brackets.countStarts(top);
      if (token < 0) top.json = false;
      brackets.element(top, false);
    } else if (top) this.objectString(top, pos, close);
  }

  private objectString(object: OpenObject, pos: number, close: number): void {
    const { brackets } = this;
    const value = close - pos <= LONGEST_NAME ? this.text.slice(pos + 1, close - 1) : "";
    if (object.expects === "value") {
      if (!object.takesString(value)) brackets.fault("value");
    } else if (object.expects === "key" || object.faulty) object.startsMember(value);
    else brackets.fault("code");
  }

  /** A comment, or a slash alone. Of an address, as in a log, the two slashes begin none. */
  private slash(): void {
    const { text, pos, brackets } = this;
    const next = text.charCodeAt(pos + 1);
    const top = brackets.active;
    const isAddress = this.language === "any" && !top && text.charCodeAt(pos - 1) === 58;
    if (next === 47 && !isAddress) this.pos = this.skipper.line(pos);
    else if (next === 42) {
      const close = this.skipper.comment(pos);
      if (close < 0 && top) brackets.fault("code");
      this.pos = close >= 0 ? close : this.language === "json" ? this.end : pos + 2;
    } else {
      this.pos += next === 47 ? 2 : 1;
      if (top) brackets.fault("code");
    }
  }
}
