import { fromBase64 } from "../../encoding/base64";
import { bindBatchnorm, type BatchnormKernel } from "../../../build/kernel/batchnorm";
import { bindGradcheck, type GradcheckKernel } from "../../../build/kernel/gradcheck";
import { bindReduce, type ReduceKernel } from "../../../build/kernel/reduce";
import { bindTally, type TallyKernel } from "../../../build/kernel/tally";
import plain from "../../../build/kernel/batchnorm.wasm";
import relaxed from "../../../build/kernel/batchnorm.relaxed.wasm";
import plainCheck from "../../../build/kernel/gradcheck.wasm";
import relaxedCheck from "../../../build/kernel/gradcheck.relaxed.wasm";
import halve from "../../../build/kernel/reduce.wasm";
import count from "../../../build/kernel/tally.wasm";

/** One instance of a module. */
export interface Kernel<Functions> {
  readonly functions: Functions;
  readonly buffer: ArrayBuffer; // the memory
}

/** The part of WebAssembly used here: TypeScript keeps its types in the DOM library, which Node's side does not see. */
interface Wasm {
  compile(bytes: Uint8Array): Promise<object>;
  Memory: new (size: { initial: number; maximum: number }) => { readonly buffer: ArrayBuffer };
  Instance: new (module: object, imports: { env: { memory: object } }) => { readonly exports: object };
}

export const PAGE = 65536;
/** The last page a 32-bit address reaches. */
export const MAX_PAGES = 65536;

/** A compiled module; each problem gets an instance with a memory of its own. */
export class KernelModule<Functions> {
  constructor(
    private readonly wasm: Wasm,
    private readonly module: object,
    private readonly bind: (instance: object) => Functions,
  ) {}

  /** An instance with exactly this much memory, which never grows: views of it stay valid. */
  instantiate(pages: number): Kernel<Functions> {
    const memory = new this.wasm.Memory({ initial: pages, maximum: pages });
    const instance = new this.wasm.Instance(this.module, { env: { memory } });
    return { functions: this.bind(instance.exports), buffer: memory.buffer };
  }
}

/** All kernels, compiled once. */
export interface Kernels {
  readonly batchnorm: KernelModule<BatchnormKernel>;
  readonly gradcheck: KernelModule<GradcheckKernel>;
  readonly reduce: KernelModule<ReduceKernel>;
  readonly tally: KernelModule<TallyKernel>;
  readonly fused: boolean;
}

/** Compiles the kernels: those with fused multiply-add where the machine has it, else plain SIMD. Throws where neither compiles. */
export async function compileKernels(allowFused: boolean): Promise<Kernels> {
  const wasm = (globalThis as { WebAssembly?: Wasm }).WebAssembly;
  if (!wasm) throw new Error("this host has no WebAssembly");
  const compile = async (fused: boolean): Promise<Kernels> => {
    const [batchnorm, gradcheck, reduce, tally] = await Promise.all([
      wasm.compile(fromBase64(fused ? relaxed : plain)),
      wasm.compile(fromBase64(fused ? relaxedCheck : plainCheck)),
      wasm.compile(fromBase64(halve)),
      wasm.compile(fromBase64(count)),
    ]);
    return {
      batchnorm: new KernelModule(wasm, batchnorm, bindBatchnorm),
      gradcheck: new KernelModule(wasm, gradcheck, bindGradcheck),
      reduce: new KernelModule(wasm, reduce, bindReduce),
      tally: new KernelModule(wasm, tally, bindTally),
      fused,
    };
  };
  if (allowFused) {
    try {
      const kernels = await compile(true);
      if (isFused(kernels.batchnorm.instantiate(1))) return kernels;
    } catch {
      // Relaxed SIMD is younger than SIMD: the plain build below works wherever SIMD does.
    }
  }
  return compile(false);
}

/** (1 + 2^-30)(1 - 2^-30) - 1 is -2^-60 when fused and 0 when the product is rounded first. */
function isFused({ functions, buffer }: Kernel<BatchnormKernel>): boolean {
  const at = 1024;
  const lanes = new Float64Array(buffer, at, 8);
  lanes.set([1 + 2 ** -30, 1 + 2 ** -30, 1 - 2 ** -30, 1 - 2 ** -30, -1, -1]);
  functions.multiplyAdd({ at });
  return lanes[6] === -(2 ** -60) && lanes[7] === -(2 ** -60);
}
