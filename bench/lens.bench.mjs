// How long the search for lenses takes over arrays of records, which hold no matrix: nothing ends it early. Beside it the
// parser of VS Code's own JSON support, which visits the same text. The exponent of growth is fitted over all sizes: 1 is
// linear.
//   npm run bench -- --only lens
import { mkdirSync } from "node:fs";
import { build } from "esbuild";
import { visit } from "jsonc-parser";
import { shared } from "../scripts/build.mjs";
import { root } from "../scripts/lib/paths.mjs";
import { OURS } from "./lib/figures.mjs";
import { chosen } from "./lib/names.mjs";
import { exponent, milliseconds } from "./lib/processor-time.mjs";

export const NAMES = ["lens-records"];
const MEGABYTES = [0.5, 1, 2, 4, 8];

function records(length) {
  const lines = [];
  for (let i = 0, size = 0; size < length; i++) {
    const line = `  {"id": ${i}, "name": "record ${i}", "score": ${i / 7}, "tags": ["a", "b"], "at": [${i}, 2.5], "parent": null}`;
    lines.push(line);
    size += line.length + 2;
  }
  return `[\n${lines.join(",\n")}\n]\n`;
}

/** The product's search, as the worker runs it. */
async function loadSearch() {
  mkdirSync(`${root}/build/bench`, { recursive: true });
  await build({
    ...shared,
    sourcemap: false,
    entryPoints: ["src/input/search/locate-matrices.ts"],
    outfile: "build/bench/locate.mjs",
    platform: "node",
    format: "esm",
  });
  return import(`${root}/build/bench/locate.mjs`);
}

export async function run({ quick = false, only = [], report = console.log } = {}) {
  if (chosen(NAMES, only).length === 0) return;
  const { matricesIn } = await loadSearch();
  const texts = (quick ? [0.1, 0.2] : MEGABYTES).map((size) => ({ size, text: records(size * 1e6) }));
  const longest = Math.max(...texts.map(({ size }) => size));
  const contestants = [
    { contestant: OURS, work: (text) => matricesIn(text) },
    { contestant: "jsonc-parser, visit", work: (text) => visit(text, {}) },
  ];
  for (const { work } of contestants) work(texts[0].text); // compiled before it is timed
  const times = new Map(); // the least of all rounds: whatever else runs only adds to it
  for (let round = 0; round < (quick ? 2 : 15); round++) {
    for (const { size, text } of texts) {
      for (const { contestant, work } of contestants) {
        const key = `${contestant} ${size}`;
        times.set(
          key,
          Math.min(
            times.get(key) ?? Infinity,
            milliseconds(() => work(text), Math.ceil(longest / size)),
          ),
        );
      }
    }
  }
  const row = (size, contestant, value, unit, note) =>
    report({ name: "lens-records", size, contestant, value, unit, note });
  for (const { size } of texts) {
    for (const { contestant } of contestants) {
      row(
        `${size} MB of records`,
        contestant,
        times.get(`${contestant} ${size}`),
        "ms",
        "time of the processor, least of all rounds",
      );
    }
  }
  const points = texts.map(({ size }) => [size, times.get(`${OURS} ${size}`)]);
  const range = `${texts[0].size} to ${texts.at(-1).size} MB`;
  row(`growth, ${range}`, OURS, exponent(points), "exponent", "fitted; 1 is linear");
}
