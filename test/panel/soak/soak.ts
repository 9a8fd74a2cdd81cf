// Panels under random use for so long, one after the other: scripts/soak.mjs bundles this and runs it. What must be true
// of the run machine is held as in ../interleavings, with the product's own worker threads. Each line of output is one
// sample of the memory, as JSON.
//   node soak.mjs WORKER SECONDS SEED
import fc from "fast-check";
import { itemAt } from "../../../src/core/item-at";
import { command } from "../interleavings/commands";
import { playWithThreads } from "../interleavings/real-threads";

const COMMANDS = 60; // for each panel
const SAMPLE_EVERY = 2; // s

const [, , worker, seconds, seed] = process.argv;
if (!worker || !globalThis.gc) throw new Error("expected WORKER SECONDS SEED, and --expose-gc");
const file = worker;
const collect = globalThis.gc;

/** One panel from its opening to its close, with commands at odd moments. */
async function usePanel(number: number, seed: number): Promise<void> {
  const commands = itemAt(fc.sample(fc.array(command, { minLength: COMMANDS, maxLength: COMMANDS }), { seed, numRuns: 1 }), 0);
  const delays = itemAt(fc.sample(fc.array(fc.nat({ max: 60 }), { minLength: 16, maxLength: 16 }), { seed, numRuns: 1 }), 0);
  await playWithThreads(file, commands, number % 2 === 0, null, delays);
} // prettier-ignore

async function soak(length: number, first: number): Promise<void> {
  const started = performance.now();
  const passed = (): number => (performance.now() - started) / 1000;
  let sampled = -SAMPLE_EVERY;
  for (let panels = 0; passed() < length; panels++) {
    try {
      await usePanel(panels, first + panels);
    } catch (error) {
      throw new Error(`panel ${panels} of seed ${first} (alone: seed ${first + panels}) failed`, { cause: error });
    }
    if (passed() - sampled < SAMPLE_EVERY) continue;
    sampled = passed();
    collect();
    const { rss, heapUsed, external } = process.memoryUsage();
    const mebibytes = (bytes: number): number => Math.round(bytes / 2 ** 14) / 64;
    const memory = { rss: mebibytes(rss), heap: mebibytes(heapUsed), external: mebibytes(external) };
    console.log(JSON.stringify({ seconds: Math.round(passed()), panels: panels + 1, ...memory }));
  }
}

await soak(Number(seconds), Number(seed));
