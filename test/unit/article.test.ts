import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Rows of the tables of docs/article.md: what, a line of code, the file it stands in, the test that holds it, its picture. */
const ROW =
  /^\|(?<what>[^|]+)\| `(?<code>[^`]+)` *\| \[(?<name>[^\]]+)\]\((?<file>[^)]+)\) *\| \[[^\]]+\]\((?<test>[^)]+)\) *\|(?: (?<seen>steps? [^|]+) *\|)?$/;
const TOUR = /^vscode:\/\/(?<extension>[^/]+)\/tour\?step=(?<step>\d)$/;

describe("the derivation in the docs", () => {
  const page = readFileSync("docs/article.md", "utf8");
  const rows = page.split("\n").flatMap((line) => {
    const { groups } = ROW.exec(line) ?? {};
    return groups ? [groups] : [];
  });

  it("names for each formula a line of code that stands where it says", () => {
    assert.equal(rows.length, 22);
    for (const { what = "", code = "", name = "", file = "" } of rows) {
      assert.ok(file.endsWith(`/${name}`), `${what}: ${name} is ${file}`);
      const lines = readFileSync(join("docs", file), "utf8").split("\n");
      const found = lines.filter((line) => line.includes(code));
      assert.ok(found.length > 0, `${what}: ${file} has no line ${code}`);
    }
  });

  it("links to tests and to parts of pages that are there", () => {
    for (const { what = "", test = "" } of rows) assert.ok(existsSync(join("docs", test)), `${what}: ${test}`);
    const links = [...page.matchAll(/\]\(([^)]+)\)/g)].map(([, link = ""]) => link);
    assert.ok(links.length > 2 * rows.length);
    for (const link of links.filter((each) => !TOUR.test(each))) {
      const [file = "", part] = link.split("#");
      const target = file === "" ? page : readFileSync(join("docs", file), "utf8");
      const heads = [...target.matchAll(/^#+ (.+)$/gm)].map(([, head = ""]) => head.toLowerCase().replaceAll(" ", "-"));
      if (part !== undefined) assert.ok(heads.includes(part), `${link}: no such head`);
    }
  });

  it("links to each step of the tour, and from each formula of the derivation to the picture that shows it", () => {
    const { publisher, name } = JSON.parse(readFileSync("package.json", "utf8")) as Record<string, string>;
    const stepsIn = (text: string): number[] =>
      [...text.matchAll(/\]\((vscode:[^)]+)\)/g)].map(([, link = ""]) => {
        const { extension, step } = TOUR.exec(link)?.groups ?? {};
        assert.equal(extension, `${publisher}.${name}`, link);
        return Number(step);
      });
    const tour = page.split("\n").filter((line) => /^\| \[\d\]\(vscode:/.test(line));
    const all = Array.from({ length: 7 }, (_, at) => at + 1);
    assert.deepEqual(tour.flatMap(stepsIn), all);
    const formulas = rows.filter(({ seen }) => seen !== undefined);
    assert.equal(formulas.length, 11);
    for (const { what = "", seen = "" } of formulas) assert.ok(stepsIn(seen).length > 0, `${what}: ${seen}`);
    assert.deepEqual([...new Set(formulas.flatMap(({ seen = "" }) => stepsIn(seen)))].sort(), all);
  });
});
