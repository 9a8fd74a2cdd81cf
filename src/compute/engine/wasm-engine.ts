import { batchnormGradients } from "../../core/batchnorm/batchnorm";
import { createChecker } from "../../core/gradcheck/gradcheck";
import type { Gradients } from "../../core/batchnorm/gradients";
import type { Layout } from "../../core/layout";
import type { Problem } from "../../core/problem";
import type { Values } from "../../core/tensor";
import type { Checker, CheckOptions, Counts, Engine, Precision } from "./engine";
import { contiguousSets } from "./contiguous-sets";
import { Counter } from "./kernel-counts";
import { isCovered, kernelGradients } from "./kernel-gradients";
import { CheckScratch } from "./check-scratch";
import { KernelDerivatives } from "./loops/kernel-check";
import { compileKernels, type Kernels } from "./kernel-bindings";
import { adoptProblem, fill, layOut, replaceDout, type Adopted } from "./kernel-memory";
import { Reducer } from "./kernel-levels";

/**
 * The kernels in WebAssembly SIMD, with fused multiply-add where the machine has it and `allowFused` lets it be used.
 * Rejects where a host does not allow WebAssembly or SIMD.
 */
export async function createEngine(allowFused = true): Promise<{ engine: Engine; log: string }> {
  const kernels = await compileKernels(allowFused);
  const kind = kernels.fused ? "SIMD and fused multiply-add" : "SIMD";
  return { engine: new WasmEngine(kernels), log: `Kernels in WebAssembly with ${kind}.` };
}

class WasmEngine implements Engine {
  readonly name = "wasm-simd";
  readonly label: string;
  /** By x, so that a problem with other parameters but the same arrays is still at home. */
  private readonly adopted = new Map<Problem["x"], Adopted>();
  private prepared: { readonly sets: string; readonly memory: Adopted } | undefined;

  private readonly checkScratch: CheckScratch;
  private readonly reducer: Reducer;
  private readonly counter: Counter;

  constructor(private readonly kernels: Kernels) {
    this.label = kernels.fused ? "WebAssembly with fused multiply-add" : "WebAssembly";
    this.checkScratch = new CheckScratch(kernels.gradcheck);
    this.reducer = new Reducer(kernels.reduce);
    this.counter = new Counter(kernels.tally);
  }

  room(layout: Layout): Adopted & { readonly x: Float64Array; readonly dout: Float64Array } {
    const sets = setsOf(layout);
    if (this.prepared?.sets !== sets) {
      this.prepared = { sets, memory: layOut(this.kernels.batchnorm, layout, false) };
    }
    return this.prepared.memory as ReturnType<WasmEngine["room"]>; // in double precision, as asked
  }

  leaveRoom(): void {
    this.prepared = undefined;
  }

  adopt(problem: Problem): Problem {
    const { layout } = problem;
    if (layout.cells && !contiguousSets(layout)) return problem; // no kernel reads it
    const room = this.prepared?.sets === setsOf(layout) ? this.prepared.memory : undefined;
    this.leaveRoom();
    const isAtHome = room !== undefined && (room.x === problem.x || room.dout === problem.dout);
    const adopted = isAtHome ? fill(room, problem) : adoptProblem(this.kernels.batchnorm, problem);
    this.adopted.set(adopted.x, adopted);
    return { ...problem, x: adopted.x, dout: adopted.dout };
  }

  replaceDout(problem: Problem, dout: Values): boolean {
    const adopted = this.adopted.get(problem.x);
    return adopted !== undefined && replaceDout(adopted, problem, dout);
  }

  /**
   * out, dx and the (D) arrays of an adopted problem are views of its memory: the next call for it writes them anew, and
   * they are read no more after dispose.
   */
  gradients(problem: Problem, precision: Precision): Gradients {
    if (precision === "exact" || !isCovered(problem)) return batchnormGradients(problem, precision);
    const adopted = this.adopted.get(problem.x);
    if (adopted?.dout === problem.dout) return kernelGradients(problem, adopted);
    return kernelGradients(problem, adoptProblem(this.kernels.batchnorm, problem)); // its memory lives as long as the result
  }

  checker(problem: Problem, gradients: Gradients, options: CheckOptions): Checker {
    return createChecker(problem, gradients, options, new KernelDerivatives(this.checkScratch, problem.layout.rows));
  }

  reduce(...source: Parameters<Engine["reduce"]>): Float32Array {
    return this.reducer.reduce(...source);
  }

  tally(...numbers: Parameters<Engine["tally"]>): Counts {
    return this.counter.tally(...numbers);
  }

  get bytes(): number {
    let bytes = 0;
    for (const adopted of this.adopted.values()) bytes += adopted.bytes;
    return bytes;
  }

  dispose(problem: Problem): void {
    this.adopted.delete(problem.x);
  }
}

/** What a memory is laid out for. */
function setsOf(layout: Layout): string {
  const { runs, length, period } = contiguousSets(layout) ?? {};
  return [layout.shape.join(" x "), layout.axis, runs, length, period].join();
}
