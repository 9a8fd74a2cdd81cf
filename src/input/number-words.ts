import type { Dialect } from "./cursor";

interface WordValue {
  readonly value: number;
  readonly end: number;
}

/** Tokens that both dialects read, bare and as strings: Python's json writes the bare ones. */
const JSON_WORDS: ReadonlyMap<string, number> = new Map([
  ["NaN", NaN],
  ["-NaN", NaN],
  ["Infinity", Infinity],
  ["+Infinity", Infinity],
  ["-Infinity", -Infinity],
]);

const STRING = /"((?:[^"\\\n\r]|\\.)*)"/y;
const BARE = /[+-]?(?:NaN|Infinity)/y;
// nan, inf as NumPy, PyTorch, C and R print and write them.
const PRINTED =
  /([+-]?)\s*(?:(?:np|numpy|math|torch|jnp|cmath|Number)\.)?(?:float\(\s*["']([+-]?)(nan|inf|infinity)["']\s*\)|(nan|infinity|inf|NEGATIVE_INFINITY|POSITIVE_INFINITY)|["']([+-]?)(nan|inf|infinity)["'])/iy;
const BOOLEAN = /(?:(?:np|numpy)\.)?(?:(true)|false)_?(?![\w.])/iy;

/** What true or false at `start` stands for in a mask, and where it ends. */
export function booleanAt(text: string, start: number, end: number): WordValue | undefined {
  BOOLEAN.lastIndex = start;
  const match = BOOLEAN.exec(text);
  return match && BOOLEAN.lastIndex <= end ? { value: match[1] ? 1 : 0, end: BOOLEAN.lastIndex } : undefined;
}

/** The number that a word or string at `start` stands for, and where it ends. */
export function wordValue(text: string, start: number, end: number, dialect: Dialect): WordValue | undefined {
  STRING.lastIndex = start;
  const string = STRING.exec(text)?.[1];
  const quoted = string === undefined ? undefined : JSON_WORDS.get(string);
  if (quoted !== undefined && STRING.lastIndex <= end) return { value: quoted, end: STRING.lastIndex };
  BARE.lastIndex = start;
  if (dialect === "json") {
    const bare = BARE.exec(text);
    const value = bare ? JSON_WORDS.get(bare[0]) : undefined;
    return value !== undefined && BARE.lastIndex <= end ? { value, end: BARE.lastIndex } : undefined;
  }
  PRINTED.lastIndex = start;
  const match = PRINTED.exec(text);
  if (!match || PRINTED.lastIndex > end) return undefined;
  const name = (match[3] ?? match[4] ?? match[6])?.toLowerCase();
  if (name === undefined) return undefined;
  if (name === "nan") return { value: NaN, end: PRINTED.lastIndex };
  const minus = match[1] === "-" || match[2] === "-" || match[5] === "-" || name === "negative_infinity";
  return { value: minus ? -Infinity : Infinity, end: PRINTED.lastIndex };
}
