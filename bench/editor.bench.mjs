// For how long the extension host works in one piece, by what a user does with long texts: opening, editing, moving the
// cursor, the command, picking a tensor, typing beside one that was picked; and in all, for edits. Beside it the same with
// no extension but the helper that measures. Real VS Code.
//   [GRADIENT_LENS_MEGABYTES=50] npm run bench -- --only host-blocked-editor     of a text; VS Code hands on no more than 50
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../scripts/lib/paths.mjs";
import { openWorkbench } from "../scripts/lib/workbench.mjs";
import { OURS } from "./lib/figures.mjs";
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
const BOXES = 'button[aria-label="Change the parameters"]';
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

/** Work of the host while something is done, in time of the processor: the longest in one piece, and all; medians. */
async function felt(ask, rounds, work, rest) {
  const longest = [];
  const all = [];
  for (let round = 0; round < rounds; round++) {
    await ask("watch");
    await work(round);
    await sleep(rest);
    const { longestWork, allWork } = await ask("unwatch");
    longest.push(longestWork);
    all.push(allWork);
  }
  return { longest: median(longest), all: median(all) };
}

/** What a user does, in turn; the product's own steps only where it is there. */
async function measure({ ask, workbench }, folder, { isOurs, quick, size }) {
  const rounds = quick ? 1 : 3;
  const edits = quick ? 1 : 7; // VS Code's own work differs from one to the next
  const rest = quick ? 200 : 1000;
  const megabytes = `${size / 1e6} MB`;
  const rows = new Map();
  const row = async (name, times, work) => {
    const { longest, all } = await felt(ask, times, work, rest);
    rows.set(name, longest);
    if (name.startsWith("edit")) rows.set(`${name}, in all`, all);
  };
  const files = { records: records(size), matrix: matrix(size) };
  for (const [name, { text }] of Object.entries(files)) {
    for (let round = 0; round < rounds; round++) writeFileSync(join(folder, `${name}${round}.json`), text);
  }
  for (const [name, { count }] of Object.entries(files)) {
    await row(`open ${megabytes} of ${name}`, rounds, (round) =>
      ask("open", { path: join(folder, `${name}${round}.json`) }),
    );
    const edit = async (round) => {
      await ask("edit", { line: 5 + round });
      if (isOurs) await ask("lenses");
    };
    await row(`edit ${megabytes} of ${name}`, edits, edit);
    if (name === "records") continue;
    if (isOurs) {
      await row(`command on ${megabytes} of ${name}`, rounds, () => ask("show"));
      await workbench.panelFrame().locator(BOXES).click();
      await workbench.panelFrame().locator(PICK).waitFor();
      await sleep(rest);
      await row(`edit ${megabytes} of ${name}, shown`, edits, (round) => edit(edits + round));
    }
    const at = [...Array(10).keys()].map((k) => 2 + Math.floor((k * (count - 4)) / 10));
    await row(`cursor in ${megabytes} of ${name}`, rounds, () => ask("move", { lines: at }));
    if (!isOurs) continue;
    await row(`pick ${megabytes} of ${name}`, rounds, async () => {
      await workbench.panelFrame().locator(PICK).click();
      await workbench.page.locator(`.quick-input-widget .monaco-list-row[aria-label*="${name}"]`).first().click();
    });
    const eps = workbench.panelFrame().getByRole("textbox", { name: "eps", exact: true });
    await row(`type eps beside a pick of ${megabytes}`, edits, async (round) => {
      await eps.fill(`1e-${3 + round}`);
      await eps.press("Enter");
    });
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

export async function run({ quick = false, only = [], report = console.log } = {}) {
  if (chosen(NAMES, only).length === 0) return;
  const size = Number(process.env.GRADIENT_LENS_MEGABYTES ?? (quick ? 0.2 : 8)) * 1e6;
  const contestants = [
    ["VS Code alone", await inWorkbench([], { isOurs: false, quick, size })],
    [OURS, await inWorkbench([root], { isOurs: true, quick, size })],
  ];
  for (const [contestant, rows] of contestants) {
    for (const [size, value] of rows) {
      const note = "work of the extension host, time of the processor, median: the longest in one piece, or in all";
      report({ name: "host-blocked-editor", size, contestant, value, unit: "ms", note });
    }
  }
}
