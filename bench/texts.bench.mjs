// How long texts of 2 MB take to read, in forms that people have and in the formats' own examples again and again, most of
// which is refused somewhere: a reader may try them as several things. Beside JSON JSON.parse. The exponent of growth is
// fitted over all sizes: 1 is linear.
//   node bench/texts.bench.mjs [--quick]
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { shared } from "../scripts/build.mjs";
import { root } from "../scripts/lib/paths.mjs";
import { chosen } from "./lib/names.mjs";
import { exponent, milliseconds } from "./lib/processor-time.mjs";

export const NAMES = ["read-text"];
const MEGABYTES = [0.5, 1, 2];
const AIM = { ms: 500, exponent: 1.1 };

const again = (text, length) => text.repeat(Math.ceil(length / text.length));
const numbers = (i) => [i / 7, -i / 3, i % 11, 1 / (i + 1), i * 1e-5, 2.5];

function rows(length, line) {
  const lines = [];
  for (let i = 0, size = 0; size < length; i++) {
    lines.push(line(numbers(i), i));
    size += lines[i].length + 1;
  }
  return lines;
}

const MADE = {
  "JSON": (length) => `[${rows(length, (row) => JSON.stringify(row)).join(",\n")}]`,
  "records of JSON": (length) => `[${rows(length, ([a, b, c]) => JSON.stringify({ a, b, c })).join(",\n")}]`,
  "CSV with a head and an index": (length) => `step,a,b,c,d,e,f\n${rows(length, (row, i) => [i, ...row].join(",")).join("\n")}`,
  "columns with decimal commas": (length) => rows(length, (row) => row.map((x) => x.toFixed(4).replace(".", ",")).join("\t")).join("\n"),
  "a Markdown table": (length) => `| a | b | c | d | e | f |\n|---|---|---|---|---|---|\n${rows(length, (row) => `| ${row.join(" | ")} |`).join("\n")}`,
  "an array of NumPy": (length) => `array([${rows(length, (row) => `[${row.map((x) => x.toExponential(8)).join(", ")}]`).join(",\n       ")}])`,
  "a tensor of PyTorch": (length) => `tensor([${rows(length, (row) => `[${row.map((x) => x.toFixed(4)).join(", ")}]`).join(",\n        ")}])`,
  "braces of C++": (length) => `double x[][6] = {${rows(length, (row) => `{${row.join(", ")}}`).join(",\n")}};`,
}; // prettier-ignore

/** The product's readers, as the worker runs them. */
async function loadReaders() {
  mkdirSync(`${root}/build/bench`, { recursive: true });
  const outfile = "build/bench/read.mjs";
  const contents = `export { readProblem } from "./src/input/read"; export { TEXT_FORMATS } from "./src/input/formats/index";`;
  const stdin = { contents, resolveDir: root, loader: "ts" };
  await build({ ...shared, sourcemap: false, stdin, outfile, platform: "node", format: "esm" });
  return import(`${root}/${outfile}`);
}

function kindsOf(formats) {
  const kinds = Object.entries(MADE).map(([kind, make]) => ({ kind, make }));
  for (const { label, examples } of formats) {
    const texts = examples.map(({ source }) => source).filter((source) => typeof source === "string");
    kinds.push({ kind: `examples of ${label}`, make: (length) => again(`${texts.join("\n")}\n`, length) });
  }
  return kinds;
}

export async function run({ quick = false, only = [], report = console.log } = {}) {
  if (chosen(NAMES, only).length === 0) return;
  const { readProblem, TEXT_FORMATS } = await loadReaders();
  const sizes = quick ? [0.1, 0.2] : MEGABYTES;
  const longest = sizes.at(-1);
  for (const { kind, make } of kindsOf(TEXT_FORMATS)) {
    const least = (work, text, size) => {
      const times = Array.from({ length: quick ? 1 : 3 }, () =>
        milliseconds(() => work(text), Math.ceil(longest / size)),
      );
      return Math.max(Math.min(...times), 0.01); // whatever else runs only adds to it, and the clock has steps
    };
    const texts = sizes.map((size) => ({ size, text: make(size * 1e6) }));
    readProblem(texts[0].text); // compiled before it is timed
    const points = texts.map(({ size, text }) => [size, least(readProblem, text, size)]);
    const row = (size, contestant, value, unit, note, aim) =>
      report({ name: "read-text", size, contestant, value, unit, note, ...(!quick && { aim }) });
    const note = "time of the processor, least of all rounds";
    row(`${longest} MB: ${kind}`, "gradient lens", points.at(-1)[1], "ms", note, AIM.ms);
    if (kind in MADE && kind.endsWith("JSON"))
      row(`${longest} MB: ${kind}`, "JSON.parse", least(JSON.parse, texts.at(-1).text, longest), "ms", note);
    row(`growth: ${kind}`, "gradient lens", exponent(points), "exponent", "fitted; 1 is linear", AIM.exponent);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { quick: { type: "boolean" } } });
  await run({
    ...values,
    report: ({ size, contestant, value, unit }) =>
      console.log(`${size.padEnd(44)} ${contestant.padEnd(16)} ${value.toFixed(2).padStart(9)} ${unit}`),
  });
}
