import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { textsOfHost, textsOfPage } from "./translatable";

type Texts = Readonly<Record<string, string>>;

const LANGUAGES = ["de", "zh-cn"] as const;
/** Of the page, arguments of t() that are no literals: a new one needs its table in translatable.ts. */
const INDIRECT = 39;

function read(file: string): Texts {
  return JSON.parse(readFileSync(file, "utf8")) as Texts;
}

const holes = (text: string): string[] => [...new Set(text.match(/\{\d+\}/g))].sort();

describe("Translations", () => {
  const host = textsOfHost();
  const page = textsOfPage();
  const english = new Map([...host.texts, ...page.texts]);

  it("are asked for with literals, or with texts of known tables", () => {
    assert.deepEqual(host.indirect, []);
    assert.equal(page.indirect.length, INDIRECT, page.indirect.join("\n"));
    assert.ok(host.texts.size > 50 && page.texts.size > 500, `${host.texts.size} and ${page.texts.size}`);
  });

  for (const language of LANGUAGES) {
    const bundle = read(`l10n/bundle.l10n.${language}.json`);

    it(`into ${language} miss none, and have none that is not used`, () => {
      const missing = [...english].filter(([text]) => !Object.hasOwn(bundle, text));
      assert.deepEqual(missing, []);
      assert.deepEqual(
        Object.keys(bundle).filter((text) => !english.has(text)),
        [],
      );
    });

    it(`into ${language} keep every hole, and what is no word at their ends`, () => {
      for (const [text, translated] of Object.entries(bundle)) {
        assert.deepEqual(holes(translated), holes(text), text);
        assert.ok(translated.trim() !== "", text);
        assert.equal(translated.endsWith("..."), text.endsWith("..."), text);
      }
    });

    it(`of the manifest into ${language} are whole`, () => {
      const [mine, theirs] = [read("package.nls.json"), read(`package.nls.${language}.json`)];
      assert.deepEqual(Object.keys(theirs), Object.keys(mine));
      const links = (text: string): string[] => text.match(/\(command:\w+\.\w+\)|`[^`]+`|#[\w.]+#/g) ?? [];
      for (const [key, text] of Object.entries(mine)) assert.deepEqual(links(theirs[key] ?? ""), links(text), key);
    });
  }

  it("of the manifest are used where it says words, and each is used", () => {
    const manifest = JSON.parse(readFileSync("package.json", "utf8")) as unknown;
    const used = new Set<string>();
    const plain: string[] = [];
    const visit = (value: unknown, key: string): void => {
      if (typeof value === "string") {
        const [, name] = /^%([\w.]+)%$/.exec(value) ?? [];
        if (name !== undefined) used.add(name);
        else if (WORDED.test(key) && value !== "Gradient Lens") plain.push(`${key}: ${value}`);
      } else if (typeof value === "object" && value !== null) {
        for (const [name, inner] of Object.entries(value)) visit(inner, Array.isArray(value) ? key : name);
      }
    };
    const { contributes, capabilities, description } = manifest as Record<string, unknown>;
    visit({ ...(contributes as object), languageModelTools: [] }, "");
    visit(capabilities, "");
    visit(description, "description");
    for (const tool of (contributes as { languageModelTools: Record<string, unknown>[] }).languageModelTools)
      visit({ displayName: tool.displayName, description: tool.userDescription }, ""); // a model reads the rest
    assert.deepEqual(plain, []);
    assert.deepEqual([...used].sort(), Object.keys(read("package.nls.json")).sort());
  });
});

/** Keys of the manifest whose texts people read. */
const WORDED = /^(title|label|displayName|description|altText|enumDescriptions|markdown\w+)$/;
