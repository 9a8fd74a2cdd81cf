// What is claimed about speed, measured beside its peers in one run.
//   npm run bench [-- --json FILE] [--only NAME,NAME...] [--document] [--quick]
// Every bench/*.bench.mjs exports run({ quick, only, report }) and reports one row for each figure:
//   { name, size, contestant, value, unit, note, p10? }    the product's own contestant is "gradient lens"
// --json writes [{ name, size, ours, peer, peerName, ratio, unit }] with ratio = peer / ours; peer is null where there is
// none. --document puts the figures into docs/performance.md, between its marks. --quick takes few samples of small sizes: it shows that every bench runs and that its numbers are finite.
import { execFileSync } from "node:child_process";
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { cpus, freemem, loadavg, release, totalmem, type } from "node:os";
import { parseArgs } from "node:util";
import { findPython, KEEP_PAGES } from "../bench/speed/peers.mjs";
import { root } from "./lib/paths.mjs";

const OURS = "gradient lens";
const { values: options } = parseArgs({
  options: {
    json: { type: "string" },
    only: { type: "string" },
    quick: { type: "boolean" },
    document: { type: "boolean" },
  },
});

function versionOf(name) {
  return JSON.parse(readFileSync(`${root}/node_modules/${name}/package.json`, "utf8")).version;
}

function describeMachine() {
  const giga = (bytes) => `${(bytes / 2 ** 30).toFixed(1)} GB`;
  const python = findPython();
  const versions = python
    ? execFileSync(python, [
        "-c",
        "import sys, numpy\ntry:\n import torch; t = torch.__version__\nexcept ImportError:\n t = 'none'\nprint(f'Python {sys.version.split()[0]}, NumPy {numpy.__version__}, torch {t}')",
      ])
        .toString()
        .trim()
    : "no Python with NumPy: its peers are left out";
  const kept = Object.entries(KEEP_PAGES).map(([name, value]) => `${name}=${value}`);
  return [
    `machine   ${cpus().length} x ${cpus()[0].model}, ${giga(totalmem())} (${giga(freemem())} free), load ${loadavg()[0].toFixed(1)}`,
    `system    ${type()} ${release()}, Node ${process.versions.node}, V8 ${process.versions.v8}`,
    `peers     ${versions}, tfjs ${versionOf("@tensorflow/tfjs-core")}`,
    `malloc    "pages kept": ${kept.join(" ")}; "default malloc": glibc's own settings`,
  ];
}

/** Rows of one figure: ours and every peer's. The same name and size may come up several times, such as pan and zoom. */
function group(rows) {
  const groups = new Map();
  const counts = new Map();
  for (const row of rows) {
    const own = `${row.name}|${row.size}|${row.contestant}`;
    const nth = counts.get(own) ?? 0;
    counts.set(own, nth + 1);
    const key = `${row.name}|${row.size}|${nth}`;
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push({ ...row, nth });
  }
  return [...groups.values()];
}

/** One entry for each peer of a figure; one with peer null where there is none. */
function toEntries(rows) {
  const ours = rows.find(({ contestant }) => contestant === OURS);
  if (!ours) return [];
  const { name, unit, value, nth, note } = ours;
  const size = nth > 0 && note ? `${ours.size}, ${note}` : ours.size;
  const peers = rows.filter(({ contestant }) => contestant !== OURS);
  if (peers.length === 0) return [{ name, size, ours: value, peer: null, peerName: null, ratio: null, unit }];
  return peers.map((peer) => ({
    name,
    size,
    ours: value,
    peer: peer.value,
    peerName: peer.contestant,
    ratio: peer.value / value,
    unit,
  }));
}

function format(value) {
  if (value === undefined || value === null) return "";
  return Math.abs(value) >= 1000 ? Math.round(value).toLocaleString("en-US") : value.toPrecision(4);
}

/** Ratios first: how many times longer the peer takes; then medians and 10th percentiles. */
function printFigure(rows) {
  const ours = rows.find(({ contestant }) => contestant === OURS) ?? rows[0];
  console.log(`${ours.name}  ${ours.size}  [${ours.unit}]`);
  for (const row of rows) {
    const ratio = row === ours ? "" : `${(row.value / ours.value).toPrecision(3)} x`;
    const p10 = row.p10 === undefined ? "" : `(${format(row.p10)})`;
    console.log(
      `  ${ratio.padStart(9)}  ${row.contestant.padEnd(38)} ${format(row.value).padStart(10)} ${p10.padStart(12)}  ${row.note ?? ""}`.trimEnd(),
    );
  }
}

/** The figures as Markdown: one table for each name, a row for each size, a column for each peer. */
function toMarkdown(figures) {
  const names = [...new Set(figures.map(([row]) => row.name))];
  return names
    .map((name) => {
      const entries = figures.filter(([row]) => row.name === name).map(toEntries);
      const peers = [...new Set(entries.flat().map(({ peerName }) => peerName))].filter((peer) => peer !== null);
      const unit = entries.flat()[0]?.unit ?? "";
      const head = ["size", `ours [${unit}]`, ...peers.map((peer) => `${peer}: [${unit}], ratio`)];
      const lines = entries.map((figure) => {
        const cells = peers.map((peer) => {
          const entry = figure.find(({ peerName }) => peerName === peer);
          return entry ? `${format(entry.peer)}, **${entry.ratio.toPrecision(3)}**` : "";
        });
        return `| ${[figure[0].size, format(figure[0].ours), ...cells].join(" | ")} |`;
      });
      return [`### ${name}`, "", `| ${head.join(" | ")} |`, `|${head.map(() => " --- |").join("")}`, ...lines].join(
        "\n",
      );
    })
    .join("\n\n");
}

/** Replaces what stands between the marks of docs/performance.md. */
function document(figures) {
  const file = `${root}/docs/performance.md`;
  const [open, close] = ["<!-- figures -->", "<!-- /figures -->"];
  const text = readFileSync(file, "utf8");
  const head = text.slice(0, text.indexOf(open) + open.length);
  const tail = text.slice(text.indexOf(close));
  writeFileSync(file, `${head}\n\n    ${machine.join("\n    ")}\n\n${toMarkdown(figures)}\n\n${tail}`);
}

const machine = describeMachine();
console.log(`${machine.join("\n")}\n`);
const only = options.only?.split(",") ?? [];
const rows = [];
const failures = [];
for (const file of globSync("bench/*.bench.mjs", { cwd: root }).sort()) {
  const { run } = await import(`${root}/${file}`);
  try {
    await run({ quick: options.quick ?? false, only, report: (row) => rows.push(row) });
  } catch (error) {
    failures.push(`${file}: ${error instanceof Error ? (error.stack ?? error.message) : error}`);
  }
}
const figures = group(rows);
for (const figure of figures) printFigure(figure);
if (options.document) document(figures);
for (const { name, size, contestant, value } of rows) {
  if (!Number.isFinite(value)) failures.push(`${name} ${size} ${contestant}: expected a finite figure, got ${value}`);
}
if (rows.length === 0 && failures.length === 0) failures.push(`no bench is called ${options.only}`);
if (options.json) writeFileSync(options.json, `${JSON.stringify(figures.flatMap(toEntries), null, 2)}\n`);
for (const failure of failures) console.error(failure);
process.exit(failures.length ? 1 : 0);
