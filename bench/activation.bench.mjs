// What the extension adds to the start of a window: loading and activating it in a running VS Code, beside VS Code's own
// Markdown support, which has commands and a page of its own too. VS Code's settings are JSON, so "onLanguage:json" wakes
// the product in every window; it is measured from a copy that sleeps until it is asked for.
//   npm run bench -- --only activation
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../scripts/lib/paths.mjs";
import { openWorkbench } from "../scripts/lib/workbench.mjs";
import { OURS } from "./lib/figures.mjs";
import { chosen } from "./lib/names.mjs";
import { createAsk } from "./lib/requests.mjs";

const manifest = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
export const NAMES = ["activation"];
const CONTESTANTS = [
  { name: OURS, id: `${manifest.publisher}.${manifest.name}` },
  { name: "VS Code's Markdown support", id: "vscode.markdown-language-features" },
];
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** The product as it is installed, without what wakes it. */
function sleeping(folder) {
  const copy = join(folder, "sleeping");
  mkdirSync(copy);
  for (const part of ["dist", "media"]) cpSync(join(root, part), join(copy, part), { recursive: true });
  writeFileSync(join(copy, "package.json"), JSON.stringify({ ...manifest, activationEvents: [] }));
  return copy;
}

/** Activates all contestants in a VS Code that was just started, the first one first. */
async function start(contestants) {
  const folder = mkdtempSync(join(tmpdir(), "gradient-lens-bench-"));
  const ask = createAsk(folder);
  const workbench = await openWorkbench({
    folder,
    extensions: [sleeping(folder), join(root, "test", "launcher", "bench")],
    env: { GRADIENT_LENS_BENCH: folder },
  });
  try {
    const times = {};
    for (const { name, id } of contestants) times[name] = (await ask("activate", { id })).milliseconds;
    return times;
  } finally {
    await workbench.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

export async function run({ quick = false, only, report = console.log } = {}) {
  if (chosen(NAMES, only).length === 0) return;
  const rounds = [];
  // In turn, so that neither always finds the host warm.
  for (let i = 0; i < (quick ? 1 : 6); i++) rounds.push(await start(i % 2 ? CONTESTANTS.toReversed() : CONTESTANTS));
  for (const { name } of CONTESTANTS) {
    report({
      name: "activation",
      size: "a window without a panel",
      contestant: name,
      value: median(rounds.map((times) => times[name])),
      unit: "ms",
      note: `median of ${rounds.length} starts`,
    });
  }
}
