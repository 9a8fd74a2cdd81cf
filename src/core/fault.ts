/** A place in a text: 1-based line and column, and the 0-based offset (UTF-16 units in strings, bytes in bytes). */
export interface Place {
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

/** What is wrong with the user's input, in one sentence that names what was expected and what came. */
export interface Fault {
  /** Stable name of the kind of fault, in kebab case: "ragged-row", "gamma-length", "memory-limit". */
  readonly code: string;
  readonly text: string;
  readonly place?: Place;
  /** The text without its place, where it names that: for whoever names it himself. */
  readonly bare?: string;
  /** The axis of x that would fit if it held the channels. */
  readonly channelsOn?: number;
  /** As what the source could be read instead: an id, and words that follow "Read". */
  readonly ways?: readonly { readonly id: string; readonly text: string }[];
}

/** Words from elsewhere, such as an error's message, as a sentence or its end: with one full stop. */
export function sentenceOf(words: string): string {
  const text = words.trim();
  return /[.!?]["')]?$/.test(text) ? text : `${text}.`;
}

/** An error's words as the end of a sentence. */
export function reasonOf(error: unknown): string {
  return sentenceOf(error instanceof Error ? error.message : String(error));
}

/** Users' mistakes are values; programmers' mistakes throw. */
export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: Fault };

export function success<T>(value: T): Result<T> {
  return { ok: true, value };
}

export function failure<T = never>(code: string, text: string, place?: Place): Result<T> {
  return { ok: false, fault: place ? { code, text, place } : { code, text } };
}
