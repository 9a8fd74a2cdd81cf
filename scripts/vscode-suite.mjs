// Bundles test/vscode and runs it inside the extension host of a real VS Code.
//   node scripts/vscode-suite.mjs [--kind node|web] [--stack] [--extension DIR ...] [PART ...]
// PART: a piece of a test file's name. --kind web runs the extension's browser entry in the web worker's host. --stack: the
// tests of scripts/stack.mjs instead.
// GRADIENT_LENS_GREP chooses tests by title. Desktop VS Code is used where it can be had (see lib/desktop.mjs).
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { runTests } from "@vscode/test-electron";
import { build } from "esbuild";
import { shared } from "./build.mjs";
import { findDesktopVSCode } from "./lib/desktop.mjs";
import { root } from "./lib/paths.mjs";
import { testFiles } from "./lib/test-files.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    kind: { type: "string", default: "node" },
    stack: { type: "boolean" },
    extension: { type: "string", multiple: true },
  },
});
const isWeb = values.kind === "web";
const names = isWeb ? [] : ["debuggers", "guest", ...(values.stack ? ["jupyter"] : [])];
const helpers = names.map((name) => join(root, "test", "launcher", name));
const extensions = values.extension ?? [root, ...helpers];
// The web worker's host has no debuggers of its own and no Node: those suites name themselves.
const tests = testFiles(values.stack ? "vscodeStack" : "vscode", positionals).filter(
  (file) => !isWeb || !file.endsWith(".node.test.ts"),
);
if (tests.length === 0) {
  console.error(`None of ${positionals.join(" ")} runs in the web worker's host`);
  process.exit(1);
}

mkdirSync(join(root, "build"), { recursive: true });
const out = mkdtempSync(join(root, "build", "vscode-suite-"));
const folder = mkdtempSync(join(tmpdir(), "gradient-lens-workspace-"));
try {
  cpSync(join(root, "examples"), folder, { recursive: true });
  await build({
    ...shared,
    entryPoints: Object.fromEntries(
      ["test/vscode/index.ts", ...tests].map((file) => [
        file
          .replace(/^test\/vscode\//, "")
          .replaceAll("/", "-")
          .replace(/\.ts$/, ""),
        file,
      ]),
    ),
    outdir: out,
    outExtension: { ".js": ".cjs" },
    platform: "node",
    format: "cjs",
    minify: false,
    sourcemap: "inline",
    external: ["vscode", "mocha"],
  });
  await runTests({
    // The web run has no desktop counterpart: it is VS Code in a browser by nature.
    vscodeExecutablePath: (!isWeb && (await findDesktopVSCode())) || join(root, "scripts", "run-vscode.mjs"),
    extensionDevelopmentPath: extensions.map((path) => resolve(path)),
    extensionTestsPath: join(out, "index.cjs"),
    extensionTestsEnv: { GRADIENT_LENS_KIND: values.kind, GRADIENT_LENS_ROOT: root },
    launchArgs: [folder, ...(isWeb ? ["--extensionDevelopmentKind=web"] : [])],
  });
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  rmSync(out, { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
}
