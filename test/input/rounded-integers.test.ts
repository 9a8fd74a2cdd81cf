import assert from "node:assert/strict";
import { read } from "./support";

/** Texts with whole numbers beyond 2^53, and how many of those that are read are no doubles. */
const CASES: readonly (readonly [what: string, source: string, rounded: number])[] = [
  ["JSON", "[[9007199254740993, 1], [2, -9007199254740995]]", 2],
  ["a part of a problem", '{"x": [[1, 2], [3, 4]], "dout": [[9007199254740993, 1], [2, 3]]}', 1],
  ["a long list, which JSON.parse reads", `[[${"1.5, ".repeat(40)}9007199254740993]]`, 1],
  ["CSV", "a,b\n1,9007199254740993\n2,9007199254740992\n", 1],
  ["a table with marks of thousands", "1;9,007,199,254,740,993\n2;3,004,005\n", 1],
  ["a printed tensor", "tensor([[18446744073709551615, 1],\n        [2, 3]])", 1],
  ["zeros behind the point", "[[9007199254740993.0, 1]]", 1],
  ["doubles as they are", "[[9007199254740992, 1e300], [123456789012345680000, 12345678901234567000]]", 0],
  ["long numbers that are not read", "id,a\n9007199254740993,1\n9007199254740995,2\n", 0],
];

describe("integers beyond 2^53 in a text", () => {
  for (const [what, source, rounded] of CASES) {
    it(`are said to be rounded where they are: ${what}`, () => {
      const wanted = source.startsWith("id") ? "first-column-as-index" : undefined;
      const said = read(source, { wanted }).reading?.assumed.filter(({ id }) => id === "rounded") ?? [];
      const which = rounded === 1 ? "1 integer beyond 2^53 was" : `${rounded} integers beyond 2^53 were`;
      assert.deepEqual(
        said.map(({ text }) => text),
        rounded ? [`${which} rounded to the nearest double.`] : [],
      );
    });
  }
});
