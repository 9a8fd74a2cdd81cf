import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { group, toTable, toText } from "../../bench/lib/figures.mjs";
import { chosen } from "../../bench/lib/names.mjs";
import { withSections } from "../../bench/lib/results.mjs";
import { runBenches, type Bench, type Row } from "../../bench/lib/run-benches.mjs";

const row = (name: string, value = 1): Row => ({ name, size: "2x2", contestant: "gradient lens", value, unit: "ms" });
/** A bench that gives one row for each name that it takes for asked. */
const bench = (
  file: string,
  NAMES: string[],
  asked = (name: string, only: readonly string[]) => only.includes(name),
): Bench => ({
  file,
  NAMES,
  run: ({ only, report }) => {
    for (const name of NAMES.filter((name) => asked(name, only))) report(row(name));
    return Promise.resolve();
  },
});

/** The benches of the project. */
async function loadBenches(): Promise<Bench[]> {
  const load = async (file: string): Promise<Bench> => ({
    ...((await import(pathToFileURL(resolve(file)).href)) as Bench),
    file,
  });
  return await Promise.all(globSync("bench/*.bench.mjs").map(load));
}

describe("a run of benches", () => {
  const paint = bench("paint.bench.mjs", ["paint", "paint-again"]);
  const sums = bench("sums.bench.mjs", ["sums"]);

  it("visits every bench when none is named, by no list and by an empty one", async () => {
    for (const only of [undefined, []]) {
      const { rows, failures } = await runBenches([paint, sums], { only });
      assert.deepEqual(failures, []);
      assert.deepEqual(
        rows.map(({ name }) => name),
        ["paint", "paint-again", "sums"],
      );
    }
  });

  it("visits the named ones alone, and all whose names begin so", async () => {
    const { rows } = await runBenches([paint, sums], { only: ["paint"] });
    assert.deepEqual(
      rows.map(({ name }) => name),
      ["paint", "paint-again"],
    );
    assert.deepEqual(chosen(["paint", "paint-again", "paints"], ["paint-again"]), ["paint-again"]);
  });

  it("names the file that gives no row", async () => {
    const silent = bench("silent.bench.mjs", ["silent"], () => false);
    const { failures } = await runBenches([paint, silent]);
    assert.deepEqual(failures, ["silent.bench.mjs: gave no row of silent"]);
  });

  it("names the one name of a file that gives no row", async () => {
    const half = bench("half.bench.mjs", ["first", "second"], (name) => name === "first");
    assert.deepEqual((await runBenches([half])).failures, ["half.bench.mjs: gave no row of second"]);
  });

  it("hands a file all of its names when none is named: an empty list could be taken for a wish", async () => {
    let got: readonly string[] = [];
    const spy: Bench = { ...sums, run: (options) => ((got = options.only), sums.run(options)) };
    await runBenches([spy], { only: [] });
    assert.deepEqual(got, ["sums"]);
  });

  it("names a file without names, a row of an unknown name, a figure that is none, and what was thrown", async () => {
    const failing = (file: string, run: Bench["run"]): Bench => ({ file, NAMES: ["sums"], run });
    const cases: [Bench, RegExp][] = [
      [{ file: "old.bench.mjs", run: sums.run }, /^old.bench.mjs: expected the exports NAMES/],
      [
        failing("a", ({ report }) => Promise.resolve(report(row("other")))),
        /gave a row of other, which its NAMES lack/,
      ],
      [failing("b", ({ report }) => Promise.resolve(report(row("sums", NaN)))), /expected a finite figure, got NaN/],
      [failing("c", () => Promise.reject(new Error("no torch"))), /^c: Error: no torch/],
    ];
    for (const [broken, text] of cases) {
      const { failures } = await runBenches([broken]);
      assert.match(failures.join("\n"), text);
    }
    assert.deepEqual((await runBenches([])).failures, ["expected bench files, found none"]);
  });

  it("ends at once with a name that no bench has", async () => {
    let ran = false;
    const spy: Bench = { ...sums, run: () => Promise.resolve(void (ran = true)) };
    assert.deepEqual((await runBenches([spy], { only: ["sum"] })).failures, ["no bench is called sum"]);
    assert.equal(ran, false);
    const { status, stderr } = spawnSync(process.execPath, ["scripts/bench.mjs", "--quick", "--only", "nothing"], {
      encoding: "utf8",
    });
    assert.equal(status, 2);
    assert.match(stderr, /no bench is called nothing/);
  });

  it("finds names in every bench file, each in one of them", async () => {
    const names: string[] = [];
    for (const { file, NAMES, run } of await loadBenches()) {
      assert.ok(NAMES?.length, `expected ${file} to export NAMES`);
      assert.equal(typeof run, "function", `expected ${file} to export run()`);
      names.push(...NAMES);
    }
    assert.ok(names.includes("step-cost") && names.includes("forward-backward"), names.join());
    assert.deepEqual(names, [...new Set(names)]);
  });
});

describe("the document of results", () => {
  const document = (body: string): string =>
    `# Results\n\n<!-- figures: written by npm run bench -- --document -->\n\n${body}\n\n<!-- /figures -->\n\n## Tried\n`;

  it("gets the sections that were measured, and keeps the others and the rest", () => {
    const before = document("### pan\n\n    date 1\n\n| old |\n\n### zoom\n\n    date 1\n\n| kept |");
    const after = withSections(before, [
      { name: "pan", origin: "    date 2", table: "| new |" },
      { name: "first", origin: "    date 2", table: "| first |" },
    ]);
    const expected =
      "### first\n\n    date 2\n\n| first |\n\n### pan\n\n    date 2\n\n| new |\n\n### zoom\n\n    date 1\n\n| kept |";
    assert.equal(after, document(expected));
  });

  it("tells date, command and machine of every bench, and of no other", async () => {
    const results = readFileSync("bench/RESULTS.md", "utf8");
    assert.equal(withSections(results, []), results);
    const figures = results.slice(results.indexOf("## Figures"), results.indexOf("<!-- /figures"));
    const sections = new Map(
      figures
        .split("\n### ")
        .slice(1)
        .map((section) => [section.split("\n", 1)[0], section]),
    );
    const names = (await loadBenches()).flatMap(({ NAMES = [] }) => NAMES);
    assert.deepEqual(
      [...sections.keys()],
      names.sort(),
      "npm run bench -- --document --only NAME writes what is missing",
    );
    for (const [name, section] of sections) {
      for (const label of ["date", "command", "machine"])
        assert.match(section, new RegExp(`^ {4}${label} +\\S`, "m"), `expected the ${label} of ${name}`);
    }
  });

  it("is refused without its marks", () => {
    assert.throws(() => withSections("# Results", []), /expected <!-- figures/);
  });
});

describe("the figures of several runs", () => {
  const rows = [30, 10, 20].flatMap((value, run) => [
    { ...row("paint", value), run, aim: 25 },
    { ...row("paint", 10 * value), run, contestant: "peer" },
  ]);

  it("are medians with the lowest and the highest, beside the aim and the peers", () => {
    assert.equal(group(rows).length, 1);
    const [head, , line] = toTable(group(rows)).split("\n");
    assert.equal(head, "| size | ours [ms] | aim [ms] | peer: [ms], ratio |");
    assert.equal(line, "| 2x2 | 10.00 to 30.00 | 25 | 100.0 to 300.0, **10.0** |");
    const [figure = []] = group(rows);
    assert.match(toText(figure), /gradient lens +20\.00 +\(10\.00\)/);
  });

  it("of one run stand alone, and a figure that comes twice in a run is two", () => {
    const once = group([row("paint", 3), row("paint", 4)]);
    assert.deepEqual(
      once.map(([first]) => first?.value),
      [3, 4],
    );
    assert.match(toTable(group([row("paint", 3)])), /\| 2x2 \| 3\.000 \|$/);
  });
});
