import assert from "node:assert/strict";
import type { PartChecker } from "../../../src/compute/analysis/check-part";
import { CheckRun, type CheckListener, type CheckTiming } from "../../../src/compute/analysis/check-run";
import { createTypescriptEngine } from "../../../src/compute/engine/typescript-engine";
import { UNCHECKED } from "../../../src/core/gradcheck/unchecked";
import { createProblem } from "../../../src/core/problem";
import type { Check } from "../../../src/core/verdict";
import { standardNormal } from "../../../src/core/arithmetic/random";
import type { CheckState } from "../../../src/protocol/analysis-state";
import { change } from "../../core/change";
import { normalProblem } from "../../core/datasets";
import { ASKING, SLOW } from "../../panel/interleavings/in-thread-worker";

/** A run whose reports are kept. */
class Watched {
  readonly states: CheckState[] = [];
  readonly run: CheckRun;
  check: Check | undefined;
  private failed: unknown;

  constructor(spoil?: (dx: Float64Array) => void, timing: CheckTiming = ASKING, partChecker?: PartChecker) {
    const problem = normalProblem(7, [6, 3], 0, 1);
    const gradients = SLOW.gradients(problem, "standard");
    const dx = Float64Array.from(gradients.dx);
    spoil?.(dx);
    const listener: CheckListener = {
      progress: (state) => this.states.push(state),
      done: (check) => (this.check = check),
      failed: (error) => (this.failed = error),
    };
    const ask = { problem, gradients: { ...gradients, dx }, precision: "standard" as const };
    this.run = new CheckRun(SLOW, ask, listener, partChecker, timing);
    this.run.start(false);
  }

  /** Resolves when the run says what is asked for. */
  async until(isSo: (watched: this) => boolean): Promise<void> {
    for (let turns = 0; turns < 10_000 && !isSo(this); turns++) await new Promise((resolve) => setImmediate(resolve));
    if (this.failed) throw this.failed as Error;
    assert.ok(isSo(this), "it never came to it");
  }

  async untilAsked(): Promise<Extract<CheckState, { status: "sampled" }>> {
    await this.until(({ states }) => states.at(-1)?.status === "sampled");
    const state = this.states.at(-1);
    assert.ok(state?.status === "sampled");
    return state;
  }

  get unchecked(): number {
    return this.run.error.filter((error) => error === UNCHECKED).length;
  }
}

describe("a check that takes long", () => {
  it("answers by a sample over all columns, asks, and goes on with all cells at a word", async () => {
    const watched = new Watched();
    const { found, total } = await watched.untilAsked();
    assert.deepEqual([found.verdict, found.tensors.dx.cells, total], ["correct", 3, 18]);
    assert.match(found.reason, /^correct: a sample of 9 of 24 cells/);
    assert.ok(watched.unchecked >= 18 - 3 - 2 && watched.unchecked < 18, "what is not checked looks so");
    for (let turns = 0; turns < 50; turns++) await new Promise((resolve) => setImmediate(resolve));
    assert.equal(watched.states.at(-1)?.status, "sampled", "nobody has said a word");

    watched.run.checkAll();
    assert.equal(watched.states.at(-1)?.status, "running");
    const running = watched.states.at(-1);
    assert.ok(running?.status === "running" && running.millisecondsLeft !== undefined && running.found);
    await watched.until(({ check }) => check !== undefined);
    assert.match(watched.check?.reason ?? "", /^correct: 24 of 24 cells/);
    assert.equal(watched.unchecked, 0);
    watched.run.checkAll(); // once more: it is done
    assert.equal(watched.run.state.status, "running");
  });

  it("goes on by itself where all cells take no two minutes", async () => {
    assert.ok(ASKING.limits);
    const watched = new Watched(undefined, { limits: { ...ASKING.limits, consentMilliseconds: Infinity } });
    await watched.until(({ check }) => check !== undefined);
    assert.match(watched.check?.reason ?? "", /^correct: 24 of 24 cells/);
    assert.ok(watched.states.some(({ status }) => status === "running"));
    assert.ok(watched.states.every(({ status }) => status !== "sampled"));
    assert.ok(watched.states.some((state) => state.status !== "done" && state.found?.reason.includes("a sample of 9")));
  });

  it("keeps what was done when it is cancelled, and says how much that is", async () => {
    const watched = new Watched();
    await watched.untilAsked();
    watched.run.checkAll();
    await watched.until(({ run }) => run.state.status !== "done" && run.state.done >= 8);
    watched.run.cancel();
    const { state } = watched.run;
    assert.ok(state.status === "cancelled" && state.found);
    assert.match(state.found.reason, /^correct: (\d+) of 24 cells so far/);
    assert.equal(state.found.tensors.dx.cells, state.done);
    assert.ok(watched.unchecked <= 18 - state.done);
    watched.run.checkAll();
    await new Promise((resolve) => setTimeout(resolve, 5));
    assert.equal(watched.run.state.status, "cancelled");
    assert.equal(watched.check, undefined);
  });

  it("stays with the sample when it is cancelled before more is known", async () => {
    const watched = new Watched();
    await watched.untilAsked();
    watched.run.cancel();
    const { state } = watched.run;
    assert.ok(state.status === "cancelled" && state.found);
    assert.match(state.found.reason, /^correct: a sample of 9 of 24 cells/);
  });

  it("calls a wrong cell wrong as soon as it has come to it, in the sample and after it", async () => {
    const everywhere = new Watched((dx) => {
      for (let i = 0; i < dx.length; i++) change(dx, i, (value) => value + 1);
    });
    const { found } = await everywhere.untilAsked();
    assert.match(found.reason, /^wrong: 3 cells differ in a sample of 9 of 24 cells/);

    // A cell early in the first column that the sample leaves out, or has: it is found all the same.
    const once = new Watched((dx) => {
      change(dx, 3 * 3, (value) => value + 1);
    });
    await once.untilAsked();
    once.run.checkAll();
    await once.until(({ run }) => run.state.status !== "done" && run.state.done >= 6);
    const { state } = once.run;
    assert.ok(state.status === "running");
    assert.match(state.found?.reason ?? "", /^wrong: 1 cell differs in /);
    await once.until(({ check }) => check !== undefined);
    assert.match(once.check?.reason ?? "", /^wrong: 1 of 24 cells differ/);
  });
});

describe("a check's time", () => {
  it("is that of its work, without the waiting for the pictures", async () => {
    const shape = [1500, 1]; // of so many rows a check waits
    const problem = createProblem({ x: { shape, values: standardNormal(1500, 1), dtype: "float64" } });
    assert.ok(problem.ok);
    const engine = createTypescriptEngine();
    const gradients = engine.gradients(problem.value, "standard");
    let time = 0;
    const milliseconds = await new Promise<number>((resolve, reject) => {
      const listener = {
        progress: () => undefined,
        done: (_: unknown, spent: number) => {
          resolve(spent);
        },
        failed: reject,
      };
      const ask = { problem: problem.value, gradients, precision: "standard" as const };
      const run = new CheckRun(engine, ask, listener, undefined, { now: () => time });
      run.start(true);
      time = 1000; // the page has drawn its pictures
      run.begin();
      time = 1007;
    });
    assert.ok(milliseconds <= 7, `took ${milliseconds} ms of 7`);
  });
});
