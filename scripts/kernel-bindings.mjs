// Writes build/kernel/NAME.ts for each kernel of src/kernel/assembly: its functions with named arguments.
//   node scripts/kernel-bindings.mjs
import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { bindings } from "./lib/kernel-bindings.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = `${root}/src/kernel/assembly`;

/** Entry points that have bindings: builds with relaxed SIMD export the same functions. */
function kernels() {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".ts") && !name.startsWith("_") && !name.endsWith(".relaxed.ts"))
    .map((name) => name.replace(/\.ts$/, ""));
}

/** Writes the bindings of all kernels. */
export function writeKernelBindings() {
  mkdirSync(`${root}/build/kernel`, { recursive: true });
  for (const kernel of kernels()) {
    const target = `${root}/build/kernel/${kernel}.ts`;
    const text = bindings(kernel, readFileSync(`${folder}/${kernel}.ts`, "utf8"));
    const unfinished = `${target}.${process.pid}`; // renamed when whole: others may be reading the old one
    writeFileSync(unfinished, text);
    renameSync(unfinished, target);
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) writeKernelBindings();
