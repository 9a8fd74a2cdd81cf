// One stage of `npm test`: a program that is run to its end, and what it counts for.
// Stages print what they like. A line "@tally {...}" gives the counts of a runner of tests; there may be several. Nothing
// is left out silently: a test that was skipped counts as failed, and so does a runner that ran no test.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { SUITE } from "./suite-mark.mjs";

const KEYS = ["passed", "failed", "pending"];

/** Takes the lines of a stage. `add` gives false for a line that is no tally. */
function createTally() {
  const sums = { passed: 0, failed: 0, pending: 0, failures: [], isThere: false };
  const add = (line) => {
    const said = line.startsWith(SUITE) ? line.slice(SUITE.length) : line; // desktop VS Code passes it on with its mark
    const json = /^@tally (\{.*\})$/.exec(said)?.[1];
    if (!json) return false;
    const part = JSON.parse(json);
    for (const key of KEYS) sums[key] += part[key];
    sums.failures.push(...part.failures);
    sums.isThere = true;
    return true;
  };
  return { sums, add };
}

/**
 * What a stage counts for: { passed, failed, failures: [{ title, message }] }. `tallies`: it runs tests and says how many;
 * any other stage is one test that its exit code decides.
 */
function judge({ title, tallies }, code, { passed, failed, pending, failures, isThere }) {
  const result = { passed, failed: failed + pending, failures: [...failures] };
  const fail = (message) => {
    result.failed++;
    result.failures.push({ title, message });
  };
  if (pending > 0) result.failures.push({ title, message: `${pending} tests were skipped` });
  if (!tallies) {
    if (code === 0) result.passed++;
    else fail(`ended with ${code}`);
  } else if (code !== 0) {
    if (failed === 0) fail(`ended with ${code}`);
  } else if (!isThere) fail("ended well, but did not say how many tests it ran");
  else if (passed + failed === 0) fail("ran no test");
  return result;
}

/** Runs a stage { title, command, tallies } with its output handed to `print` line by line. Gives what it counts for. */
export async function runStage(stage, { print = console.log, ...options } = {}) {
  const [program, ...args] = stage.command;
  const child = spawn(program, args, { ...options, stdio: ["ignore", "pipe", "inherit"] });
  const { sums, add } = createTally();
  createInterface({ input: child.stdout }).on("line", (line) => {
    if (!add(line)) print(line);
  });
  const code = await new Promise((resolve) => {
    child.once("error", (error) => {
      print(error.message);
      resolve(error.code);
    });
    child.once("close", (status, signal) => resolve(status ?? signal));
  });
  return judge(stage, code, sums);
}
