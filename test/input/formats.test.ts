import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import {
  BINARY_FORMATS,
  ENDINGS,
  FORMATS,
  formatOfBytes,
  formatOfName,
  isTextName,
  TEXT_FORMATS,
} from "../../src/input/formats/index";
import type { Example, InputFormat } from "../../src/input/formats/format";
import { asOnPage, explorerWhen, packageWithFormats, pageWithFormats } from "./derived";
import { bytesOfExample, read, sameValues } from "./support";

/** What an example must give, however it was told what it is. */
function checkExample(format: InputFormat, example: Example, options: Parameters<typeof read>[1]): void {
  for (const source of [bytesOfExample(example), ...(typeof example.source === "string" ? [example.source] : [])]) {
    const { x, reading, notes } = read(source, options);
    const hint = `${format.name}, ${example.what}, ${JSON.stringify(options)}:`;
    assert.deepEqual(x.shape, example.x.shape, hint);
    assert.equal(x.dtype, example.x.dtype, hint);
    sameValues(x.values, example.x.values, hint);
    assert.equal(reading?.format, format.name, hint);
    assert.deepEqual(
      reading.assumed.map(({ id }) => id),
      example.assumed ?? [],
      hint,
    );
    assert.deepEqual(
      notes ?? [],
      reading.assumed.map(({ text }) => text),
      hint,
    );
  }
}

describe("input formats", () => {
  for (const format of FORMATS as readonly InputFormat[]) {
    describe(`${format.name}, whose examples come out to the last bit`, () => {
      for (const example of format.examples) {
        it(`${example.what}: when it is named, by the name of the file, and by content alone`, () => {
          const name = format.name as (typeof FORMATS)[number]["name"];
          checkExample(format, example, { format: name });
          for (const ending of format.endings) checkExample(format, example, { name: `a.${ending.toUpperCase()}` });
          checkExample(format, example, {});
        });
      }
      it("has an example, and sentences for people", () => {
        assert.ok(format.examples.length > 0);
        assert.ok(format.label && format.summary);
      });
    });
  }

  it("are told apart: by name, by label, by ending, by first bytes", () => {
    for (const key of ["name", "label"] as const) {
      assert.equal(new Set(FORMATS.map((format) => format[key])).size, FORMATS.length, key);
    }
    const endings = FORMATS.flatMap((format) => format.endings);
    assert.equal(new Set(endings).size, endings.length, "an ending that two formats promise");
    for (const ending of endings) assert.match(ending, /^[a-z0-9]+$/);
    for (const format of BINARY_FORMATS) {
      for (const example of format.examples) assert.equal(formatOfBytes(bytesOfExample(example)), format);
    }
    for (const example of TEXT_FORMATS.flatMap(({ examples }) => examples)) {
      assert.equal(formatOfBytes(bytesOfExample(example)), undefined);
    }
  });

  it("promise by the name of a file what they say, and no more", () => {
    for (const format of FORMATS) {
      for (const ending of format.endings) {
        assert.equal(formatOfName(`deep.er/a.b.${ending}`), format);
        // A notebook is a text whose numbers stand in other texts: none of them is shown in it.
        assert.equal(isTextName(`a.${ending}`), format.kind === "text" && format.name !== "notebook");
      }
    }
    for (const name of ["a.txt", "a.exe", "json", "", undefined]) assert.equal(formatOfName(name), undefined);
    assert.equal(isTextName("a.txt"), true);
    assert.equal(isTextName("a.exe"), false);
    assert.ok(ENDINGS.includes("txt"));
  });

  it("of texts: the last looks like whatever no other does", () => {
    const last = TEXT_FORMATS[TEXT_FORMATS.length - 1];
    for (const text of ["", "1 2", "words", "\u0000"]) {
      if (TEXT_FORMATS.slice(0, -1).every((format) => !format.looksLike(text))) {
        assert.ok(last?.looksLike(text), JSON.stringify(text));
      }
    }
  });

  describe("are told of where people look for them (node scripts/formats.mjs writes it anew)", () => {
    it("in the explorer's menu", () => {
      const text = readFileSync("package.json", "utf8");
      assert.equal(packageWithFormats(text), text);
      const { contributes } = JSON.parse(text) as {
        contributes: { menus: Record<string, { command: string; when?: string }[]> };
      };
      assert.ok(contributes.menus["explorer/context"]?.[0]?.when?.startsWith(`${explorerWhen()} && !(`));
    });

    it("in docs/problem-file.md, with their examples", () => {
      const page = readFileSync("docs/problem-file.md", "utf8");
      assert.equal(pageWithFormats(page), page);
      for (const { examples } of TEXT_FORMATS) {
        for (const { source } of examples) assert.ok(typeof source === "string" && page.includes(asOnPage(source)));
      }
    });
  });
});
