// For how long the extension host works in one piece, by what a user does with long texts: opening, editing, moving the
// cursor, the command, picking a tensor; beside it the same with no extension but the helper that measures. Real VS Code.
//   node bench/editor.bench.mjs [--quick] [--megabytes 50]      MEGABYTES: of a text; VS Code hands on no more than 50
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { root } from "../scripts/lib/paths.mjs";
import { openWorkbench } from "../scripts/lib/workbench.mjs";
import { chosen } from "./lib/names.mjs";
import { createAsk, sleep } from "./lib/requests.mjs";

export const NAMES = ["host-blocked-editor"];
/** What VS Code's own extensions do with all of a text after each edit, in the same host: off, so as to see what is ours. */
const QUIET = {
  "breadcrumbs.enabled": false,
  "editor.colorDecorators": false,
  "editor.folding": false,
  "editor.links": false,
  "editor.stickyScroll.enabled": false,
  "json.validate.enable": false,
  "merge-conflict.codeLens.enabled": false,
  "merge-conflict.decorators.enabled": false,
};
/** There when the panel has a picture; the check, which may take long, is not waited for. */
const PICK = 'button.tool[aria-label^="Pick dout"]';
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

function lines(length, line) {
  const all = [];
  for (let i = 0, size = 0; size < length; i++) {
    all.push(line(i));
    size += all[i].length + 2;
  }
  return { text: `[\n${all.join(",\n")}\n]\n`, count: all.length };
}
const records = (length) =>
  lines(length, (i) => `  {"id": ${i}, "name": "record ${i}", "box": [${i}, 2.5], "tags": ["a", "b"], "parent": null}`);
const matrix = (length) => lines(length, (i) => `  [${i / 7}, ${i / 3}, ${-i / 11}, ${i}.25]`);

/** The longest work of the host in one piece while something is done, in time of the processor; median of some rounds. */
async function felt(ask, rounds, work, rest) {
  const longest = [];
  for (let round = 0; round < rounds; round++) {
    await ask("watch");
    await work(round);
    await sleep(rest);
    longest.push((await ask("unwatch")).longestWork);
  }
  return median(longest);
}

/** What a user does, in turn; the product's own steps only where it is there. */
async function measure({ ask, workbench }, folder, { isOurs, quick, size }) {
  const rounds = quick ? 1 : 3;
  const edits = quick ? 1 : 7; // VS Code's own work differs from one to the next
  const rest = quick ? 200 : 1000;
  const megabytes = `${size / 1e6} MB`;
  const rows = new Map();
  const files = { records: records(size), matrix: matrix(size) };
  for (const [name, { text }] of Object.entries(files)) {
    for (let round = 0; round < rounds; round++) writeFileSync(join(folder, `${name}${round}.json`), text);
  }
  for (const [name, { count }] of Object.entries(files)) {
    const open = (round) => ask("open", { path: join(folder, `${name}${round}.json`) });
    rows.set(`open ${megabytes} of ${name}`, await felt(ask, rounds, open, rest));
    const edit = async (round) => {
      await ask("edit", { line: 5 + round });
      if (isOurs) await ask("lenses");
    };
    rows.set(`edit ${megabytes} of ${name}`, await felt(ask, edits, edit, rest));
    if (name === "records") continue;
    if (isOurs) {
      rows.set(`command on ${megabytes} of ${name}`, await felt(ask, rounds, () => ask("show"), rest));
      await workbench.panelFrame().locator(PICK).waitFor();
      await sleep(rest);
      rows.set(`edit ${megabytes} of ${name}, shown`, await felt(ask, edits, (round) => edit(edits + round), rest));
    }
    const at = [...Array(10).keys()].map((k) => 2 + Math.floor((k * (count - 4)) / 10));
    rows.set(`cursor in ${megabytes} of ${name}`, await felt(ask, rounds, () => ask("move", { lines: at }), rest));
    if (!isOurs) continue;
    const pick = async () => {
      await workbench.panelFrame().locator(PICK).click();
      await workbench.page.locator(`.quick-input-widget .monaco-list-row[aria-label*="${name}"]`).first().click();
    };
    rows.set(`pick ${megabytes} of ${name}`, await felt(ask, rounds, pick, rest));
  }
  return rows;
}

async function inWorkbench(extensions, options) {
  const folder = mkdtempSync(join(tmpdir(), "gradient-lens-bench-"));
  const workbench = await openWorkbench({
    folder,
    extensions: [...extensions, join(root, "test", "launcher", "bench")],
    env: { GRADIENT_LENS_BENCH: folder },
    // A server looks through all processes for ports to forward, in the host, for 25 ms at a time.
    settings: { ...QUIET, "remote.autoForwardPortsSource": "output" },
  });
  workbench.page.setDefaultTimeout(120_000);
  try {
    return await measure({ ask: createAsk(folder), workbench }, folder, options);
  } finally {
    await workbench.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

export async function run({ quick = false, only = [], megabytes, report = console.log } = {}) {
  if (chosen(NAMES, only).length === 0) return;
  const size = Number(megabytes ?? (quick ? 0.2 : 8)) * 1e6;
  const contestants = [
    ["VS Code alone", await inWorkbench([], { isOurs: false, quick, size })],
    ["gradient lens", await inWorkbench([root], { isOurs: true, quick, size })],
  ];
  for (const [contestant, rows] of contestants) {
    for (const [size, value] of rows) {
      const note = "longest work of the extension host in one piece, time of the processor, median";
      report({ name: "host-blocked-editor", size, contestant, value, unit: "ms", note });
    }
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { values } = parseArgs({ options: { quick: { type: "boolean" }, megabytes: { type: "string" } } });
  await run({
    ...values,
    report: ({ size, contestant, value, unit }) =>
      console.log(`${size.padEnd(32)} ${contestant.padEnd(16)} ${value.toFixed(1).padStart(9)} ${unit}`),
  });
}
