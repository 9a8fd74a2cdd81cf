// What is claimed about speed, measured beside its peers in one run.
//   npm run bench [-- --json FILE] [--only NAME,NAME...] [--document] [--runs N] [--quick]
// Every bench/*.bench.mjs exports NAMES, what it measures, and run({ quick, only, report }), which reports at least one
// row for each name in `only`:
//   { name, size, contestant, value, unit, note, p10?, aim? }    the product's own contestant is "gradient lens"
// --only takes names and their beginnings up to a dash: gradcheck, heatmap. Without it every bench runs.
// --runs takes everything so many times, and gives medians with the lowest and the highest.
// --json writes [{ name, size, ours, peer, peerName, ratio, unit }] with ratio = peer / ours; peer is null where there is
// none. --document puts the figures into bench/RESULTS.md, each with the run it comes from. --quick takes few samples of
// small sizes: it shows that every bench runs and that its numbers are finite.
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { format, resolveConfig } from "prettier";
import { group, toEntries, toTable, toText } from "../bench/lib/figures.mjs";
import { describeMachine } from "../bench/lib/machine.mjs";
import { withSections } from "../bench/lib/results.mjs";
import { runBenches, unknownNames } from "../bench/lib/run-benches.mjs";
import { root } from "./lib/paths.mjs";

const RESULTS = `${root}/bench/RESULTS.md`;
const { values: options } = parseArgs({
  options: {
    json: { type: "string" },
    only: { type: "string" },
    quick: { type: "boolean", default: false },
    runs: { type: "string", default: "1" },
    document: { type: "boolean", default: false },
  },
});
if (options.quick && options.document) {
  console.error("--quick takes too few samples for bench/RESULTS.md: leave out one of --quick and --document");
  process.exit(2);
}

const runs = Number(options.runs);
if (!Number.isInteger(runs) || runs < 1) {
  console.error(`--runs is ${options.runs}, expected a whole number of runs, 1 or more`);
  process.exit(2);
}

/** Replaces the sections of what was measured. */
async function document(figures, machine) {
  const command = `npm run bench -- --document${options.only ? ` --only ${options.only}` : ""}`;
  const several = runs > 1 ? ` --runs ${runs}, lowest and highest` : "";
  const origin = [`date      ${new Date().toISOString().slice(0, 10)}`, `command   ${command}${several}`, ...machine];
  const names = [...new Set(figures.map(([row]) => row.name))];
  const sections = names.map((name) => ({
    name,
    origin: origin.map((line) => `    ${line}`).join("\n"),
    table: toTable(figures.filter(([row]) => row.name === name)),
  }));
  const text = withSections(readFileSync(RESULTS, "utf8"), sections);
  writeFileSync(RESULTS, await format(text, { ...(await resolveConfig(RESULTS)), filepath: RESULTS }));
}

const only = options.only?.split(",").filter(Boolean);
const benches = [];
for (const file of globSync("bench/*.bench.mjs", { cwd: root }).sort())
  benches.push({ file, ...(await import(`${root}/${file}`)) });
const unknown = unknownNames(benches, only);
if (unknown.length > 0) {
  console.error(unknown.join("\n"));
  process.exit(2);
}
const machine = describeMachine();
console.log(`${machine.join("\n")}\n`);
const rows = [];
const failures = [];
for (let run = 0; run < runs; run++) {
  const found = await runBenches(benches, { quick: options.quick, only });
  rows.push(...found.rows.map((row) => ({ ...row, run })));
  failures.push(...found.failures);
}
const figures = group(rows);
for (const figure of figures) console.log(toText(figure));
if (options.document) await document(figures, machine);
if (options.json) writeFileSync(options.json, `${JSON.stringify(figures.flatMap(toEntries), null, 2)}\n`);
for (const failure of failures) console.error(failure);
const measured = new Set(rows.map(({ name }) => name)).size;
console.log(`${rows.length} rows of ${measured} benches, ${failures.length} failures`);
if (options.quick) {
  const tally = failures.map((message) => ({ title: message.split(": ", 1)[0], message }));
  console.log(`@tally ${JSON.stringify({ passed: measured, failed: failures.length, pending: 0, failures: tally })}`);
}
process.exit(failures.length ? 1 : 0);
