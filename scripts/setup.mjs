// All set-up of a fresh clone: dependencies as package-lock.json names them, then the build. Does nothing when nothing
// has changed. Runs on any Node from 20 up with nothing installed, so it imports nothing but Node and scripts/lib.
//   node scripts/setup.mjs [--dependencies]      --dependencies: leave the build alone
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { withLock } from "./lib/lock.mjs";
import { cacheFolder, root } from "./lib/paths.mjs";
import { node24, run, toolEnvironment } from "./lib/run.mjs";

const stampFile = join(root, "build", "sources.sha256");
/** What the bundles are made of. */
const sources = [
  "src",
  "webview",
  "scripts/build.mjs",
  "scripts/lib/kernel-bindings.mjs",
  "scripts/lib/notices.mjs",
  "package.json",
  "package-lock.json",
  "tsconfig.json",
];
const outputs = [
  "dist/extension.js",
  "dist/extension.web.js",
  "dist/worker.js",
  "dist/report.js",
  "dist/webview/main.js",
  "dist/cli.js",
  "dist/third-party-notices.txt",
];

/** True when node_modules holds exactly the packages that package-lock.json names. */
function dependenciesMatch() {
  const installedFile = join(root, "node_modules", ".package-lock.json");
  if (!existsSync(installedFile) || !existsSync(join(root, "node_modules", "node", "bin", "node"))) return false;
  const wanted = JSON.parse(readFileSync(join(root, "package-lock.json"), "utf8")).packages;
  const installed = JSON.parse(readFileSync(installedFile, "utf8")).packages;
  for (const [path, entry] of Object.entries(wanted)) {
    if (path === "") continue;
    // Packages for other systems are optional and stay away.
    if (!installed[path] && !entry.optional) return false;
    if (installed[path] && installed[path].integrity !== entry.integrity) return false;
  }
  return Object.keys(installed).every((path) => path in wanted);
}

function filesUnder(path) {
  const full = join(root, path);
  if (!existsSync(full)) return [];
  const entries = readdirSync(full, { withFileTypes: true, recursive: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

/** One digest over names and contents: file times say nothing after a checkout. */
function digestOfSources() {
  const hash = createHash("sha256");
  for (const source of sources) {
    const files = /\.\w+$/.test(source) ? [join(root, source)] : filesUnder(source);
    for (const file of files) {
      hash.update(relative(root, file)).update("\0").update(readFileSync(file)).update("\0");
    }
  }
  return hash.digest("hex");
}

function isBuilt(digest) {
  return (
    outputs.every((output) => existsSync(join(root, output))) &&
    existsSync(stampFile) &&
    readFileSync(stampFile, "utf8") === digest
  );
}

async function installDependencies() {
  if (dependenciesMatch()) return;
  console.log("Installing dependencies (npm ci) ...");
  await run("npm", ["ci", "--no-audit", "--no-fund"], { cwd: root, shell: process.platform === "win32" });
}

async function buildWhenNeeded() {
  const digest = digestOfSources();
  if (isBuilt(digest)) return;
  console.log("Building ...");
  await run(node24(), ["scripts/build.mjs"], { cwd: root, env: toolEnvironment() });
  mkdirSync(join(root, "build"), { recursive: true });
  writeFileSync(stampFile, digest);
}

// Two runs in one clone must not both delete node_modules. The lock lies outside it, named after the clone.
const lock = join(cacheFolder(), `setup-${createHash("sha256").update(root).digest("hex").slice(0, 16)}.lock`);
try {
  await withLock(lock, async () => {
    await installDependencies();
    if (!process.argv.includes("--dependencies")) await buildWhenNeeded();
  });
} catch (error) {
  console.error(`Set-up failed: ${error.message}`);
  process.exit(1);
}
