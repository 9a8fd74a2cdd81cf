import type { ReadArray } from "../nested-arrays";
import type { Offsets } from "../offsets";
import type { InputError } from "../place";
import type { Tail } from "./tail";

/** An array that stands in a text, with its name and what was found of it. */
export interface FoundArray {
  readonly kind: "array";
  readonly name: string | undefined;
  readonly start: number;
  readonly open: number; // of its bracket, behind what is wrapped around it
  readonly depth: number; // brackets that open one inside the other before the first number
  readonly read: ReadArray | undefined;
  readonly places: Offsets | undefined; // of its numbers, where they were asked for
  readonly fault: InputError | undefined;
  readonly tail: Tail;
  /** What stands before it and does something with it: "np.log(", "-". */
  readonly before: string | undefined;
  readonly declared: string; // words in front of its name: "static const float"
  readonly lines: number; // line ends between it and the array before it
}
/** A number or a word that is given to a name, or an expression, which is not run. */
export interface FoundWord {
  readonly kind: "word" | "expression";
  readonly name: string;
  readonly start: number;
  readonly text: string;
}
export type Found = FoundArray | FoundWord;
