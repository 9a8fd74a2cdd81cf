import { MAX_RANK } from "../max-rank";
import type { Located } from "./locate-matrices";
import { isInPlaceOfX, OpenArray, OpenObject } from "./open-bracket";

/** json: JSON and JSONC alone, where words in an array make it a list of records. any: whatever a text is written in. */
export type Language = "json" | "any";

/**
 * What no tensor holds. record: a word, a string or an object, as lists of records hold them. value: other JSON. code:
 * what JSON does not know.
 */
type Misfit = "record" | "value" | "code";

/** Brackets that are watched at a time. Tensors and problems nest less deep: what is below them cannot be one. */
const MOST_WATCHED = 16;

/**
 * The open brackets of a text: those of which a tensor or a problem can still come, and how many others are open between
 * them. What is found is told when its end is met: what is inside before what is around it.
 */
export class WatchedBrackets {
  /** Open brackets, those included of which nothing can come. */
  depth = 0;
  private below = 0; // open brackets of which nothing can come, below those that are watched
  private readonly watched: (OpenArray | OpenObject)[] = [];

  constructor(
    private readonly language: Language,
    private readonly found: (located: Located) => void,
  ) {}

  /** Offset of the outermost open bracket that may still be found; objects that are strangers so far do not count. */
  get pending(): number | undefined {
    for (const frame of this.watched) if (frame instanceof OpenArray || !frame.isStranger) return frame.open;
    return undefined;
  }

  /** The innermost open bracket, where what stands in it matters. */
  get active(): OpenArray | OpenObject | undefined {
    const top = this.watched[this.watched.length - 1];
    return top?.passed === 0 && (top instanceof OpenObject || !top.faulty) ? top : undefined;
  }

  /** Takes what follows as the inside of an array whose bracket is not there: rows side by side. */
  openRows(): OpenArray {
    const rows = new OpenArray(-1, 93);
    this.watched.push(rows);
    this.depth = 1;
    return rows;
  }

  open(offset: number, code: number, isObject: boolean): void {
    const { watched } = this;
    this.depth++;
    const isCandidate = this.enter(isObject);
    watched.push(isObject ? new OpenObject(offset, isCandidate) : new OpenArray(offset, code === 91 ? 93 : 125));
    this.dropTooDeep();
  }

  /** The innermost open bracket closes, with the bracket before `end`. */
  close(code: number, end: number): void {
    if (this.depth === 0) return;
    this.depth--;
    const closed = this.watched.at(-1);
    if (closed?.passed === 0 && !closed.faulty && !closed.endsWith(code)) {
      if (closed instanceof OpenObject && code === 125) this.breakOff(closed);
      else this.fault("code");
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

  /** What was begun and is not closed at the end of the text is found as far as it goes. */
  finish(end: number): void {
    for (const frame of this.watched.toReversed()) {
      const isFound = frame instanceof OpenArray ? frame.isTensorLike : frame.isProblem;
      if (isFound && frame.open >= 0) this.report(frame, end, null);
    }
  }

  /** Another element begins in an array: a number, or an array. */
  element(array: OpenArray, nested: boolean): void {
    if (array.count > 0 && !array.comma && array.open >= 0) array.json = false;
    array.comma = false;
    array.count++;
    array.nested ??= nested;
    if (array.nested !== nested || (this.language === "json" && !array.json)) this.fault("value");
  }

  /** The first number inside brackets inside brackets: now it is known how many. */
  countStarts(array: OpenArray): void {
    array.starts = 1;
    for (let index = this.watched.length - 2, starts = 2; index >= 0; index--, starts++) {
      const around = this.watched[index];
      if (!(around instanceof OpenArray) || around.starts > 0 || around.passed > 0 || around.count !== 1) return;
      around.starts = starts;
    }
  }

  /**
   * Something stands here that no tensor holds. Of the arrays around it that stand directly in each other, the outermost
   * stays where it was begun as a tensor, so that its mistake can be named; so does an object, unless this is in a value
   * of which it knows nothing. With a record's values in them, arrays are no tensors at all in JSON.
   */
  fault(misfit: Misfit): void {
    const { watched } = this;
    let index = watched.length - 1;
    while (index > 0 && isConcerned(watched[index - 1])) index--;
    let keeps = !(misfit === "record" && this.language === "json");
    for (let under = 0; under < index; under++) keeps &&= !isFaultyArray(watched[under]);
    for (let frame = watched[index]; frame; frame = watched[index]) {
      frame.faulty = true;
      if (frame instanceof OpenObject) frame.isCode ||= misfit === "code";
      const isKept = frame instanceof OpenObject || (keeps && frame.isTensorLike);
      if (isKept) index++;
      else this.drop(frame);
      if (isKept && frame instanceof OpenArray) keeps = false;
    }
  }

  /** Here the innermost object's grammar is none of JSON. What is surely a problem stays, so that this can be named. */
  breakOff(object: OpenObject): void {
    if (object.faulty) return;
    if (object.isSurelyProblem || object.isCandidate) this.fault("code");
    else this.drop(object);
  }

  /** Nothing can come of a bracket any more: it is only counted, so that its end is known. */
  drop(frame: OpenArray | OpenObject): void {
    const { watched } = this;
    const index = watched.lastIndexOf(frame);
    const around = watched[index - 1];
    // splice would make an array for what it takes out, millions of times in a text of brackets.
    for (let above = index + 1; above < watched.length; above++) {
      const next = watched[above];
      if (next) watched[above - 1] = next;
    }
    watched.pop();
    if (frame.open < 0) return;
    if (around) around.passed += 1 + frame.passed;
    else this.below += 1 + frame.passed;
  }

  /** Tells the bracket around that another one opens in it. True when that is a problem's candidate. */
  private enter(isObject: boolean): boolean {
    const around = this.active;
    if (around instanceof OpenArray) {
      if (isObject) this.fault("record");
      else this.element(around, true);
    } else if (around && around.expects !== "value") this.breakOff(around);
    else if (around) {
      if (isObject && around.key === "candidate") return true;
      if (isObject ? !around.holdsUnknown : !around.takesArray()) this.fault("value");
    }
    return false;
  }

  /** A chain of arrays that is deeper than a tensor has no tensor at its bottom. */
  private dropTooDeep(): void {
    const { watched } = this;
    let chain = 0;
    for (let index = watched.length - 1; index >= 0; index--) {
      const frame = watched[index];
      if (!(frame instanceof OpenArray) || frame.faulty || frame.open < 0) break;
      if (index < watched.length - 1 && frame.passed > 0) break;
      if (++chain > MAX_RANK) this.drop(frame);
    }
    if (watched.length > MOST_WATCHED && watched[0]) this.drop(watched[0]);
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
      if (!array.json) around.faulty = around.isCode = true;
      if (around.takesShape(shape)) return;
      if (isInPlaceOfX(around.key)) this.drop(around);
      else this.fault("value");
    } else if (around instanceof OpenArray && this.active === around) {
      if (!around.takes(shape, array.json)) this.fault("value");
    }
  }

  private closeObject(object: OpenObject, end: number): void {
    const around = this.watched.at(-1);
    if (around instanceof OpenObject && around.passed === 0) around.expects = "comma";
    if (object.isCandidate) {
      if (object.isEmpty && around) this.fault("value");
    } else if (object.isProblem) this.report(object, end, object.isCode ? null : (object.shape ?? null));
  }

  private report(frame: OpenArray | OpenObject, end: number, shape: readonly number[] | null): void {
    const kind = frame instanceof OpenArray ? "matrix" : "problem";
    const isPrinted = this.language === "any" && frame instanceof OpenArray && !frame.json;
    this.found({ start: frame.open, end, kind, dialect: isPrinted ? "printed" : "json", shape });
  }
}

/** What is wrong inside a bracket is a mistake of the one around it, too. */
function isConcerned(around: OpenArray | OpenObject | undefined): boolean {
  return around?.passed === 0 && (around instanceof OpenArray ? !around.faulty : !around.holdsUnknown);
}

function isFaultyArray(frame: OpenArray | OpenObject | undefined): boolean {
  return frame instanceof OpenArray && frame.faulty;
}
