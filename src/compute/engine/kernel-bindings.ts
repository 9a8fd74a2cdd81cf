import { fromBase64 } from "../../encoding/base64";
import plain from "../../../build/kernel/batchnorm.wasm";
import relaxed from "../../../build/kernel/batchnorm.relaxed.wasm";
import plainCheck from "../../../build/kernel/gradcheck.wasm";
import relaxedCheck from "../../../build/kernel/gradcheck.relaxed.wasm";
import halve from "../../../build/kernel/reduce.wasm";
import count from "../../../build/kernel/tally.wasm";

/** What src/kernel/assembly/batchnorm.ts exports. Addresses are bytes in the imported memory. */
export interface KernelExports {
  gradients64: Strip;
  gradients32: Strip;
  ranges64: Ranges;
  ranges32: Ranges;
  runs64: Runs;
  runs32: Runs;
  rangesOfRuns64: RangesOfRuns;
  rangesOfRuns32: RangesOfRuns;
  multiplyAdd(at: number): void;
}
type Strip = (
  x: number,
  dout: number,
  out: number,
  dx: number,
  stride: number,
  strideOut: number,
  rows: number,
  columns: number,
  records: number,
  arrays: number,
  at: number,
  doubtful: number,
  eps: number,
  training: number,
  cached: number,
) => number;
type Runs = (
  x: number,
  dout: number,
  out: number,
  dx: number,
  step: number,
  stepOut: number,
  outer: number,
  first: number,
  count: number,
  inner: number,
  records: number,
  merged: number,
  arrays: number,
  doubtful: number,
  eps: number,
  training: number,
) => number;
type RangesOfRuns = (x: number, dout: number, outer: number, channels: number, inner: number, arrays: number) => void;
type Ranges = (x: number, dout: number, rows: number, columns: number, arrays: number) => void;

/** What src/kernel/assembly/gradcheck.ts exports. */
export interface CheckExports {
  parameterDifferences(
    x: number,
    dout: number,
    rows: number,
    hGamma: number,
    hBeta: number,
    gamma: number,
    beta: number,
    eps: number,
    variance: number,
    result: number,
  ): void;
  centralDifferences(
    x: number,
    dout: number,
    rows: number,
    from: number,
    to: number,
    h: number,
    gamma: number,
    beta: number,
    eps: number,
    variance: number,
    result: number,
  ): void;
  complexSteps(
    x: number,
    imaginary: number,
    dout: number,
    rows: number,
    from: number,
    to: number,
    h: number,
    gamma: number,
    eps: number,
    variance: number,
    result: number,
  ): void;
}

/** What src/kernel/assembly/reduce.ts exports. */
export interface ReduceExports {
  reduce64: Reduce;
  reduce32: Reduce;
}
type Reduce = (
  source: number,
  rows: number,
  columns: number,
  halveRows: number,
  halveColumns: number,
  target: number,
) => void;

/** What src/kernel/assembly/tally.ts exports. */
export interface TallyExports {
  tally64: Tally;
  tally32: Tally;
}
type Tally = (source: number, count: number, absent: number, result: number) => void;

/** One instance of a module. */
export interface Kernel<Exports = KernelExports> {
  readonly exports: Exports;
  readonly buffer: ArrayBuffer; // the memory
}
export type CheckKernel = Kernel<CheckExports>;

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
export class KernelModule<Exports> {
  constructor(
    private readonly wasm: Wasm,
    private readonly module: object,
  ) {}

  /** An instance with exactly this much memory, which never grows: views of it stay valid. */
  instantiate(pages: number): Kernel<Exports> {
    const memory = new this.wasm.Memory({ initial: pages, maximum: pages });
    const instance = new this.wasm.Instance(this.module, { env: { memory } });
    return { exports: instance.exports as Exports, buffer: memory.buffer };
  }
}

/** All kernels, compiled once. */
export interface Kernels {
  readonly batchnorm: KernelModule<KernelExports>;
  readonly gradcheck: KernelModule<CheckExports>;
  readonly reduce: KernelModule<ReduceExports>;
  readonly tally: KernelModule<TallyExports>;
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
      batchnorm: new KernelModule(wasm, batchnorm),
      gradcheck: new KernelModule(wasm, gradcheck),
      reduce: new KernelModule(wasm, reduce),
      tally: new KernelModule(wasm, tally),
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
function isFused({ exports, buffer }: Kernel): boolean {
  const at = 1024;
  const lanes = new Float64Array(buffer, at, 8);
  lanes.set([1 + 2 ** -30, 1 + 2 ** -30, 1 - 2 ** -30, 1 - 2 ** -30, -1, -1]);
  exports.multiplyAdd(at);
  return lanes[6] === -(2 ** -60) && lanes[7] === -(2 ** -60);
}
