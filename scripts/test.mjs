// `npm test`: everything. Each stage runs even when an earlier one failed; the last line adds them up.
//   node scripts/test.mjs [--only STAGE[,STAGE ...]]
// Stages print what they like; a line "@tally {...}" gives their counts. A stage without one counts as one test. A test
// that was skipped counts as failed: nothing is left out silently.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { root } from "./lib/paths.mjs";
import { node24, toolEnvironment } from "./lib/run.mjs";
import { versions } from "./lib/versions.mjs";

const node = node24();
const reporter = ["--reporter", "scripts/lib/reporter.cjs"];
const STAGES = [
  { name: "system", title: "System parts", command: [node, "scripts/lib/system.mjs"] },
  { name: "build", title: "Build", command: [node, "scripts/setup.mjs"] },
  { name: "lint", title: "Lint", command: ["eslint", ".", "--max-warnings", "0"] },
  { name: "format", title: "Formatting", command: ["prettier", "--check", "--log-level", "warn", "."] },
  { name: "types", title: "Types", command: [node, "scripts/types.mjs"] },
  {
    name: "unit",
    title: "Unit tests",
    command: [node, "scripts/coverage.mjs", "--", ...reporter],
    tallies: true,
  },
  { name: "webview", title: "The page in a browser", command: [node, "scripts/webview-test.mjs"], tallies: true },
  { name: "vscode", title: "Inside VS Code", command: [node, "scripts/vscode-suite.mjs"], tallies: true },
  {
    name: "web",
    title: "Inside VS Code's web worker",
    command: [node, "scripts/vscode-suite.mjs", "--kind", "web"],
    tallies: true,
  },
  { name: "e2e", title: "Clicks through the workbench", command: [node, "scripts/e2e.mjs"], tallies: true },
  { name: "vsix", title: "The package", command: [node, "scripts/vsix.mjs"], tallies: true },
  { name: "bench", title: "Benchmarks run", command: [node, "scripts/bench.mjs", "--quick"], tallies: true },
];

/** Sums of a runner that gives no tally: mocha's own words, or ours. */
function readSums(lines) {
  const text = lines.slice(-40).join("\n");
  const number = (pattern) => Number(pattern.exec(text)?.[1] ?? 0);
  if (!/\d+ (passing|passed)/.test(text)) return null;
  return {
    passed: number(/(\d+) pass(?:ing|ed)/),
    failed: number(/(\d+) fail(?:ing|ed)/),
    pending: number(/(\d+) pending/),
    failures: [],
  };
}

/** Runs one stage with its output passed through. Gives its counts. */
async function runStage({ title, command, tallies = false }) {
  console.log(`\n=== ${title}`);
  const started = Date.now();
  const child = spawn(command[0], command.slice(1), {
    cwd: root,
    env: toolEnvironment({ NO_COLOR: "1" }),
    stdio: ["ignore", "pipe", "inherit"],
    shell: process.platform === "win32",
  });
  const tally = { passed: 0, failed: 0, pending: 0, failures: [] };
  const lines = [];
  let tallied = false;
  createInterface({ input: child.stdout }).on("line", (line) => {
    const json = /^@tally (\{.*\})$/.exec(line)?.[1];
    if (json) {
      const part = JSON.parse(json);
      for (const key of ["passed", "failed", "pending"]) tally[key] += part[key];
      tally.failures.push(...part.failures);
      tallied = true;
    } else {
      lines.push(line);
      console.log(line);
    }
  });
  const code = await new Promise((resolve) => {
    child.once("error", (error) => {
      console.error(error.message);
      resolve(1);
    });
    child.once("close", (status, signal) => resolve(status ?? signal));
  });
  if (!tallied && tallies) {
    const sums = readSums(lines);
    if (sums) Object.assign(tally, sums);
  }
  const fail = (message) => {
    tally.failed++;
    tally.failures.push({ title, message });
  };
  if (!tallies && code === 0) tally.passed++;
  if (code !== 0 && tally.failed === 0) fail(`ended with ${code}`);
  if (code === 0 && tally.passed === 0) fail("ran no test");
  if (tally.pending > 0) {
    tally.failed += tally.pending;
    tally.failures.push({ title, message: `${tally.pending} tests were skipped` });
  }
  console.log(
    `--- ${title}: ${tally.passed} passed, ${tally.failed} failed, ${((Date.now() - started) / 1000).toFixed(1)} s`,
  );
  return tally;
}

const { values } = parseArgs({ options: { only: { type: "string" } } });
const names = values.only?.split(",");
const unknown = names?.filter((name) => !STAGES.some((stage) => stage.name === name)) ?? [];
if (unknown.length) {
  console.error(`expected stages out of ${STAGES.map((stage) => stage.name).join(", ")}, got ${unknown.join(", ")}`);
  process.exit(2);
}
const total = { passed: 0, failed: 0, failures: [] };
for (const stage of STAGES.filter(({ name }) => !names || names.includes(name))) {
  const tally = await runStage(stage);
  total.passed += tally.passed;
  total.failed += tally.failed;
  total.failures.push(
    ...tally.failures.map(({ title, message }) => `${stage.name}: ${title}: ${message.split("\n", 1)[0]}`),
  );
}
if (total.failures.length) console.log(`\nFailed:\n${total.failures.map((line) => `  ${line}`).join("\n")}`);
console.log(`\nRan with ${versions().join(", ")}.`);
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed ? 1 : 0);
