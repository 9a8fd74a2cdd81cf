import assert from "node:assert/strict";
import { crc32 } from "../../../../src/encoding/loops/crc32";
import { parsePayload } from "../../../../src/debug/readers/agent/payload";
import { must } from "../../support";

describe("Payloads", () => {
  const body = Uint8Array.of(1, 2, 250);
  const make = (head: unknown): string => {
    const text = JSON.stringify(head);
    return `gradient-lens/1 ${crc32(body).toString(16).padStart(8, "0")} ${text.length} ${text}${Buffer.from(body).toString("base64")}`;
  };
  it("are read bare, in Python's quotes and in JSON's, whatever the head holds", () => {
    const head = { type: `it's "quoted" \\ and é\n`, shape: [1, 3] };
    const text = make(head);
    const python = `'${text.replace(/[\\']/g, "\\$&")}'`;
    for (const form of [text, python, JSON.stringify(text)]) {
      const read = must(parsePayload(form));
      assert.deepEqual(read.head, head);
      assert.deepEqual([...read.body], [...body]);
    }
  });
  it("report the program's own errors", () => {
    const read = parsePayload(make({ error: "ValueError", text: "no" }));
    assert.deepEqual(read.ok || read.fault, { code: "program-error", text: "ValueError: no." });
  });
  it("report a walk that has ended itself, in its own sentence", () => {
    const read = parsePayload(make({ error: "TookTooLong", text: "The list took longer than 2 s and was stopped." }));
    const text = "The list took longer than 2 s and was stopped.";
    assert.deepEqual(read.ok || read.fault, { code: "too-long", text });
  });
  it("are never found in another text", () => {
    for (const text of [
      "",
      "''",
      "NameError(\"name 'x' is not defined\")",
      `>>> ${make({})}`,
      "gradient-lens/1 ",
      "gradient-lens/2 00000000 2 {}",
    ]) {
      const read = parsePayload(text);
      assert.equal(read.ok ? "ok" : read.fault.code, "unreadable-answer", text);
    }
  });
});
