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

interface Failure {
  readonly title: string;
  readonly message: string;
}

/** What a rejection says when it is the product's or a test's: VS Code's own parts live in the same process. */
function ourRejection(reason: unknown): string | null {
  const text = reason instanceof Error ? (reason.stack ?? reason.message) : String(reason);
  const isOurs = [join(process.env.GRADIENT_LENS_ROOT ?? "", "dist"), __dirname].some((path) => text.includes(path));
  return isOurs || /webview/i.test(text) ? text : null; // what fails on the way to a webview has no path of ours
}

/** Prints what runs as it runs, and one line with the sums that `npm test` reads. */
class SuiteReporter extends Mocha.reporters.Base {
  /** Of the run that has ended: tests, and rejections that no test looked at. */
  static failed = 0;

  constructor(runner: Mocha.Runner, options: Mocha.MochaOptions) {
    super(runner, options);
    const failures: Failure[] = [];
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
    // Mocha leaves the rejections of an extension to whoever listens besides.
    const onRejection = (reason: unknown): void => {
      const message = ourRejection(reason);
      if (message === null) return;
      const title = `${runner.currentRunnable?.fullTitle() ?? "between the tests"}: a promise was rejected and nobody looked`;
      failures.push({ title, message });
      indented(`✘ ${title}\n${message}`);
    };
    process.on("unhandledRejection", onRejection);
    runner.once("end", () => {
      process.off("unhandledRejection", onRejection);
      print(`${passed} passed, ${failures.length} failed`);
      print(`@tally ${JSON.stringify({ passed, failed: failures.length, pending, failures })}`);
      SuiteReporter.failed = failures.length;
    });
  }
}

/** Rejects when a test failed, which makes VS Code end with 1. */
export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: "bdd", timeout: 60_000, reporter: SuiteReporter });
  mocha.forbidOnly();
  if (process.env.GRADIENT_LENS_GREP) mocha.grep(process.env.GRADIENT_LENS_GREP);
  for (const file of readdirSync(__dirname)
    .filter((name) => name.endsWith(".test.cjs"))
    .sort()) {
    mocha.addFile(join(__dirname, file));
  }
  // A rejection of the last test is told after the test: it has its turn before the run is over.
  mocha.rootHooks({ afterAll: () => new Promise((resolve) => setImmediate(resolve)) });
  await new Promise<number>((resolve) => mocha.run(resolve));
  const { failed } = SuiteReporter;
  if (failed > 0) throw new Error(`${failed} tests failed`);
}
