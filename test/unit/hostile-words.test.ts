import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { zipSync } from "fflate";
import { analyse, type Outcome } from "../../src/cli/analyse";
import { jsonReport } from "../../src/cli/json-report";
import { terminalReport } from "../../src/cli/terminal";
import { toReportData } from "../../src/compute/report/report-data";
import { reportHtml } from "../../src/compute/report/report-html";
import { storedTensor } from "../../src/compute/picture/shown-tensors";
import { exportFile } from "../../src/compute/report/exports/index";
import { createProblem } from "../../src/core/problem";
import { visible } from "../../src/encoding/visible";
import { EXPORT_LIST } from "../../src/exports";
import { LIBRARY_NAMES, reproduction } from "../../src/input/reproduction";
import { readProblem } from "../../src/input/read";
import { readParameter } from "../../src/input/vector";
import { writeNpy } from "../../src/input/write-npy";
import { inSight } from "../../src/panel/in-sight";
import { plainLabel, plainSentence } from "../../src/panel/plain-text";
import { cellsToText } from "../../webview/page/copy";
import { matrix } from "../input/support";

/** Words for a name, a key, a path or a value by somebody who means harm. */
const WORDS: Readonly<Record<string, string>> = {
  "a colour of a terminal": "\u001b[31mred",
  "a link of a terminal": "\u001b]8;;http://x\u0007here\u001b]8;;\u0007",
  "a clipboard of a terminal": "\u001b]52;c;cm0gLXJmIC8=\u0007",
  "a C1 control": "\u009b2J",
  "bells and backspaces": "a\u0007\b\b\bb\u007f",
  "lines": "one\ntwo\r\nthree\rfour\u2028five\u2029six\u0085",
  "a direction": "\u202egnp.exe\u202c\u2066\u200f",
  "what is not seen": "a\u200b\u00ad\u2060\ufeff\u{e0041}b",
  "halves of characters": "\ud800x\udc00",
  "an element": "<img src=x onerror=alert(1)>",
  "the end of a script": "</script><script>alert(1)</script><!--",
  "an entity": "&lt;b&gt; \" ' &quot;",
  "a link that runs a command": "[Click](command:workbench.action.terminal.new)",
  "a link": "[x](https://example.org 'title') ![y](file:///etc/passwd)",
  "an icon": "$(trash) $(sync~spin)",
  "code": "`rm -rf /`; ${process.exit()} '''\"\"\" \\",
  "a comment that ends": "*/ // # --> \u0000",
  "a formula of a spreadsheet": "=HYPERLINK(\"http://x\")",
  "__proto__": "__proto__",
  "constructor": "constructor",
  "a path": "../../../../etc/passwd\\..\\x",
  "a long one": "long ".repeat(20_000),
  "a long one in one piece": "x".repeat(100_000),
}; // prettier-ignore

// What must not come through is named here by its codes.
const RAW =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]|\udb40[\udc00-\udc7f]/;
const HALVES = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;
/** What VS Code makes a link of (linkedText.ts), in any of its forms. */
const LINK = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/i;

/** A text for people: nothing of it is hidden, or does anything. */
function checkSeen(text: string, what: string): void {
  assert.doesNotMatch(text, RAW, what);
  assert.doesNotMatch(text, HALVES, what);
}

const X = writeNpy(matrix([1, 2, 3, 5], 2));
const json = JSON.stringify;

function safetensors(header: object): Uint8Array {
  const text = new TextEncoder().encode(json(header));
  const lead = new Uint8Array(8);
  new DataView(lead.buffer).setBigUint64(0, BigInt(text.length), true);
  return Buffer.concat([lead, text, new Uint8Array(Float64Array.of(1, 2, 3, 5).buffer)]);
}
const entry = { dtype: "F64", shape: [2, 2], data_offsets: [0, 32] };
const none = { dtype: "F64", shape: [0], data_offsets: [32, 32] };

/** A source with the word in each place that a reader looks at; some are read, some refused. */
const PLACES: Readonly<Record<string, (word: string) => string | Uint8Array>> = {
  "a key": (word) => json({ x: [[1, 2]], [word]: 1 }),
  "a key of a candidate": (word) => json({ x: [[1, 2]], candidate: { [word]: [[1, 2]] } }),
  "a number": (word) => json([[1, word]]),
  "a mode": (word) => json({ x: [[1, 2]], mode: word }),
  "a parameter": (word) => json({ x: [[1, 2]], gamma: word }),
  "a description": (word) => json({ description: word, x: [[1, 2], [3, 5]] }),
  "a head of records": (word) => json([{ [word]: 1, b: 2 }, { [word]: 3, b: 5 }]),
  "a head of a table": (word) => `${json(word).slice(1, -1).replaceAll(/[,"]/g, "")}${word.replaceAll(/[\n\r,"]/g, "")},b\n1,2\n3,5\n`,
  "an index of a table": (word) => `,a,b\n${word.replaceAll(/[\n\r,"]/g, "")},1,2\ny,3,5\n`,
  "a field of a table": (word) => `1,2\n3,${word}\n`,
  "a name of an array": (word) => `${word} = [[1, 2], [3, 5]]\nstep = [[1, 2]]\n`,
  "a name in a dict": (word) => `{${json(word)}: array([[1, 2]]), 'x': array([[1, 2], [3, 5]])}`,
  "a call": (word) => `${word}([[1, 2], [3, 5]])`,
  "a dtype": (word) => `tensor([[1., 2.]], dtype=torch.${word})`,
  "a name in an archive": (word) => zipSync({ "x.npy": X, [`${word.slice(0, 900)}.npy`]: X }, { level: 0 }),
  "both names of an archive": (word) => zipSync({ [`a${word.slice(0, 900)}.npy`]: X, [`b${word.slice(0, 900)}.npy`]: X }, { level: 0 }),
  "a name of a tensor": (word) => safetensors({ x: entry, [word]: none }),
  "a dtype of a tensor": (word) => safetensors({ [word]: { ...entry, dtype: word } }),
}; // prettier-ignore

describe("words that mean harm", () => {
  const outcomes: { readonly what: string; readonly outcome: Outcome }[] = [];
  before(async () => {
    const quiet = (): void => undefined;
    for (const [kind, word] of Object.entries(WORDS)) {
      for (const [place, make] of Object.entries(PLACES)) {
        const read = readProblem(make(word), { name: undefined });
        if (!read.ok) continue;
        const problem = createProblem(read.value);
        if (!problem.ok) continue;
        const { notes = [], reading } = read.value;
        const input = { problem: problem.value, input: read.value, notes, reading };
        outcomes.push({
          what: `${kind} as ${place}`,
          outcome: await analyse(input, { precision: "standard", check: undefined }, word, quiet),
        });
      }
    }
  });

  it("are read beside, or refused in one short sentence that shows them", () => {
    let refused = 0;
    for (const [kind, word] of Object.entries(WORDS)) {
      for (const [place, make] of Object.entries(PLACES)) {
        const source = make(word);
        for (const result of [readProblem(source), ...(typeof source === "string" ? [readParameter(source)] : [])]) {
          if (result.ok) continue;
          refused++;
          const { text } = result.fault;
          checkSeen(text, `${kind} as ${place}`);
          assert.doesNotMatch(text, /\n/, `${kind} as ${place}`);
          assert.ok(text.length < 500, `${kind} as ${place}: ${text.length} characters`);
        }
      }
    }
    assert.ok(refused > 200 && outcomes.length > 100, `${refused} refused, ${outcomes.length} read`);
  });

  it("reach a terminal as text, and as the same value in JSON", () => {
    for (const { what, outcome } of outcomes) {
      checkSeen(
        terminalReport(outcome, { color: false, width: 100, report: outcome.title, archive: outcome.title }),
        what,
      );
      const text = [...jsonReport(outcome)].join("");
      checkSeen(text, what);
      const { notes } = JSON.parse(text) as { notes: string[] };
      assert.deepEqual(notes, outcome.notes, what);
    }
  });

  it("make no element of a report, end no script of it, and are its title as they can be seen", () => {
    for (const { what, outcome } of outcomes) {
      const data = new TextEncoder().encode(json(toReportData(outcome.problem, outcome.title, new Date(0))));
      const [page, host] = ["globalThis.page = 1;", "globalThis.host = 1;"].map((text) => new TextEncoder().encode(text));
      assert.ok(page && host);
      const html = new TextDecoder().decode(reportHtml({ title: outcome.title, page, host, data }));
      const tags = [...html.matchAll(/<[a-z!/][a-z]*/gi)].map(([tag]) => tag).join(" ");
      assert.equal(
        tags,
        "<!DOCTYPE <html <head <meta <meta <meta <title </title </head <body <script </script <script </script <script </script </body </html",
        what,
      );
      checkSeen(/<title>([^]*?)<\/title>/.exec(html)?.[1] ?? "", what);
      const held = /id="gradient-lens-report">([^]*?)<\/script>/.exec(html)?.[1] ?? "";
      assert.equal((JSON.parse(held) as { title: string }).title, outcome.title, what);
    }
  }); // prettier-ignore

  it("are in no code, no file of numbers and no name of a file that is saved", () => {
    for (const { what, outcome } of outcomes) {
      for (const library of LIBRARY_NAMES) {
        const code = reproduction(outcome.problem, library, "whole");
        assert.equal(code, reproduction({ ...outcome.problem, parts: [] }, library, "whole"), what);
        assert.ok(!code.includes(outcome.title), what);
      }
      const csv = exportFile("csv", outcome.problem, storedTensor("x", outcome.problem.x), outcome.gradients);
      assert.match(csv.ok ? new TextDecoder().decode(csv.value) : "", /^(?:-?[\d.e+]+(?:e-\d+)?[,\n])+$/, what);
    }
    for (const entry of EXPORT_LIST)
      if (entry.file !== undefined) assert.match(entry.file, /^(?:\{0\}|[a-z-]+)\.[a-z]+$/);
  });

  it("are in nothing that a page copies: numbers, and the names of our own tensors", () => {
    for (const { what, outcome } of outcomes) {
      const { shape } = outcome.problem.layout;
      const columns = shape.at(-1) ?? 1;
      const values = Float64Array.from(outcome.problem.x);
      const report = { rows: values.length / columns, columns, values };
      for (const format of ["json", "numpy", "csv", "markdown"] as const) {
        const text = cellsToText(report, format, "x", 0);
        const numbers = text.replace(/^x = np\.array\((.*), dtype=np\.float64\)$/s, "$1");
        assert.match(numbers, /^[-\d.e+,:|[\] \n]+$/, `${what} as ${format}`);
      }
    }
  });

  it("are neither links nor icons in messages and labels, and nothing hidden on a page", () => {
    for (const [kind, word] of Object.entries(WORDS)) {
      const sentence = plainSentence(`There is no matrix in ${word}.`);
      const withoutOwn = sentence.replaceAll("]\u200b(", "]("); // the space that keeps brackets apart
      assert.doesNotMatch(sentence, LINK, kind);
      assert.doesNotMatch(plainLabel(word), /(?<!\\)\$\(/, kind);
      const page = inSight({
        provenance: { title: word, details: [word] },
        fault: { code: "x", text: word },
        shape: [1, 2],
      });
      for (const text of [
        withoutOwn,
        plainLabel(word),
        page.provenance.title,
        ...page.provenance.details,
        page.fault.text,
      ]) {
        checkSeen(text, kind);
        assert.doesNotMatch(text, /\n/, kind);
      }
      assert.equal(visible(visible(word)), visible(word), "what can be seen stays as it is");
    }
    const plain = { provenance: { title: "a.json", details: ["größe"] }, values: Float64Array.of(1) };
    assert.equal(inSight(plain), plain);
  });

  it("have no other way into a message or a title of VS Code's than through the functions that make them plain", () => {
    let calls = 0;
    for (const file of globSync("src/**/*.ts")) {
      const text = readFileSync(file, "utf8");
      for (const { 0: call, index } of text.matchAll(
        /show(?:Error|Warning|Information)Message\(\s*|\.title = |createWebviewPanel\(\w+, /g,
      )) {
        if (text.slice(index - 5, index + 8).includes("this.title")) continue;
        calls++;
        const given = text.slice(index + call.length, index + call.length + 120);
        assert.match(given, /^(?:plainSentence|titleOf)\(|visible\(|^"[^"]*"/, `${file}: ${call}${given}`);
      }
    }
    assert.ok(calls >= 8, `only ${calls} calls were found`);
    const titles = /function titleOf\(source: string\): string \{\s*return `[^`$]*\$\{visible\(source\)\}`;\s*\}/;
    assert.match(readFileSync("src/panel/panel.ts", "utf8"), titles);
  });
});
