// Bundles the unit tests with esbuild and runs them with mocha on Node.
//   node scripts/unit.mjs [PART ...] [-- mocha options]     PART: a piece of the test file's path, such as core/gradcheck
// The bundle goes to a folder of its own, so that several runs do not disturb each other.
import { spawnSync } from "node:child_process";
import { globSync, mkdirSync, rmSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { buildKernels, kernelsAreStale, shared } from "./build.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const args = process.argv.slice(2);
const cut = args.indexOf("--");
const parts = cut < 0 ? args : args.slice(0, cut);
const mochaArgs = cut < 0 ? [] : args.slice(cut + 1);

// test/vscode runs inside VS Code, test/e2e and test/webview in a browser: they have runners of their own.
const files = globSync(
  "test/{core,torch,encoding,input,compute,kernel,panel,editor,debug,unit,compatibility}/**/*.test.ts",
  {
    cwd: root,
  },
)
  .filter((file) => parts.length === 0 || parts.some((part) => file.includes(part)))
  .sort();
if (files.length === 0) {
  console.error(`No unit test matches ${parts.join(" ") || "test/**"}`);
  process.exit(1);
}
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
    format: "cjs",
    outExtension: { ".js": ".cjs" },
    sourcemap: "linked",
    minify: false,
    external: [
      "vscode",
      "vscode-json-languageservice",
      "esbuild",
      "eslint",
      "typescript",
      "playwright-core",
      "typescript-eslint",
    ],
  });
  const run = spawnSync(
    process.execPath,
    [
      "--enable-source-maps",
      "node_modules/mocha/bin/mocha.js",
      "--timeout",
      "120000",
      ...mochaArgs,
      `${out}/**/*.test.cjs`,
    ],
    { cwd: root, stdio: "inherit" },
  );
  process.exitCode = run.status ?? 1;
} finally {
  // Coverage is worked out afterwards, from the bundles; scripts/coverage.mjs clears them away.
  if (!process.env.NODE_V8_COVERAGE) rmSync(`${root}/${out}`, { recursive: true, force: true });
}
