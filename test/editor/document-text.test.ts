import assert from "node:assert/strict";
import { headOf, readBytes, textPieces } from "../../src/editor/document-text";
import { OpenDocument } from "./lines";

async function joined(document: OpenDocument): Promise<string[]> {
  const pieces: string[] = [];
  for await (const piece of textPieces(document)) pieces.push(piece);
  return pieces;
}

const LINES = Array.from({ length: 30_000 }, (_, i) => `  [${i}, ${i / 3}, "é"],`).join("\n");

describe("the text of a document", () => {
  it("comes whole in pieces, whatever its line ends and however long its lines", async () => {
    for (const eol of [1, 2]) {
      for (const text of ["", "\n", "one line", LINES, `${"[1.5, 2],".repeat(200_000)}\nlast`]) {
        const document = new OpenDocument(text, "file:///a", eol);
        const pieces = await joined(document);
        assert.equal(pieces.join(""), document.getText());
        for (const piece of pieces) assert.ok(piece.length <= 520_000, `a piece of ${piece.length}`);
      }
    }
  });

  it("comes as the bytes of UTF-8, with no character cut in half", async () => {
    const document = new OpenDocument(`a${"😀".repeat(600_000)}`);
    const bytes = await readBytes(document);
    assert.ok(bytes);
    assert.equal(new TextDecoder().decode(bytes), document.getText());
  });

  it("is left alone when it is edited meanwhile", async () => {
    const document = new OpenDocument(LINES);
    let count = 0;
    for await (const piece of textPieces(document)) {
      assert.ok(piece.length > 0);
      if (++count === 1) document.edit("[]");
    }
    assert.equal(count, 1);
    const other = new OpenDocument(LINES);
    const reading = readBytes(other);
    other.edit("[]");
    assert.equal(await reading, undefined);
  });

  it("has a head, and says whether that is all of it", () => {
    assert.deepEqual(headOf(new OpenDocument("[[1,\n2]]"), 100), { head: "[[1,\n2]]", isWhole: true });
    assert.deepEqual(headOf(new OpenDocument("[[1,\n2]]", "file:///a", 2), 4), { head: "[[1,\r\n", isWhole: false });
    const { head, isWhole } = headOf(new OpenDocument("x".repeat(1000)), 100);
    assert.deepEqual([head.length, isWhole], [100, false]);
  });
});
