import type { NamedDescription } from "../readers/reader";
import { leafOf } from "./leaf-of";
import { fits, usualFor } from "./usual-names";

const FLOATS = /float|double|half|\bf(2|4|8|16|32|64)\b/i;

/** How likely a tensor is the batch that a user wants to see: by whether its numbers explain xhat, by its name, then its rank, its type and its rows. */
function likelihood({ expression, description, explains }: NamedDescription): number {
  const { shape, dtype, sizesAsked } = description;
  const fitting = explains === undefined ? 0 : 64;
  const canBe = sizesAsked || fits("x", shape, undefined);
  const usual = usualFor(leafOf(expression));
  const named = usual === undefined ? 0 : { x: 32, "x among others": 16, "another part": -2 }[usual];
  const rows = shape?.[0] ?? 0;
  return (canBe ? 8 + named + fitting : 0) + (FLOATS.test(dtype) ? 4 : 0) + (rows > 1 ? 2 : 0);
}

/** The likeliest batch first; of equals those of the frame's own order. */
export function likeliestFirst(list: readonly NamedDescription[]): readonly NamedDescription[] {
  return list
    .map((entry) => ({ entry, likelihood: likelihood(entry) }))
    .sort((one, other) => other.likelihood - one.likelihood)
    .map(({ entry }) => entry);
}
