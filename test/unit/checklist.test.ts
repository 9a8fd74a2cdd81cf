import assert from "node:assert/strict";
import { readFileSync } from "node:fs";

describe("The checklist", () => {
  const rows = Array.from(
    readFileSync("docs/checklist.md", "utf8").matchAll(/^\| (\d+) +\| [^|]+ \| ([^|]+) \| ([^|]+) \|$/gm),
    ([, n, answer = "", shown = ""]) => ({ n: Number(n), answer: answer.trim(), shown: shown.trim() }),
  );

  it("answers each of its 45 points once, in their order", () => {
    assert.deepEqual(
      rows.map(({ n }) => n),
      Array.from({ length: 45 }, (_, i) => i + 1),
    );
  });

  it("shows what it says yes to by a file or a command, and gives a reason for the rest", () => {
    for (const { n, answer, shown } of rows) {
      assert.ok(["yes", "not yet"].includes(answer), `${n}: ${answer}`);
      if (answer === "yes") assert.match(shown, /`((src|webview|test|scripts)\/|npm run |node scripts\/)/, String(n));
      else assert.ok(shown.length > 20, String(n));
    }
  });

  it("says what the manifest has, as long as it has it", () => {
    const manifest = JSON.parse(readFileSync("package.json", "utf8")) as {
      readonly repository?: unknown;
      readonly contributes: { readonly walkthroughs?: unknown; readonly menus: Readonly<Record<string, unknown>> };
    };
    const of = (n: number): string => rows.find((row) => row.n === n)?.answer ?? "";
    const hasMenus = "webview/context" in manifest.contributes.menus && "editor/title" in manifest.contributes.menus;
    assert.equal(of(16), hasMenus ? "yes" : "not yet");
    assert.equal(of(36), manifest.repository ? "yes" : "not yet");
    const walkthrough = rows.find(({ n }) => n === 26)?.shown ?? "";
    assert.equal(walkthrough.startsWith("none"), manifest.contributes.walkthroughs === undefined, walkthrough);
  });
});
