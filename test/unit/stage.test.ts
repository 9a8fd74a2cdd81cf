import assert from "node:assert/strict";
import { runStage, type StageResult } from "../../scripts/lib/stage.mjs";

/** Runs a stage that is a few lines of JavaScript. */
async function run(code: string, tallies: boolean): Promise<StageResult & { readonly lines: readonly string[] }> {
  const lines: string[] = [];
  const command = [process.execPath, "-e", code];
  const result = await runStage({ title: "Toy", command, tallies }, { print: (line) => lines.push(line) });
  return { ...result, lines };
}
const tally = (passed: number, failed = 0, pending = 0): string => {
  const failures = Array.from({ length: failed }, (_, i) => ({ title: `test ${i}`, message: "1 !== 2" }));
  return `console.log('@tally ${JSON.stringify({ passed, failed, pending, failures })}');`;
};
const marked = tally(2).replace("@tally", "[suite] @tally");
const messages = ({ failures }: StageResult): string[] => failures.map(({ title, message }) => `${title}: ${message}`);

describe("a stage of npm test", () => {
  it("counts what its runners say, several of them together, and passes on what else they print", async () => {
    const result = await run(`console.log("hello");${tally(3)}${tally(4)}${marked}`, true);
    assert.deepEqual([result.passed, result.failed, result.lines], [9, 0, ["hello"]]);
  });

  it("counts as one test when it runs none of its own", async () => {
    assert.deepEqual(await run("", false), { passed: 1, failed: 0, failures: [], lines: [] });
    assert.deepEqual(messages(await run("process.exit(3)", false)), ["Toy: ended with 3"]);
  });

  it("fails when no test ran", async () => {
    assert.deepEqual(messages(await run(tally(0), true)), ["Toy: ran no test"]);
  });

  it("fails when it ends well without a count", async () => {
    const result = await run("console.log('12 passing')", true);
    assert.equal(result.passed, 0);
    assert.deepEqual(messages(result), ["Toy: ended well, but did not say how many tests it ran"]);
  });

  it("fails by a test that was skipped", async () => {
    const result = await run(tally(5, 0, 2), true);
    assert.deepEqual([result.passed, result.failed, messages(result)], [5, 2, ["Toy: 2 tests were skipped"]]);
  });

  it("fails by its exit code though all tests passed, and counts failed tests once", async () => {
    assert.deepEqual(messages(await run(`${tally(5)}process.exitCode = 1`, true)), ["Toy: ended with 1"]);
    const result = await run(`${tally(5, 1)}process.exitCode = 1`, true);
    assert.deepEqual([result.passed, result.failed, messages(result)], [5, 1, ["test 0: 1 !== 2"]]);
  });

  it("fails when a signal ends it, and when there is no such program", async () => {
    assert.deepEqual(messages(await run("process.kill(process.pid, 'SIGKILL')", true)), ["Toy: ended with SIGKILL"]);
    const none = await runStage({ title: "Toy", command: ["no-such-program"] }, { print: () => undefined });
    assert.deepEqual(messages(none), ["Toy: ended with ENOENT"]);
  });
});
