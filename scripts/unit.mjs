// Bundles the unit tests with esbuild and runs them with mocha on Node.
//   node scripts/unit.mjs [--stack] [PART ...] [-- mocha options]
// PART: a piece of the test file's path, such as core/gradcheck. --stack: the tests of scripts/stack.mjs instead.
// The bundle goes to a folder of its own, so that several runs do not disturb each other.
import { mkdirSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { buildKernels, kernelsAreStale, shared } from "./build.mjs";
import { keepScripts } from "./lib/keep-scripts.mjs";
import { runMocha } from "./lib/mocha.mjs";
import { runnerArguments, testFiles } from "./lib/test-files.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
/** What modules of CommonJS find around them, for those that are bundled. */
const COMMONJS = `
import { createRequire as createOwnRequire } from "node:module";
import { fileURLToPath as toOwnPath } from "node:url";
const require = createOwnRequire(import.meta.url);
const __filename = toOwnPath(import.meta.url);
const __dirname = toOwnPath(new URL(".", import.meta.url));`;

/** Most processes that are of use: the longest file takes about a fourth of the time. */
const PROCESSES = 4;

const isStack = process.argv[2] === "--stack";
const { parts, mocha } = runnerArguments(process.argv.slice(isStack ? 3 : 2));
const files = testFiles(isStack ? "stack" : "unit", parts);
if (kernelsAreStale()) buildKernels();
const out = `build/unit/${process.pid}`;
mkdirSync(`${root}/${out}`, { recursive: true });
try {
  await build({
    ...shared,
    entryPoints: files,
    outdir: out,
    outbase: "test",
    platform: "node",
    // What several tests use is bundled and loaded once.
    format: "esm",
    splitting: true,
    outExtension: { ".js": ".mjs" },
    banner: { js: COMMONJS },
    mainFields: ["module", "main"],
    sourcemap: "linked",
    minify: false,
    plugins: [keepScripts],
    external: [
      "vscode",
      "esbuild",
      "eslint",
      "mocha",
      "playwright-core",
      "prettier",
      "typescript",
      "typescript-eslint",
    ],
  });
  process.exitCode = runMocha(`${out}/**/*.test.mjs`, { processes: parts.length === 0 ? PROCESSES : 1, mocha });
} finally {
  // Coverage is worked out afterwards, from the bundles; scripts/coverage.mjs clears them away.
  if (!process.env.NODE_V8_COVERAGE) rmSync(`${root}/${out}`, { recursive: true, force: true });
}
