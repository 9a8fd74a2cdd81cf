import { visible } from "../encoding/visible";
import type { Fault, Place, Result } from "../core/fault";

/** Place of an offset in a text. Lines end with \n, \r\n or \r; lines and columns count from 1. */
export function placeAt(text: string, offset: number): Place {
  return new Lines(text).at(offset);
}

/** Turns offsets of one text into places. Asked in rising order it reads the text once. */
export class Lines {
  private line = 1;
  private start = 0; // offset of this line's first character

  constructor(private readonly text: string) {}

  at(offset: number): Place {
    if (offset < this.start) {
      this.line = 1;
      this.start = 0;
    }
    const { text } = this;
    // Lone carriage returns are counted only where the text has no line feeds at all: mixed files count line feeds.
    const feed = text.includes("\n") ? "\n" : "\r";
    for (;;) {
      const next = text.indexOf(feed, this.start);
      if (next < 0 || next >= offset) break;
      this.line++;
      this.start = next + 1;
    }
    return { offset, line: this.line, column: offset - this.start + 1 };
  }
}

/** Place of a byte in a binary file, which is all one line. */
export function placeOfByte(offset: number): Place {
  return { offset, line: 1, column: offset + 1 };
}

/** Carries a user's mistake out of nested readers; `attempt` turns it back into a value at the edge of src/input. */
export class InputError extends Error {
  private made: Fault | undefined;

  constructor(
    readonly code: string,
    private readonly make: () => Fault,
  ) {
    super(code);
  }

  /** The fault; names and values of the source stand in its sentence as they can be seen. Made when it is asked for: lines are counted then, and most readers that only try never ask. */
  get fault(): Fault {
    return (this.made ??= inSight(this.make()));
  }
}

/** More of a sentence is nobody's to read: a name in it may be as long as the source. */
const LONGEST = 400;

function inSight(fault: Fault): Fault {
  const ways = fault.ways?.map(({ id, text: way }) => ({ id, text: visible(way) }));
  const bare = fault.bare === undefined ? undefined : shortened(fault.bare);
  return { ...fault, text: shortened(fault.text), ...(bare !== undefined && { bare }), ...(ways && { ways }) };
}

/** Of a long sentence, what was expected, and the place, stand at the end. */
function shortened(sentence: string): string {
  const text = visible(sentence);
  return text.length <= LONGEST ? text : `${text.slice(0, LONGEST / 2)} ... ${text.slice(-LONGEST / 2)}`;
}

/** Runs a reader; a fault that it meets becomes the result. Other errors are programmers' mistakes and pass on. */
export function attempt<T>(read: () => T): Result<T> {
  try {
    return { ok: true, value: read() };
  } catch (error) {
    if (error instanceof InputError) return { ok: false, fault: error.fault };
    throw error;
  }
}

/** Fault of a text at an offset; the sentence ends with the line, and says from where rows count when it names one. */
export function failAt(text: string, offset: number, code: string, sentence: string): never {
  throw new InputError(code, () => {
    const place = placeAt(text, offset);
    const origin = /\brow \d/i.test(sentence) ? " (rows count from 1)" : "";
    return { code, text: `${sentence}, line ${place.line}${origin}.`, place, bare: `${sentence}.` };
  });
}

/** Fault of a source as a whole, or of a fault that is known already. */
export function fail(fault: Fault): never {
  throw new InputError(fault.code, () => fault);
}

/** Fault of a binary file at a byte; `ways`: as what it could be read instead. */
export function failAtByte(offset: number, code: string, sentence: string, ways?: Fault["ways"]): never {
  const text = { text: `${sentence}, byte ${offset}.`, bare: `${sentence}.` };
  fail({ code, ...text, place: placeOfByte(offset), ...(ways?.length && { ways }) });
}
