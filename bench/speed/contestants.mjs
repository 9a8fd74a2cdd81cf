// The product's engine and its peers, opened once for a run of the speed benches.
import { OURS } from "../lib/figures.mjs";
import { inTurn, loadProduct, makeProblem, sample } from "./measure.mjs";
import { compileLimit, findPython, KEEP_PAGES, Peer } from "./peers.mjs";
import { openTfjs, tfjsStep } from "./tfjs.mjs";

export class Contestants {
  async open(quick) {
    this.quick = quick;
    this.product = await loadProduct();
    this.engine = (await this.product.createEngine()).engine;
    const python = findPython();
    const library = compileLimit();
    this.hasLimit = python !== null && library !== null;
    if (python) {
      this.kept = new Peer(python, library, KEEP_PAGES);
      this.plain = new Peer(python, library, {});
      this.hasTorch = (await this.kept.versions()).torch !== null;
    }
  }

  close() {
    this.kept?.close();
    this.plain?.close();
  }

  async setup(shape, dtype, layer) {
    await this.kept?.setup(shape, dtype, layer);
    await this.plain?.setup(shape, dtype, layer);
  }

  /** Forward and backward of all contestants at one size. `layer`: batch norm where nothing names another. */
  async forwardBackward(shape, dtype, rounds, milliseconds, layer = {}) {
    const problem = this.engine.adopt(makeProblem(this.product, shape, dtype, layer));
    await this.setup(shape, dtype, layer);
    const contestants = [{ name: OURS, sample: (ms) => sample(() => this.engine.gradients(problem, "standard"), ms) }];
    const peer = (name, process, what) => contestants.push({ name, sample: (ms) => process.run(what, ms) });
    if (this.hasTorch) {
      peer("torch, 1 thread, pages kept", this.kept, "torch");
      peer("torch, 1 thread, default malloc", this.plain, "torch");
    }
    if (this.kept) peer("NumPy", this.kept, "numpy");
    if (this.hasLimit) peer("memory limit (C -O3, 2 reads 2 writes)", this.kept, "limit");
    let tfjs;
    if (dtype === "float32" && shape[0] * shape[1] <= 1 << 22) {
      this.tfjs ??= await openTfjs();
      tfjs = tfjsStep(this.tfjs, problem.x, problem.dout, shape);
      contestants.push({ name: "tfjs wasm", sample: (ms) => sample(tfjs.run, ms) });
    }
    const results = await inTurn(contestants, rounds, milliseconds);
    tfjs?.close();
    this.engine.dispose(problem);
    return results;
  }

  /** One full check, in microseconds. */
  check(problem, gradients, precision) {
    const columns = problem.layout.channels;
    const checker = this.engine.checker(problem, gradients, { precision, from: 0, to: columns });
    while (!checker.advance(1000));
    const { verdict, reason } = checker.result();
    if (verdict !== "correct") throw new Error(`expected a correct verdict, got ${reason}`);
  }
}
