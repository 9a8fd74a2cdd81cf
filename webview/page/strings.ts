import { signal } from "@preact/signals-core";
import { own } from "../../src/core/own";

/** Translations by English text, as the host sent them last. */
const translations = signal<Readonly<Record<string, string>>>({});

export function setStrings(strings: Readonly<Record<string, string>>): void {
  translations.value = strings;
}

/** The text in the user's language; {0}, {1} ... stand for the arguments, in any order. */
export function t(english: string, ...args: readonly (string | number)[]): string {
  const text = own(translations.value, english) ?? english;
  if (args.length === 0) return text;
  return text.replace(/\{(\d+)\}/g, (hole, index: string) => String(args[Number(index)] ?? hole));
}
