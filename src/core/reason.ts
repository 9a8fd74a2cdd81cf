import type { GradientName } from "./verdict";

/** The name of a cell: "dx[3, 1]"; of dgamma and dbeta the index is that of the channel. */
export interface CellName {
  readonly tensor: GradientName;
  readonly index: readonly number[];
}

/** A piece of a sentence. */
export interface Words {
  readonly text: string;
  readonly cell?: CellName; // that the text is the name of: one can go there
  /** figure: what a headline leaves out where room is short; aside: what it always does; worst: of the worst cell. */
  readonly role?: "figure" | "aside" | "worst";
}

/**
 * What a verdict on the user's gradients rests on.
 * agree: every cell does. blind: so it does, but these inputs hide mistakes. few digits: so it does, but no closer than
 * some mistake. careless: cells are off by what careless arithmetic loses. disagree: cells do, and that is all. tried:
 * they do whatever the source has left open. setting: they would not under another setting. open: what decides was not
 * given. numeric: they are a numeric derivative. nothing: there is nothing to compare.
 */
export type ReasonKind =
  "agree" | "blind" | "few digits" | "careless" | "disagree" | "tried" | "setting" | "open" | "numeric" | "nothing";

/** Why a verdict is what it is: what a headline is made of, and one sentence without a full stop. */
export interface Reason {
  readonly kind: ReasonKind;
  readonly tensors: readonly GradientName[]; // that it is about
  readonly words: readonly Words[];
  readonly held?: string; // how all cells were held against the reference: "as float32"
}

export function because(
  kind: ReasonKind,
  tensors: readonly GradientName[],
  ...words: readonly (string | Words)[]
): Reason {
  return { kind, tensors, words: words.map((one) => (typeof one === "string" ? { text: one } : one)) };
}

export const aside = (text: string): Words => ({ text, role: "aside" });

/** The sentence, or without its asides. */
export function wordsText(words: readonly Words[]): string {
  return words.map(({ text }) => text).join("");
}
export function withoutAsides(words: readonly Words[]): Words[] {
  return words.filter(({ role }) => role !== "aside");
}
