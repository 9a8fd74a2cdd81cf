// What a user waits for, measured in a running VS Code: from the command to the drawn picture, how long the extension
// host stands still meanwhile, and what memory it takes.
//   npm run bench -- --only command-to-picture,host-blocked,memory
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "../scripts/lib/paths.mjs";
import { openWorkbench } from "../scripts/lib/workbench.mjs";
import { OURS } from "./lib/figures.mjs";
import { chosen } from "./lib/names.mjs";
import { createAsk, sleep } from "./lib/requests.mjs";

const LOOK_MILLISECONDS = 200;
export const NAMES = ["command-to-picture", "host-blocked", "memory"];
const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/** A seeded matrix; the numbers do not matter, their number does. */
function* numbers(count, seed = 1) {
  let state = seed >>> 0;
  for (let i = 0; i < count; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield (state / 2 ** 31 - 1) * 3;
  }
}

function jsonMatrix(rows, columns, seed) {
  const lines = [];
  const source = numbers(rows * columns, seed);
  for (let row = 0; row < rows; row++) {
    const line = [];
    for (let column = 0; column < columns; column++) line.push(String(source.next().value));
    lines.push(`[${line.join(", ")}]`);
  }
  return `[${lines.join(",\n")}]\n`;
}

function npyMatrix(rows, columns, type) {
  const values = (type === "<f4" ? Float32Array : Float64Array).from(numbers(rows * columns));
  const text = `{'descr': '${type}', 'fortran_order': False, 'shape': (${rows}, ${columns}), }`;
  const header = Buffer.from(`${text.padEnd(117)}\n`, "latin1");
  const length = Buffer.alloc(2);
  length.writeUInt16LE(header.length);
  return Buffer.concat([Buffer.from("\x93NUMPY\x01\x00", "latin1"), length, header, Buffer.from(values.buffer)]);
}

/** The running VS Code with the product and a helper in the same extension host. */
class Host {
  static async start(folder) {
    const host = new Host();
    host.ask = createAsk(folder);
    host.workbench = await openWorkbench({
      folder,
      extensions: [root, join(root, "test", "launcher", "bench")],
      env: { GRADIENT_LENS_BENCH: folder },
      settings: {
        "gradientLens.memoryLimit": 16384,
        // A server looks through all processes for ports to forward, in the host, for 25 ms at a time.
        "remote.autoForwardPortsSource": "output",
      },
    });
    host.workbench.page.setDefaultTimeout(120_000);
    return host;
  }

  /**
   * Milliseconds from the command, on a panel that is not open yet or that is, until its pictures first stand there
   * whole. The page writes that moment down itself, in the frame after: nothing runs in it meanwhile but a look from
   * time to time, and how often does not matter.
   */
  async show(path, after = 0) {
    const { at } = await this.ask("show", { path });
    const patience = at + 120_000;
    for (;;) {
      await sleep(LOOK_MILLISECONDS);
      const { generation, drawnAt } = await this.look();
      if (generation > after) return { milliseconds: drawnAt - at, generation };
      if (Date.now() > patience) throw new Error("expected a drawn picture, got none");
    }
  }

  /** What the page says of itself; nothing (NaN) while there is no page, or no picture in it. */
  async look() {
    for (const frame of this.workbench.page.frames()) {
      const { generation, drawnAt } = await frame
        .evaluate(() => ({ ...globalThis.document.body?.dataset }))
        .catch(() => ({})); // a frame that has just gone
      if (generation) return { generation: Number(generation), drawnAt: Number(drawnAt) };
    }
    return { generation: NaN, drawnAt: NaN };
  }

  close() {
    return this.workbench.close();
  }
}

async function commandToPicture(host, folder, quick, report) {
  const small = join(folder, "small.json");
  writeFileSync(small, jsonMatrix(64, 64, 7));
  await host.ask("open", { path: small });
  const opened = [];
  const again = [];
  for (let round = 0; round < (quick ? 2 : 9); round++) {
    const first = await host.show();
    opened.push(first.milliseconds);
    let { generation } = first;
    for (let i = 0; i < 2; i++) {
      const next = await host.show(undefined, generation);
      ({ generation } = next);
      again.push(next.milliseconds);
    }
    if (round < (quick ? 1 : 8)) {
      await host.ask("closeAll");
      await host.workbench.page.locator("iframe.webview").first().waitFor({ state: "detached" });
      await host.ask("open", { path: small });
    }
  }
  const row = (size, value, note, aim) =>
    report({ name: "command-to-picture", size, contestant: OURS, value, unit: "ms", note, aim });
  row("64 x 64 JSON", median(again), "panel open, median", 300);
  row("64 x 64 JSON, new panel", median(opened), "the panel's own page is made too, median");
  const rows = quick ? 128 : 1024;
  const large = join(folder, "large.json");
  const text = jsonMatrix(rows, rows, 9);
  writeFileSync(large, text);
  const times = [];
  for (let i = 0; i < (quick ? 1 : 3); i++) {
    await host.ask("closeAll");
    await host.workbench.page.locator("iframe.webview").first().waitFor({ state: "detached" });
    await host.ask("open", { path: large });
    if (!quick) await sleep(2500); // VS Code itself is busy with a long text that was just opened
    times.push((await host.show()).milliseconds);
  }
  row(
    `${rows} x ${rows} JSON`,
    median(times),
    `${(text.length / 1e6).toFixed(1)} MB in the editor, median`,
    quick ? undefined : 2000,
  );
  await host.ask("closeAll");
  const file = join(folder, "floats.npy");
  const side = quick ? 512 : 4096;
  writeFileSync(file, npyMatrix(side, side, "<f4"));
  const { milliseconds } = await host.show(file);
  row(`${side} x ${side} float32 .npy`, milliseconds, "from a file to drawn dx", quick ? undefined : 3000);
  await host.ask("closeAll");
}

/**
 * The longest stand-still of the host and its memory, over a whole analysis from the command to its picture. The host is
 * watched for a set time; the rests between two samples are left out when quick.
 */
async function hostFeels(host, folder, quick, wanted, report) {
  const rows = quick ? 512 : 4096;
  const columns = quick ? 128 : 1024;
  const file = join(folder, "doubles.npy");
  writeFileSync(file, npyMatrix(rows, columns, "<f8"));
  await host.show(file);
  await host.ask("closeAll");
  if (!quick) await sleep(500);
  const longest = [];
  const idle = [];
  let most = 0;
  for (let i = 0; i < (quick ? 1 : 5); i++) {
    const { before } = await host.ask("watch");
    await host.show(file);
    await sleep(quick ? 200 : 1000); // the check goes on
    const felt = await host.ask("unwatch");
    longest.push(felt.longest);
    most = Math.max(most, felt.peak - before);
    await host.ask("closeAll");
    if (!quick) await sleep(1000);
    // The same time with nothing to do: what the machine and VS Code take from the host by themselves.
    await host.ask("watch");
    await sleep(quick ? 200 : 2000);
    idle.push((await host.ask("unwatch")).longest);
  }
  const size = `${rows} x ${columns} float64 .npy`;
  if (wanted.has("host-blocked"))
    report({
      name: "host-blocked",
      size,
      contestant: OURS,
      value: median(longest),
      unit: "ms",
      aim: 20,
      note: `longest stand-still of the extension host, median; ${median(idle).toFixed(1)} ms with nothing to do`,
    });
  if (wanted.has("memory")) {
    const times = most / (rows * columns * 8);
    report({
      name: "memory",
      size,
      contestant: OURS,
      value: times,
      unit: "times x",
      aim: 6,
      note: `growth of the host's resident memory, worker included, ${(most / 2 ** 20).toFixed(0)} MiB`,
    });
  }
}

export async function run({ quick = false, only, report = console.log } = {}) {
  const wanted = new Set(chosen(NAMES, only));
  if (wanted.size === 0) return;
  const folder = mkdtempSync(join(tmpdir(), "gradient-lens-bench-"));
  const host = await Host.start(folder);
  try {
    if (wanted.has("command-to-picture")) await commandToPicture(host, folder, quick, report);
    if (wanted.has("host-blocked") || wanted.has("memory")) await hostFeels(host, folder, quick, wanted, report);
  } finally {
    await host.close();
    rmSync(folder, { recursive: true, force: true });
  }
}
