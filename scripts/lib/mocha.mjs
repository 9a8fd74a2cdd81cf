// Runs mocha on bundled tests, each file in one process.
import { spawnSync } from "node:child_process";
import { availableParallelism } from "node:os";
import { root } from "./paths.mjs";

/**
 * Runs the tests that `pattern` names, and gives mocha's exit status.
 * @param {string} pattern of bundled test files, seen from the project's folder
 * @param {object} how
 * @param {number} [how.processes] most processes of use; one where a part of the tests is run, which is watched as it runs
 * @param {readonly string[]} how.mocha further arguments
 * @param {NodeJS.ProcessEnv} [how.env]
 * @param {"inherit" | "ignore"} [how.input] what the tests find as standard input
 */
export function runMocha(pattern, { processes = 1, mocha, env, input = "inherit" }) {
  const jobs = Math.min(availableParallelism(), processes);
  const run = spawnSync(
    process.execPath,
    [
      ...["--enable-source-maps", "node_modules/mocha/bin/mocha.js", "--timeout", "120000"],
      ...(jobs > 1 ? ["--parallel", "--jobs", String(jobs)] : []),
      ...mocha,
      pattern,
    ],
    { cwd: root, stdio: [input, "inherit", "inherit"], env },
  );
  return run.status ?? 1;
}
