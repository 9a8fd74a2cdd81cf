import assert from "node:assert/strict";
import fc from "fast-check";
import { plainLabel, plainSentence } from "../../src/panel/plain-text";

describe("A sentence for a message of VS Code's", () => {
  /** What VS Code makes a link of (linkedText.ts), in any of its forms. */
  const LINK = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/i;

  it("holds no link, whatever names stand in it", () => {
    const name = "[Click to repair](command:workbench.action.files.newUntitledFile).txt";
    assert.match(name, LINK);
    assert.doesNotMatch(plainSentence(`There is no matrix in ${name}.`), LINK);
    const piece = fc.constantFrom(
      "[",
      "]",
      "(",
      ")",
      "a",
      "command:",
      "file:",
      "https://x",
      " ",
      '"t"',
      "\n",
      "\u200b",
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 24 }), (pieces) => {
        assert.doesNotMatch(plainSentence(pieces.join("")), LINK);
      }),
      { numRuns: 5000 },
    );
  });

  it("is as it was where it has none", () => {
    assert.equal(plainSentence("x[0] (a tensor) is [1, 2]."), "x[0] (a tensor) is [1, 2].");
  });

  it("has labels without icons of their own", () => {
    assert.equal(plainLabel("$(sync~spin) x"), "\\$(sync~spin) x");
    assert.equal(plainLabel("layer[0]"), "layer[0]");
  });
});
