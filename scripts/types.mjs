// Type-checks every part of the house against the globals of the place where it runs: src/core sees neither Node nor
// DOM, webview sees the DOM, the rest sees Node and VS Code.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { writeKernelBindings } from "./kernel-bindings.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const projects = process.argv.slice(2).length
  ? process.argv.slice(2)
  : ["src/core", "src/input", "tsconfig.json", "webview", "test/webview", "bench/heatmap"];
writeKernelBindings();
let failed = 0;
for (const project of projects) {
  const run = spawnSync(process.execPath, ["node_modules/typescript/bin/tsc", "--noEmit", "-p", project], {
    cwd: root,
    stdio: "inherit",
  });
  if (run.status !== 0) failed++;
}
process.exit(failed ? 1 : 0);
