import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { layByPrecedence, PRECEDENCE } from "../../../src/compute/settings/precedence";

describe("whose word counts", () => {
  it("is the first of the table that says anything", () => {
    for (const [rank, origin] of PRECEDENCE.entries()) {
      const said = Object.fromEntries(PRECEDENCE.slice(rank).map((below) => [below, { eps: below }]));
      assert.deepEqual(layByPrecedence<{ eps: string }>(said), { eps: origin });
    }
    assert.deepEqual(
      layByPrecedence<{ eps: number; mode: string }>({ picked: { eps: 1 }, layer: { eps: 2, mode: "eval" } }),
      {
        eps: 1,
        mode: "eval",
      },
    );
  });

  it("is the same in the docs", () => {
    const text = readFileSync("docs/conventions.md", "utf8");
    const section = text.split("## Whose word counts")[1]?.split("\n## ")[0] ?? "";
    const rows = [...section.matchAll(/^\| (\w+) +\|/gm)].map(([, name]) => name);
    assert.deepEqual(rows.slice(1), PRECEDENCE);
  });
});
