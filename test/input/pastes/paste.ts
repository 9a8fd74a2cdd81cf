import type { Dtype } from "../../../src/core/tensor";

/** What somebody pastes, in the usual print of a language or library, and what must be read. */
export interface Paste {
  readonly what: string;
  readonly source: string;
  /** x; MATRIX where nothing is said. */
  readonly x?: { readonly shape: readonly number[]; readonly values: readonly number[] };
  readonly dtype?: Dtype; // float64 where nothing is said
  readonly gamma?: readonly number[];
  readonly dout?: readonly number[];
  readonly dx?: readonly number[];
  readonly eps?: number;
  /** Ids of what must be said to be assumed; others may be, too. */
  readonly assumed?: readonly string[];
  readonly alternatives?: readonly string[];
  readonly name?: string; // of the file
}

/** What is pasted and must be refused, with one sentence. */
export interface Refused {
  readonly what: string;
  readonly source: string;
  readonly says: RegExp;
}

/** The matrix of nearly all pastes: every digit of it is printed by every library. */
export const MATRIX = { shape: [2, 3], values: [1.5, -0.25, 3.125, 0.5, 0.75, 2.875] } as const;
