// Panels under random use for half an hour, with the invariants of test/panel/interleavings and the product's own worker
// threads; prints the memory as it goes, and fails where it grows to the end.
//   npm run soak [-- --minutes 3] [--seed N] [--document]      --document draws docs/soak.svg
import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { buildKernels, kernelsAreStale, shared } from "./build.mjs";
import { keepScripts } from "./lib/keep-scripts.mjs";
import { root } from "./lib/paths.mjs";
import { grownBy, soakPicture } from "./lib/soak-picture.mjs";

const { values: options } = parseArgs({
  options: {
    minutes: { type: "string", default: "30" },
    seed: { type: "string", default: String(Date.now() % 2 ** 31) },
    document: { type: "boolean", default: false },
  },
});
const [minutes, seed] = [Number(options.minutes), Number(options.seed)];
if (!(minutes > 0) || !Number.isInteger(seed)) {
  console.error(`--minutes is ${options.minutes} and --seed is ${options.seed}, expected a length and a whole number`);
  process.exit(2);
}
/** MiB by which the heap may be larger in the last third than in the second: caches of the engine, and no more. */
const MAY_GROW = 8;

async function bundle() {
  if (kernelsAreStale()) buildKernels();
  mkdirSync(`${root}/build/soak`, { recursive: true });
  const common = { ...shared, sourcemap: false, platform: "node", plugins: [keepScripts] };
  const [worker, soak] = [`${root}/build/soak/worker.cjs`, `${root}/build/soak/soak.mjs`];
  await build({ ...common, entryPoints: ["src/compute/worker/node/worker-thread.ts"], outfile: worker, format: "cjs" });
  await build({
    ...common,
    entryPoints: ["test/panel/soak/soak.ts"],
    outfile: soak,
    format: "esm",
    external: ["vscode"],
  });
  return { worker, soak };
}

const { worker, soak } = await bundle();
console.log(`${minutes} minutes, seed ${seed}`);
const child = spawn(process.execPath, ["--expose-gc", soak, worker, String(60 * minutes), String(seed)], {
  cwd: root,
  stdio: ["ignore", "pipe", "inherit"],
});
const samples = [];
for await (const line of createInterface({ input: child.stdout })) {
  const sample = JSON.parse(line);
  samples.push(sample);
  const { seconds, panels, rss, heap, external } = sample;
  console.log(
    `${String(seconds).padStart(5)} s ${String(panels).padStart(5)} panels  heap ${heap.toFixed(1)} MiB  external ${external.toFixed(1)} MiB  process ${rss.toFixed(0)} MiB`,
  );
}
if (child.exitCode === null) await new Promise((resolve) => child.once("exit", resolve));
if (child.exitCode !== 0) process.exit(1);
const growth = grownBy(samples);
console.log(`the heap grew by ${growth.toFixed(1)} MiB from the second third to the last`);
if (options.document) {
  const command = `npm run soak -- --minutes ${options.minutes} --document`;
  writeFileSync(`${root}/docs/soak.svg`, soakPicture(samples, command));
}
process.exit(growth > MAY_GROW ? 1 : 0);
