/** What an archive of arrays says beside the tensors: which layer it is of, and under which conventions. */
import type { Assumption, ProblemInput } from "../core/problem";
import { quote } from "./lines/fields";
import { listed } from "./listed";
import type { ArraySource, NamedArray } from "./named-arrays";
import { CHOICES, LAYER_CHOICES } from "./problem-keys";

/** A word of an archive, with its name and the place at which it stands. */
export interface NamedWord {
  readonly name: string;
  readonly word: string;
  readonly at: number;
}

const WORDS = { ...LAYER_CHOICES, ...CHOICES } as const;
/** Numbers that count beside a word for the layer alone: elsewhere their names are anybody's. */
const NUMBERS = ["groups", "normalizedShape", "axes", "gammaOffset"] as const;

const plain = (name: string): string => name.toLowerCase().replaceAll(/[_-]/g, "");

/** The key of a problem that a word is for, by its name. */
export function wordKey(name: string): keyof typeof WORDS | undefined {
  return (Object.keys(WORDS) as (keyof typeof WORDS)[]).find((key) => plain(key) === plain(name));
}

/** What words and the numbers beside them say of a problem, and which arrays these numbers are. */
export function saidByWords(
  words: readonly NamedWord[],
  arrays: readonly NamedArray[],
  source: ArraySource,
): { readonly said: Partial<ProblemInput>; readonly taken: readonly NamedArray[]; readonly assumed: Assumption[] } {
  const said: Record<string, string | number | number[] | undefined> = {};
  const read: string[] = [];
  const unread: string[] = [];
  for (const { name, word } of words) {
    const key = wordKey(name);
    // The names are anybody's: a word of another program is none of ours.
    const choice = key && WORDS[key].find((each) => plain(each) === plain(word));
    if (key && choice !== undefined) {
      said[key] = choice;
      read.push(`${key} ${choice}`);
    } else unread.push(`${name} ${quote(word)}`);
  }
  const assumed = [
    ...(read.length ? [{ id: "words", text: `Read from words of the archive: ${listed(read)}.` }] : []),
    ...(unread.length ? [{ id: "not-read", text: `Words not read: ${listed(unread)}.` }] : []),
  ];
  const numbers = [
    ...(said.norm === undefined ? [] : NUMBERS),
    ...(said.activation === undefined ? [] : (["slope"] as const)),
  ];
  const taken = numbers.flatMap((key) => {
    const array = arrays.find(({ name }) => plain(name) === plain(key));
    if (!array) return [];
    const { values } = array.tensor;
    const isList = key === "axes" || key === "normalizedShape";
    if (!isList && values.length !== 1) {
      source.fail(array.at, "word", `${key} has ${values.length} values, expected one number`);
    }
    said[key] = isList ? Array.from(values) : values[0];
    return [array];
  });
  const { gammaOffset } = said;
  if (gammaOffset !== undefined && gammaOffset !== 0 && gammaOffset !== 1) {
    const at = taken.find(({ name }) => plain(name) === "gammaoffset")?.at ?? 0;
    source.fail(at, "gamma-offset", `gammaOffset is ${gammaOffset.toString()}, expected 0 or 1`);
  }
  return { said, taken, assumed };
}
