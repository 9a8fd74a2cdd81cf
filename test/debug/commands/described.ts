import type { Matches } from "../../../src/debug/commands/usual-names";
import { NO_EXTRAS, type Description } from "../../../src/debug/readers/reader";

/** What a reader says of a tensor on the CPU that can be read. */
export const described = (dtype: string, ...shape: number[]): Description => ({
  kind: "tensor",
  typeName: "ndarray",
  dtype,
  shape,
  sizesAsked: false,
  strides: null,
  device: "cpu",
  bytes: 0,
  obstacle: null,
  number: null,
  notes: [],
  extras: NO_EXTRAS,
});

/** The expressions that were matched, by their parts; those of callers with their function. */
export const namesOf = (matches: Matches): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(matches).map(([role, { expression, frame }]) => [
      role,
      frame ? `${expression} in ${frame.name}` : expression,
    ]),
  );
