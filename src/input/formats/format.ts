import type { Alternative, Assumption, ProblemInput } from "../../core/problem";
import type { Dtype, Tensor } from "../../core/tensor";
import type { Offsets } from "../offsets";

/**
 * An input format: one file of this folder says everything about it, and its row in `index.ts` takes it in. Menus, open
 * dialogs, `--format`, the table in docs/problem-file.md and the corpus of the damage tests are made from these.
 * docs/extending.md adds one step by step.
 */
export type InputFormat<Name extends string = string> = TextFormat<Name> | BinaryFormat<Name>;

/** What a reader found: the problem, what it took for granted, and as what else the source could be read. */
export interface Reading {
  readonly input: ProblemInput;
  readonly assumed: readonly Assumption[];
  readonly alternatives?: readonly Alternative[];
  /** Those of the alternatives that were asked for which it is. */
  readonly taken?: readonly string[];
}

interface Described<Name extends string> {
  readonly name: Name; // as --format takes it
  readonly label: string; // for people: "printed arrays"
  /** Endings of file names that promise this format, without the dot and in small letters. */
  readonly endings: readonly string[];
  /** Endings under which it comes too, among others: open dialogs list them, and they promise nothing. */
  readonly sharedEndings?: readonly string[];
  /** What of it is read, in Markdown, for docs/problem-file.md. */
  readonly summary: string;
  /** Small sources with what must come out. Every one is read by the tests, and damaged by them. */
  readonly examples: readonly Example[];
}

export interface TextFormat<Name extends string = string> extends Described<Name> {
  readonly kind: "text";
  /** Where its numbers stand: in brackets, or as fields of lines. */
  readonly numbersStand: "in brackets" | "on lines";
  /** Its numbers stand inside of other texts: a selection in it is read as what is selected, and no place is shown. */
  readonly isContainer?: true;
  /** What looks like it is nothing else: others would read a part of it. */
  readonly isMarked?: true;
  /** Whether a text whose name promises nothing may be of this format. Cheap: `read` has the last word. */
  looksLike(text: string): boolean;
  /** Reads [start, end) of a text. Throws InputError, with the place. `wanted`: an alternative of an earlier reading. */
  read(text: string, start: number, end: number, wanted?: string): Reading;
  /** Where the numbers of x stand that `read` gives for the same. For formats whose brackets alone do not tell it. */
  locate?(text: string, start: number, end: number, wanted?: string): NumberOffsets | undefined;
}

/** Where the numbers of a tensor stand in a text, one offset each, row-major. */
export interface NumberOffsets {
  readonly shape: readonly number[];
  readonly offsets: Offsets;
  readonly stops: string; // the marks that end a number, beside white space and brackets
}

export interface BinaryFormat<Name extends string = string> extends Described<Name> {
  readonly kind: "binary";
  /** Whether its numbers stand in the file uncompressed: its size then tells how many there are. */
  readonly plain: boolean;
  /** Whether a file starts like one; `head` has its first 16 bytes or more, where there are so many. */
  startsLike(head: Uint8Array): boolean;
  /** Reads a file's bytes. Throws InputError, with the byte. `wanted`: an alternative of an earlier reading or fault. */
  read(bytes: Uint8Array, wanted?: string): Reading;
  /** Reads the one tensor of a file, of any rank: what was picked as a parameter. For formats of single tensors. */
  readTensor?(bytes: Uint8Array): Tensor;
  /** Reads x into memory that `room` gives, without a copy; undefined, with nothing read, where that cannot be done. */
  readInto?(file: ByteFile, room: (shape: readonly number[]) => Float64Array | undefined): Reading | undefined;
}

/** A file that is read piece by piece. */
export interface ByteFile {
  readonly size: number; // bytes
  /** Fills `target` with the bytes from `offset` on. Throws where the file ends before. */
  read(offset: number, target: Uint8Array): void;
}

/** A source and what reading it must give, to the last bit. */
export interface Example {
  readonly what: string; // "NumPy's repr"
  readonly source: string | { readonly base64: string };
  readonly x: { readonly shape: readonly number[]; readonly values: readonly number[]; readonly dtype: Dtype };
  /** Ids of what the reader says it took for granted. */
  readonly assumed?: readonly string[];
}
