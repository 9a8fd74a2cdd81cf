/** Numbers, cells and lists as the sentences of a comparison write them. */
import { indexText } from "../spelling";
import type { NamedCell } from "../verdict";

/** At most six significant digits, or as many as asked for: "0.25", "1e-5", "NaN". */
export function short(value: number, digits = 6): string {
  if (!Number.isFinite(value) || value === 0) return String(value);
  const rounded = Number(value.toPrecision(digits));
  return Math.abs(rounded) < 1e-3 ? rounded.toExponential() : String(rounded);
}

/** The fewest digits that read back as the same number: "1e-6", "0.001". */
export function exactly(value: number): string {
  return short(value, 17);
}

/** A name with an index: "dx[3, 1]". */
export function named(tensor: string, index: readonly number[]): string {
  return tensor + indexText(index);
}

/** Two numbers in as many digits as it takes to tell them apart, six at least. */
export function unlike(one: number, other: number): [string, string] {
  for (let digits = 6; digits < 17; digits++) {
    const texts: [string, string] = [short(one, digits), short(other, digits)];
    if (texts[0] !== texts[1]) return texts;
  }
  return [String(one), String(other)];
}

/** "dx[3, 1] is 0.5, expected 0.25". */
export function cellText(tensor: string, { index, given, expected }: NamedCell): string {
  const [was, should] = unlike(given, expected);
  return `${named(tensor, index)} is ${was}, expected ${should}`;
}

/** "a", "a and b", "a, b and c". */
export function listed(words: readonly string[]): string {
  if (words.length < 2) return words.join("");
  return `${words.slice(0, -1).join(", ")} and ${words[words.length - 1]}`;
}

/** What stands in brackets after a word explains it: few words do without. */
export function withoutBrackets(text: string): string {
  return text.replace(/ \([^()]*\)/g, "");
}

/** "99.97 %"; never rounded up to 100 %. */
export function percent(share: number): string {
  if (share >= 1) return "100 %";
  const digits = share > 0.99 ? 2 : 0;
  return `${Math.floor(share * 100 * 10 ** digits) / 10 ** digits} %`;
}
