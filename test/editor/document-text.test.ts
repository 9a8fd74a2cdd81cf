import assert from "node:assert/strict";
import { headOf, pieceAt, type Place } from "../../src/editor/document-text";
import { OpenDocument } from "./lines";

function pieces(document: OpenDocument): string[] {
  const all: string[] = [];
  for (let at: Place | null = { line: 0, character: 0 }; at;) {
    const { piece, next }: ReturnType<typeof pieceAt> = pieceAt(document, at);
    all.push(piece);
    at = next;
  }
  return all;
}

const LINES = Array.from({ length: 30_000 }, (_, i) => `  [${i}, ${i / 3}, "é"],`).join("\n");

describe("the text of a document", () => {
  it("comes whole in pieces, whatever its line ends and however long its lines", () => {
    for (const eol of [1, 2]) {
      for (const text of ["", "\n", "one line", LINES, `${"[1.5, 2],".repeat(200_000)}\nlast`]) {
        const document = new OpenDocument(text, "file:///a", eol);
        const all = pieces(document);
        assert.equal(all.join(""), document.getText());
        for (const piece of all) assert.ok(piece.length <= 500_002, `a piece of ${piece.length}`);
      }
    }
  });

  it("has a head, and says whether that is all of it", () => {
    assert.deepEqual(headOf(new OpenDocument("[[1,\n2]]"), 100), { head: "[[1,\n2]]", isWhole: true });
    assert.deepEqual(headOf(new OpenDocument("[[1,\n2]]", "file:///a", 2), 4), { head: "[[1,\r\n", isWhole: false });
    const { head, isWhole } = headOf(new OpenDocument("x".repeat(1000)), 100);
    assert.deepEqual([head.length, isWhole], [100, false]);
  });
});
