// One of the workers that share a full gradient check: says "ready" when it holds the problem and is warm, "first" when
// it has checked its first cells, "done" at the end.
import { parentPort, workerData } from "node:worker_threads";
import { makeProblem } from "./measure.mjs";

const { product: path, shape, share } = workerData;
const product = await import(path);
const { engine } = await product.createEngine();

function check(problem, [from, to], first) {
  const gradients = engine.gradients(problem, "standard");
  return () => {
    const checker = engine.checker(problem, gradients, { precision: "standard", from, to });
    while (!checker.advance(12)) first?.();
    return checker.result();
  };
}

const warm = engine.adopt(makeProblem(product, [64, 16]));
for (let i = 0; i < 20; i++) check(warm, [0, 16])();
engine.dispose(warm);
const problem = engine.adopt(makeProblem(product, shape));
let said = false;
const run = check(problem, share, () => {
  if (!said) parentPort.postMessage("first");
  said = true;
});
parentPort.on("message", () => {
  const { verdict, reason } = run();
  if (verdict !== "correct") throw new Error(`expected a correct verdict, got ${reason}`);
  if (!said) parentPort.postMessage("first");
  parentPort.postMessage("done");
  parentPort.close();
});
parentPort.postMessage("ready");
