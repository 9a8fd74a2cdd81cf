import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import ts from "typescript";
import { STRIP_VIEWS, VIEWS } from "../../src/views";

/** Words that were on the screen beside others of the same meaning, and the one that stayed. */
const TWINS: readonly (readonly [twin: RegExp, stayed: string])[] = [
  [/\berr d/, '"dγ error"'],
  [/\bcand d/, '"your dγ"'],
  [
    /\b[Cc]andidate (?:d(?:x|gamma|beta)|picked)\b|\b(?:picked|[Ss]econd|[Tt]wo|the|that the|[Rr]ight|wrong) candidates?\b/,
    '"your dx", "your gradients"',
  ],
  [/\b[Bb]ring mine back|Back to your values/, '"Back to my values"'],
  [/[+\u2212-]Inf\b/, '"+∞" and "−∞"'],
  [/-∞/, '"−∞", with a true minus sign'],
];

/** Texts in a program: strings and templates without what is put into them; comments are nobody's to read on a screen. */
function textsOf(file: string): string[] {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
  const texts: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node) || ts.isTemplateHead(node) || ts.isTemplateMiddleOrTemplateTail(node))
      texts.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return texts;
}

describe("One vocabulary", () => {
  it("holds for all that is said by page, panel, report and command line, and in the docs", () => {
    const programs = globSync("{src,webview}/**/*.ts", { exclude: ["src/kernel/assembly/**"] });
    assert.ok(programs.length > 200, `${programs.length} programs`);
    const texts = programs.flatMap((file) => textsOf(file).map((text) => ({ file, text })));
    for (const file of ["README.md", "package.json", ...globSync("docs/*.md")])
      texts.push({ file, text: readFileSync(file, "utf8") });
    const found = texts.flatMap(({ file, text }) =>
      TWINS.filter(([twin]) => twin.test(text)).map(
        ([twin, stayed]) => `${file}: ${twin.exec(text)?.[0]}: expected ${stayed}`,
      ),
    );
    assert.deepEqual(found, []);
  });

  it("calls a strip by one name on its edge and in tables, whose it is beside it", () => {
    for (const { name, label, sign, symbol } of STRIP_VIEWS) assert.ok([label, sign].includes(symbol), name);
  });

  it("calls no two views alike", () => {
    for (const key of ["label", "title", "symbol"] as const) {
      const names = VIEWS.map((view) => view[key]);
      assert.deepEqual(
        names.filter((name, i) => names.indexOf(name) !== i),
        [],
        key,
      );
    }
  });
});
