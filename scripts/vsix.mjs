// Packages the extension, looks into the package, installs it into a fresh VS Code and opens the panel by command:
// what a user gets, not what lies in the clone.
//   node scripts/vsix.mjs
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { unzipSync } from "fflate";
import { root } from "./lib/paths.mjs";
import { cleanEnvironment, node24, run, toolEnvironment } from "./lib/run.mjs";
import { installServer } from "./lib/vscode-server.mjs";
import { openWorkbench } from "./lib/workbench.mjs";
import { packCli } from "./npm-package.mjs";

const vsix = join(root, "build", "gradient-lens.vsix");
/** All that a package may hold. */
const MAY_HOLD = [
  /^extension\.vsixmanifest$/,
  /^\[Content_Types\]\.xml$/,
  /^extension\/(package(\.nls(\.[\w-]+)?)?\.json|readme\.md|changelog\.md|LICENSE(\.txt)?)$/i,
  /^extension\/dist\/(webview\/)?[\w.-]+\.(js|css|ttf)$/,
  /^extension\/dist\/third-party-notices\.txt$/,
  /^extension\/(media|l10n)\/[\w./-]+$/,
  /^extension\/examples\/(activations|wrong-gradient\.gradlens)\.json$/, // of the guided tour, and of the walkthrough
];
const MUST_HOLD = [
  "dist/extension.js",
  "dist/extension.web.js",
  "dist/worker.js",
  "dist/worker.web.js",
  "dist/host.js",
  "dist/mcp.js",
  "dist/report.js",
  "dist/webview/main.js",
  "dist/webview/chunk.js",
  "dist/webview/explain-part.js",
  "dist/third-party-notices.txt",
  "examples/activations.json",
  "examples/wrong-gradient.gradlens.json",
];
const SIZE_LIMIT = 640_000; // bytes

const tests = [];
const test = (title, body) => tests.push({ title, body });

const scratch = mkdtempSync(join(tmpdir(), "gradient-lens-vsix-"));
const extensionsDir = join(scratch, "extensions");
const folder = join(scratch, "workspace");

test("vsce packages the extension", async () => {
  mkdirSync(join(root, "build"), { recursive: true });
  rmSync(vsix, { force: true });
  // The package's own build is the small one without maps: the next set-up builds again.
  rmSync(join(root, "build", "sources.sha256"), { force: true });
  await run("npm", ["run", "--silent", "package"], {
    cwd: root,
    env: toolEnvironment(),
    shell: process.platform === "win32",
  });
});

test("the package holds what runs, and nothing else", () => {
  const names = Object.keys(unzipSync(readFileSync(vsix))).filter((name) => !name.endsWith("/"));
  const strangers = names.filter((name) => !MAY_HOLD.some((pattern) => pattern.test(name)));
  assert.deepEqual(strangers, []);
  for (const name of MUST_HOLD) assert.ok(names.includes(`extension/${name}`), `expected ${name} in the package`);
  const size = statSync(vsix).size;
  console.log(`    ${names.length} files, ${size.toLocaleString("en")} bytes`);
  assert.ok(size <= SIZE_LIMIT, `expected at most ${SIZE_LIMIT} bytes, got ${size}`);
  assert.ok(!names.includes("extension/dist/cli.js"), "the terminal's program is a package of its own");
});

test("VS Code installs it", async () => {
  const server = await installServer();
  const folders = ["--extensions-dir", extensionsDir, "--user-data-dir", join(scratch, "user-data")];
  await run(node24(), [join(server, "out", "server-main.js"), "--install-extension", vsix, ...folders], {
    stdio: ["ignore", "ignore", "ignore"],
  });
  const installed = readdirSync(extensionsDir).filter((name) => name.startsWith("gradient-lens.gradient-lens-"));
  assert.equal(installed.length, 1, `expected the extension in ${readdirSync(extensionsDir).join(", ")}`);
});

test("the installed extension opens its panel and draws", async () => {
  cpSync(join(root, "examples"), folder, { recursive: true });
  const workbench = await openWorkbench({ folder, extensions: [], extensionsDir });
  try {
    await workbench.openFile("activations.json");
    await workbench.runCommand("Gradient Lens: Show Batch-Norm Gradients");
    await workbench.drawn();
  } catch (error) {
    mkdirSync(join(root, "build", "logs"), { recursive: true });
    await workbench.page.screenshot({ path: join(root, "build", "logs", "vsix.png") });
    throw error;
  } finally {
    await workbench.close();
  }
});

test("npm packs the terminal's program, which runs where it is installed", async () => {
  const packed = await packCli();
  const home = join(scratch, "terminal");
  mkdirSync(home);
  const options = { cwd: home, env: cleanEnvironment(), shell: process.platform === "win32" };
  await run("npm", ["init", "--yes"], { ...options, stdio: "ignore" });
  await run("npm", ["install", packed, "--offline", "--no-audit", "--no-fund", "--silent"], options);
  const wrong = join(root, "examples", "wrong-gradient.gradlens.json");
  const program = spawnSync("npx", ["--offline", "gradient-lens", wrong, "--report", "report.html"], options);
  assert.equal(program.status, 1, String(program.stderr));
  assert.match(String(program.stdout), /Your dx and dbeta are wrong/);
  assert.match(readFileSync(join(home, "report.html"), "utf8"), /<title>wrong-gradient/);
});

const failures = [];
try {
  for (const { title, body } of tests) {
    try {
      await body();
      console.log(`  ✔ ${title}`);
    } catch (error) {
      failures.push({ title, message: error.message });
      console.log(`  ✘ ${title}\n${error.stack}`);
    }
  }
} finally {
  rmSync(scratch, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
}
console.log(
  `@tally ${JSON.stringify({ passed: tests.length - failures.length, failed: failures.length, pending: 0, failures })}`,
);
process.exit(failures.length ? 1 : 0);
