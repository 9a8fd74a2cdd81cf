// `npm test`: everything. Each stage runs even when an earlier one failed; the last line adds them up.
//   node scripts/test.mjs [--only STAGE[,STAGE ...]]
// scripts/lib/stage.mjs says what counts as passed and failed. Stages of one `lane` each use one core: they run at once.
import { parseArgs } from "node:util";
import { root } from "./lib/paths.mjs";
import { node24, toolEnvironment } from "./lib/run.mjs";
import { runStage } from "./lib/stage.mjs";
import { librariesOfToday, versions } from "./lib/versions.mjs";

const node = node24();
const reporter = ["--reporter", "scripts/lib/reporter.cjs"];
const STAGES = [
  { name: "system", title: "System parts", command: [node, "scripts/lib/system.mjs"] },
  { name: "build", title: "Build", command: [node, "scripts/setup.mjs"] },
  { name: "lint", lane: "static", title: "Lint", command: ["eslint", ".", "--max-warnings", "0"] },
  { name: "format", lane: "static", title: "Formatting", command: ["prettier", "--check", "--log-level", "warn", "."] },
  { name: "types", lane: "static", title: "Types", command: [node, "scripts/types.mjs"] },
  {
    name: "unit",
    title: "Unit tests",
    command: [node, "scripts/unit.mjs", "--", ...reporter],
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

const { values } = parseArgs({ options: { only: { type: "string" } } });
const names = values.only?.split(",");
const unknown = names?.filter((name) => !STAGES.some((stage) => stage.name === name)) ?? [];
if (unknown.length) {
  console.error(`expected stages out of ${STAGES.map((stage) => stage.name).join(", ")}, got ${unknown.join(", ")}`);
  process.exit(2);
}
const options = { cwd: root, env: toolEnvironment({ NO_COLOR: "1" }), shell: process.platform === "win32" };
const total = { passed: 0, failed: 0, failures: [] };

/** Runs a stage. Its output comes as it runs, or in one piece at its end where others run beside it. */
async function runAndPrint(stage, isAlone) {
  const lines = [];
  const print = isAlone ? console.log : (line) => void lines.push(line);
  print(`\n=== ${stage.title}`);
  const started = Date.now();
  const { passed, failed, failures } = await runStage(stage, { ...options, print });
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  print(`--- ${stage.title}: ${passed} passed, ${failed} failed, ${seconds} s`);
  for (const line of lines) console.log(line);
  total.passed += passed;
  total.failed += failed;
  total.failures.push(...failures.map(({ title, message }) => `${stage.name}: ${title}: ${message.split("\n", 1)[0]}`));
}

const chosen = STAGES.filter(({ name }) => !names || names.includes(name));
for (const [i, stage] of chosen.entries()) {
  if (stage.lane && stage.lane === chosen[i - 1]?.lane) continue; // it ran beside the one before
  const lane = stage.lane ? chosen.filter((other) => other.lane === stage.lane) : [stage];
  await Promise.all(lane.map((one) => runAndPrint(one, lane.length === 1)));
}
if (total.failures.length) console.log(`\nFailed:\n${total.failures.map((line) => `  ${line}`).join("\n")}`);
console.log(`\nRan with ${versions().join(", ")}.`);
console.log(`Python libraries from PyPI: ${librariesOfToday()}.`);
console.log(`\n${total.passed} passed, ${total.failed} failed`);
process.exit(total.failed ? 1 : 0);
