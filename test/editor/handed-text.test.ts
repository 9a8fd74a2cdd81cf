import assert from "node:assert/strict";
import fc from "fast-check";
import { EditorTexts, type TextMessage } from "../../src/compute/worker/editor-texts";
import { nextTurn } from "../../src/editor/document-text";
import { HandedText, type TextChange } from "../../src/editor/handed-text";
import { OpenDocument } from "./lines";

const ID = 1;

/** Edits that happen at once, each by where it is from 0 to 1, how long it is and what it brings. */
const edits = fc.array(
  fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true }),
    length: fc.oneof({ weight: 9, arbitrary: fc.nat(40) }, { weight: 1, arbitrary: fc.nat(60_000) }),
    text: fc.oneof(fc.constantFrom("", "7", "\n", "[1,\n2]", "😀"), fc.constant("8,\n".repeat(400))),
  }),
  { maxLength: 4 },
);

describe("a text that is edited while and after it is handed over", () => {
  const texts = {
    "many lines": Array.from({ length: 45_000 }, (_, i) => `${i}`).join("\n"),
    "a line longer than a piece": `[\n${"2.5, ".repeat(300_000)}\n]`,
  };

  /** The text as the worker's end has it. */
  function heldBy(worker: EditorTexts, length: number): string {
    const bytes = worker.answer({ do: "bytes", id: ID, length });
    assert.ok(bytes.ok && bytes.value instanceof Uint8Array, bytes.ok ? "" : bytes.fault.text);
    return new TextDecoder().decode(bytes.value);
  }

  function edit(document: OpenDocument, all: readonly { at: number; length: number; text: string }[]): TextChange[] {
    const { length: size } = document.getText();
    const places = all.map(({ at, length, text }) => ({ start: Math.floor(at * size), length, text }));
    let end = size;
    // As VS Code tells several changes: the last comes first, and none reaches into another.
    return places
      .sort((a, b) => b.start - a.start)
      .map(({ start, length, text }) => {
        const from = placeAt(document, Math.min(start, end));
        const to = placeAt(document, Math.min(end, from + length));
        end = from;
        return document.replace(from, to, text);
      });
  }

  /** As VS Code has it, no place is between the two characters that end a line, or inside of a surrogate pair. */
  function placeAt(document: OpenDocument, offset: number): number {
    return /^(?:\r\n|[\ud800-\udbff][\udc00-\udfff])$/.test(document.getText().slice(offset - 1, offset + 1))
      ? offset - 1
      : offset;
  }

  for (const [name, text] of Object.entries(texts)) {
    it(`is the same at both ends: ${name}`, async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(edits, { maxLength: 12 }), fc.constantFrom(1, 2), async (rounds, eol) => {
          const document = new OpenDocument(text, "file:///a.json", eol);
          const worker = new EditorTexts();
          const handed = new HandedText(document, ID, (message) => worker.answer(message));
          for (const round of rounds) {
            const changes = edit(document, round);
            assert.ok(handed.edited(changes));
            await nextTurn();
          }
          assert.equal(await handed.ready, null);
          assert.equal(heldBy(worker, document.getText().length), document.getText());
        }),
        { numRuns: 25 },
      );
    });
  }

  it("costs what has changed before the place that the next piece begins at, and nothing beyond it", async () => {
    const document = new OpenDocument(texts["many lines"]);
    const messages: TextMessage[] = [];
    const handed = new HandedText(document, ID, (message) => messages.push(message));
    while (messages.length === 0) await nextTurn();
    const { length } = document.getText();
    handed.edited([document.replace(length, length, "\n1"), document.replace(2, 3, "12\n")]);
    assert.equal(await handed.ready, null);
    const pieces = messages.flatMap((message) => (message.do === "hold" ? [message.piece] : []));
    const others = messages.filter((message) => message.do !== "hold");
    assert.deepEqual(others, [{ do: "edit", id: ID, offset: 2, length: 1, text: "12\n" }]);
    assert.equal(pieces.join("").length, length + 2);
  });
});
