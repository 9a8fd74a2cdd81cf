// Shared by the benches of the kernels: the product's bundle, problems, samples in turn, and their statistics.
import { mkdirSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { buildKernels, kernelsAreStale, shared } from "../../scripts/build.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
export const PRODUCT = `${root}/build/bench/product.mjs`;

const SOURCE = `
  export { createEngine } from "../../src/compute/engine/wasm-engine";
  export { createProblem } from "../../src/core/problem";
  export { Random } from "../../src/core/arithmetic/random";
`;

/** Bundles the product's engine for Node and loads it. */
export async function loadProduct() {
  if (kernelsAreStale()) buildKernels();
  mkdirSync(`${root}/build/bench`, { recursive: true });
  await build({
    ...shared,
    sourcemap: false,
    stdin: { contents: SOURCE, resolveDir: `${root}/bench/speed` },
    outfile: "build/bench/product.mjs",
    platform: "node",
    format: "esm",
  });
  return import(PRODUCT);
}

/** A seeded problem, normal in x and dout. `layer`: what names it in a problem file; batch norm where nothing does. */
export function makeProblem({ createProblem, Random }, shape, dtype = "float64", layer = {}, seed = 1) {
  const random = new Random(seed);
  const size = shape.reduce((product, extent) => product * extent, 1);
  const draw = (length) => Float64Array.from({ length }, () => random.normal());
  const pack = (values) => (dtype === "float32" ? Float32Array.from(values) : values);
  const entries = layer.norm === "layer" || layer.norm === "rms" ? shape.at(-1) : shape[1];
  const vector = () => ({ shape: [entries], values: draw(entries), dtype: "float64" });
  const problem = createProblem({
    ...layer,
    x: { shape, values: pack(draw(size)), dtype },
    dout: { shape, values: pack(draw(size)), dtype },
    gamma: vector(),
    beta: vector(),
  });
  if (!problem.ok) throw new Error(problem.fault.text);
  return problem.value;
}

/** Samples of a function in microseconds, for about this long; at least one. */
export function sample(step, milliseconds) {
  const samples = [];
  const end = performance.now() + milliseconds;
  // Short steps are timed several at once, because the clock itself takes time.
  let repeats = 1;
  do {
    const start = performance.now();
    for (let i = 0; i < repeats; i++) step();
    const each = (performance.now() - start) / repeats;
    samples.push(each * 1000);
    repeats = Math.max(1, Math.min(64, Math.floor(0.05 / each)));
  } while (performance.now() < end);
  return samples;
}

/**
 * Takes samples of all contestants in turn, so that what else the machine does falls on all alike. Each contestant is
 * { name, sample: (milliseconds) => samples or a promise of them }. Returns { name -> { median, p10 } } in microseconds.
 */
export async function inTurn(contestants, rounds, milliseconds) {
  const all = new Map(contestants.map(({ name }) => [name, []]));
  // Warm-up, dropped. V8 replaces a kernel's first machine code by its best after some 200 ms of running.
  const warmUp = Math.min(8 * milliseconds, 500);
  for (const { sample: take } of contestants) await take(warmUp);
  for (let round = 0; round < rounds; round++) {
    for (const { name, sample: take } of contestants) all.get(name).push(...(await take(milliseconds)));
  }
  return Object.fromEntries([...all].map(([name, samples]) => [name, statistics(samples)]));
}

export function statistics(samples) {
  const sorted = [...samples].sort((a, b) => a - b);
  return { median: sorted[Math.floor(sorted.length / 2)], p10: sorted[Math.floor(sorted.length / 10)] };
}
