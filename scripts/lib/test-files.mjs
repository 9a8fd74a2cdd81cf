// Which test files each runner takes. Whatever is no other runner's is the unit tests', so that a new folder is run.
import { globSync } from "node:fs";
import { root } from "./paths.mjs";

const OTHERS = /^test\/(webview|vscode|e2e|stack)\//;
const RUNNERS = {
  unit: { pattern: "test/**/*.test.ts", takes: (file) => !OTHERS.test(file) },
  webview: { pattern: "test/webview/**/*.test.ts", takes: () => true },
  vscode: { pattern: "test/vscode/**/*.test.ts", takes: (file) => !file.endsWith(".stack.test.ts") },
  vscodeStack: { pattern: "test/vscode/**/*.stack.test.ts", takes: () => true },
  e2e: { pattern: "test/e2e/**/*.spec.ts", takes: () => true },
  // What is PyTorch's alone, and what the unit tests have held against Debian's PyTorch.
  stack: {
    pattern: ["test/{stack,torch}/**/*.test.ts", "test/debug/readers/python/{agent,debugpy,libraries}.test.ts"],
    takes: () => true,
  },
};

/**
 * The test files of a runner, those whose path holds one of `parts` where there are
 * any. Ends the process when there is none: a run without a test is no run that passed.
 */
export function testFiles(runner, parts = []) {
  const { pattern, takes } = RUNNERS[runner];
  const files = globSync(pattern, { cwd: root })
    .map((file) => file.replaceAll("\\", "/"))
    .filter(takes)
    .filter((file) => parts.length === 0 || parts.some((part) => file.includes(part)))
    .sort();
  if (files.length === 0) {
    console.error(`No test of "${runner}" matches ${parts.join(" ") || pattern}`);
    process.exit(1);
  }
  return files;
}

/** The arguments of a runner: pieces of paths, and what follows "--" for mocha. A test marked `only` is refused. */
export function runnerArguments(args, mochaDefaults = []) {
  const cut = args.indexOf("--");
  const mocha = cut < 0 ? mochaDefaults : args.slice(cut + 1);
  return { parts: cut < 0 ? args : args.slice(0, cut), mocha: ["--forbid-only", ...mocha] };
}
