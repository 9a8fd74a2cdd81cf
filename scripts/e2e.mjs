// Bundles test/e2e and runs it with mocha on Node: clicks through a real workbench with Playwright.
//   node scripts/e2e.mjs [PART ...] [-- mocha options]      PART: a piece of a spec file's name
// GRADIENT_LENS_UPDATE=1 replaces the reference pictures in test/e2e/pictures.
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { shared } from "./build.mjs";
import { keepScripts } from "./lib/keep-scripts.mjs";
import { runMocha } from "./lib/mocha.mjs";
import { root } from "./lib/paths.mjs";
import { toolEnvironment } from "./lib/run.mjs";
import { runnerArguments, testFiles } from "./lib/test-files.mjs";

const { parts, mocha } = runnerArguments(process.argv.slice(2));
const specs = testFiles("e2e", parts);
/** Two workbenches: each waits for its server, its extension host and its page in turn. */
const PROCESSES = 2;

mkdirSync(join(root, "build"), { recursive: true });
const out = mkdtempSync(join(root, "build", "e2e-"));
try {
  await build({
    ...shared,
    entryPoints: specs,
    outdir: out,
    outbase: "test/e2e",
    outExtension: { ".js": ".mjs" },
    platform: "node",
    format: "esm",
    minify: false,
    sourcemap: "inline",
    packages: "external",
    plugins: [keepScripts],
  });
  process.exitCode = runMocha(`${out}/**/*.spec.mjs`, {
    processes: parts.length === 0 ? PROCESSES : 1,
    mocha: ["--exit", "--reporter", "scripts/lib/reporter.cjs", ...mocha],
    env: toolEnvironment(),
    input: "ignore",
  });
} finally {
  rmSync(out, { recursive: true, force: true });
}
