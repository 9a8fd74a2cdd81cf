// Component tests of the page: bundled for Node with esbuild, run with mocha, each in a real Chromium.
//   node scripts/webview-test.mjs [PART ...] [-- mocha options]     PART: a piece of the test file's path
import { mkdirSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { runnerArguments, testFiles } from "./lib/test-files.mjs";
import { keepScripts } from "./lib/keep-scripts.mjs";
import { runMocha } from "./lib/mocha.mjs";
import { buildKernels, kernelsAreStale, shared } from "./build.mjs";

/** Two browsers: each draws with several threads of its own. */
const PROCESSES = 2;
const root = fileURLToPath(new URL("..", import.meta.url));
const { parts, mocha } = runnerArguments(process.argv.slice(2), ["--reporter", "scripts/lib/reporter.cjs"]);
const files = testFiles("webview", parts);
if (kernelsAreStale()) buildKernels();
const out = `build/webview-test/${process.pid}`;
mkdirSync(`${root}/${out}`, { recursive: true });
try {
  await build({
    ...shared,
    entryPoints: files,
    outdir: out,
    outbase: "test/webview",
    platform: "node",
    format: "esm",
    outExtension: { ".js": ".mjs" },
    sourcemap: "inline",
    minify: false,
    packages: "external",
    plugins: [keepScripts],
    tsconfig: "webview/tsconfig.json",
  });
  process.exitCode = runMocha(`${out}/**/*.test.mjs`, { processes: parts.length === 0 ? PROCESSES : 1, mocha });
} finally {
  rmSync(`${root}/${out}`, { recursive: true, force: true });
}
