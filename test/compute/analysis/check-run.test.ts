import assert from "node:assert/strict";
import { CheckRun } from "../../../src/compute/analysis/check-run";
import { createTypescriptEngine } from "../../../src/compute/engine/typescript-engine";
import { createProblem } from "../../../src/core/problem";
import { standardNormal } from "../../../src/core/arithmetic/random";

describe("a check's time", () => {
  const now = performance.now.bind(performance);
  afterEach(() => {
    performance.now = now;
  });

  it("is that of its work, without the waiting for the pictures", async () => {
    const shape = [1500, 1]; // of so many rows a check waits
    const problem = createProblem({ x: { shape, values: standardNormal(1500, 1), dtype: "float64" } });
    assert.ok(problem.ok);
    const engine = createTypescriptEngine();
    const gradients = engine.gradients(problem.value, "standard");
    let time = 0;
    performance.now = () => time;
    const milliseconds = await new Promise<number>((resolve, reject) => {
      const listener = {
        progress: () => undefined,
        done: (_: unknown, spent: number) => {
          resolve(spent);
        },
        failed: reject,
      };
      const run = new CheckRun(engine, problem.value, gradients, "standard", listener, undefined);
      run.start(true);
      time = 1000; // the page has drawn its pictures
      run.begin();
      time = 1007;
    });
    assert.ok(milliseconds <= 7, `took ${milliseconds} ms of 7`);
  });
});
