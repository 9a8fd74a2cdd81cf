// The unit tests with coverage of src/ and webview/, by c8.
//   node scripts/coverage.mjs [arguments of unit.mjs]        the report lies in coverage/
import { spawnSync } from "node:child_process";
import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { root } from "./lib/paths.mjs";
import { toolEnvironment } from "./lib/run.mjs";

mkdirSync(join(root, "build"), { recursive: true });
const raw = mkdtempSync(join(root, "build", "coverage-"));
const bundles = new Set();

/**
 * c8 tells our files by the paths in a source map: they must be absolute. Node's own copy of the map, which c8 prefers,
 * holds addresses instead of paths, and goes.
 */
function prepare(file) {
  const coverage = JSON.parse(readFileSync(file, "utf8"));
  delete coverage["source-map-cache"];
  coverage.result = coverage.result.filter(({ url }) => url.includes("/build/unit/"));
  for (const { url } of coverage.result) bundles.add(new URL(url).pathname);
  writeFileSync(file, JSON.stringify(coverage));
}
function makeSourcesAbsolute(bundle) {
  const map = JSON.parse(readFileSync(`${bundle}.map`, "utf8"));
  map.sources = map.sources.map((source) => resolve(dirname(bundle), source));
  writeFileSync(`${bundle}.map`, JSON.stringify(map));
}

let status;
try {
  const env = toolEnvironment({ NODE_V8_COVERAGE: raw });
  const tests = spawnSync(process.execPath, ["scripts/unit.mjs", ...process.argv.slice(2)], {
    cwd: root,
    env,
    stdio: ["ignore", "inherit", "inherit"],
  });
  status = tests.status ?? 1;
  for (const name of globSync("*.json", { cwd: raw })) prepare(join(raw, name));
  for (const bundle of bundles) makeSourcesAbsolute(bundle);
  const report = spawnSync(
    process.execPath,
    [
      ...["node_modules/c8/bin/c8.js", "report", "--temp-directory", raw, "--reports-dir", "coverage"],
      ...["--reporter", "text-summary", "--reporter", "lcov", "--exclude-after-remap"],
      ...["--include", "src/**", "--include", "webview/**"],
    ],
    { cwd: root, env: toolEnvironment(), stdio: ["ignore", "inherit", "inherit"] },
  );
  if (report.status !== 0) status = status || 1;
} finally {
  rmSync(raw, { recursive: true, force: true });
  for (const folder of new Set([...bundles].map((bundle) => bundle.replace(/(\/build\/unit\/[^/]+)\/.*$/, "$1")))) {
    rmSync(folder, { recursive: true, force: true });
  }
}
process.exit(status);
