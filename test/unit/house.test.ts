import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { readHouse } from "../../scripts/lib/house.mjs";

function house(...args: string[]): { status: number | null; stderr: string } {
  const { status, stderr } = spawnSync(process.execPath, ["scripts/house.mjs", ...args], { encoding: "utf8" });
  return { status, stderr };
}

/** The arrows of a picture: who imports whom, and the heights at which the arrow leaves and arrives. */
function arrowsIn(svg: string): { from: string; to: string; start: number; end: number }[] {
  const paths = svg.matchAll(/<path d="M([^"]+)"[^>]*><title>(\S+) imports (\S+)<\/title>/g);
  return [...paths].map(([, d, from, to]) => {
    const numbers = (d ?? "").match(/-?\d+/g)?.map(Number) ?? [];
    return { from: String(from), to: String(to), start: Number(numbers[1]), end: Number(numbers.at(-1)) };
  });
}

describe("the picture of the house", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "gradient-lens-house-"));
    write("docs/architecture.md", "<!-- rooms: written by scripts/house.mjs -->\n\n<!-- /rooms -->\n");
    write("src/extension.ts", 'import { panel } from "./panel/panel";\n');
    write("src/panel/panel.ts", 'import type { Ask } from "../protocol";\n// import { no } from "../entry";\n');
    write("src/protocol.ts", 'import type { Tensor } from "./core/shapes/tensor";\n');
    write("src/core/shapes/tensor.ts", 'import { sum } from "../sums/sum";\n');
    write("src/core/sums/sum.ts", "export const sum = 0;\n");
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  };
  const read = (path: string): string => readFileSync(join(folder, path), "utf8");

  it("is what the imports of this project say", () => {
    assert.deepEqual(house("--check"), { status: 0, stderr: "" });
  });

  it("has no arrow that points upwards", () => {
    const arrows = arrowsIn(readFileSync("docs/house.svg", "utf8"));
    assert.ok(arrows.length >= 8, `expected the arrows of the house, got ${arrows.length}`);
    for (const { from, to, start, end } of arrows) assert.ok(end > start, `${from} -> ${to}: from ${start} to ${end}`);
  });

  it("has folders that import one way inside of a room", () => {
    const rooms = new Map(readHouse(".").map(({ name, inner }) => [name, inner]));
    for (const name of ["compute", "core", "debug"]) {
      const groups = rooms.get(name) ?? [];
      assert.ok(groups.length > 3, `expected the folders of ${name}, got ${groups.length}`);
      assert.deepEqual(
        groups.filter(({ length }) => length > 1),
        [],
        `of ${name}`,
      );
    }
  });

  it("is drawn from types too, not from comments, and without what follows from other arrows", () => {
    write("src/panel/more.ts", 'import { sum } from "../core/sums/sum";\n');
    assert.deepEqual(house("--root", folder), { status: 0, stderr: "" });
    const arrows = arrowsIn(read("docs/house.svg")).map(({ from, to }) => `${from} > ${to}`);
    assert.deepEqual(arrows.sort(), ["entry > panel", "panel > protocol", "protocol > core"]);
    assert.match(read("docs/architecture.md"), /\| panel +\| core, protocol +\|/);
    const svg = read("docs/house.svg");
    assert.ok(svg.indexOf(">shapes</text>") < svg.indexOf(">sums</text>"), "expected the importing folder first");
  });

  it("is found out of date when an import is new", () => {
    assert.equal(house("--root", folder).status, 0);
    assert.equal(house("--root", folder, "--check").status, 0);
    write("src/core/read.ts", 'import { half } from "../encoding/half";\n');
    write("src/encoding/half.ts", "export const half = 0;\n");
    const { status, stderr } = house("--root", folder, "--check");
    assert.equal(status, 1);
    assert.match(stderr, /house\.svg is not what the imports say/);
  });

  it("is refused, with the files, when rooms import one another", () => {
    write("src/core/shapes/cell.ts", 'import type { Panel } from "../../panel/panel";\n');
    const { status, stderr } = house("--root", folder);
    assert.equal(status, 1);
    assert.match(stderr, /core -> panel: src\/core\/shapes\/cell\.ts imports src\/panel\/panel/);
  });
});
