/**
 * The entry that VS Code's extension host calls. Runs every suite that was bundled beside it, and prints each line with
 * a mark in front, because VS Code writes its own log to the same channel.
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import Mocha from "mocha";
import { SUITE } from "../../scripts/lib/suite-mark.mjs";

function print(text: string): void {
  for (const line of text.split("\n")) console.log(SUITE + line);
}

/** Prints what runs as it runs, and one line with the sums that `npm test` reads. */
class SuiteReporter extends Mocha.reporters.Base {
  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    const failures: { title: string; message: string }[] = [];
    let passed = 0;
    let pending = 0;
    let depth = 0;
    const indented = (text: string): void => print("  ".repeat(depth + 1) + text);
    runner.on("suite", (suite) => {
      if (suite.title) indented(suite.title);
      depth++;
    });
    runner.on("suite end", () => depth--);
    runner.on("pass", (test) => {
      passed++;
      indented(`✔ ${test.title} (${test.duration ?? 0} ms)`);
    });
    runner.on("pending", (test) => {
      pending++;
      indented(`- ${test.title}`);
    });
    runner.on("fail", (test, error: Error) => {
      failures.push({ title: test.fullTitle(), message: error.message });
      indented(`✘ ${test.title}\n${error.stack ?? error.message}`);
    });
    runner.once("end", () => {
      print(`${passed} passed, ${failures.length} failed`);
      print(`@tally ${JSON.stringify({ passed, failed: failures.length, pending, failures })}`);
    });
  }
}

/** Rejects when a test failed, which makes VS Code end with 1. */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: "bdd", timeout: 60_000, reporter: SuiteReporter });
  if (process.env.GRADIENT_LENS_GREP) mocha.grep(process.env.GRADIENT_LENS_GREP);
  for (const file of readdirSync(__dirname)
    .filter((name) => name.endsWith(".test.cjs"))
    .sort()) {
    mocha.addFile(join(__dirname, file));
  }
  const failed = await new Promise<number>((resolve) => mocha.run(resolve));
  if (failed > 0) throw new Error(`${failed} tests failed`);
}
