import plainBytes from "../../build/kernel/batchnorm.wasm";
import relaxedBytes from "../../build/kernel/batchnorm.relaxed.wasm";

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
  group: number,
  rowPairs: number,
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

export interface Kernel {
  readonly exports: KernelExports;
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

/** The kernels, compiled once; each problem gets an instance with a memory of its own. */
export class KernelModule {
  private constructor(
    private readonly wasm: Wasm,
    private readonly module: object,
    readonly fused: boolean,
  ) {}

  /** Compiles the kernels: those with fused multiply-add where the machine has it, else plain SIMD. Throws where neither compiles. */
  static async compile(allowFused: boolean): Promise<KernelModule> {
    const wasm = (globalThis as { WebAssembly?: Wasm }).WebAssembly;
    if (!wasm) throw new Error("this host has no WebAssembly");
    if (allowFused) {
      try {
        const relaxed = new KernelModule(wasm, await wasm.compile(relaxedBytes), true);
        if (isFused(relaxed.instantiate(1))) return relaxed;
      } catch {
        // Relaxed SIMD is younger than SIMD: the plain build below works wherever SIMD does.
      }
    }
    return new KernelModule(wasm, await wasm.compile(plainBytes), false);
  }

  /** An instance with exactly this much memory, which never grows: views of it stay valid. */
  instantiate(pages: number): Kernel {
    const memory = new this.wasm.Memory({ initial: pages, maximum: pages });
    const instance = new this.wasm.Instance(this.module, { env: { memory } });
    return { exports: instance.exports as KernelExports, buffer: memory.buffer };
  }
}

/** (1 + 2^-30)(1 - 2^-30) - 1 is -2^-60 when fused and 0 when the product is rounded first. */
function isFused({ exports, buffer }: Kernel): boolean {
  const at = 1024;
  const lanes = new Float64Array(buffer, at, 8);
  lanes.set([1 + 2 ** -30, 1 + 2 ** -30, 1 - 2 ** -30, 1 - 2 ** -30, -1, -1]);
  exports.multiplyAdd(at);
  return lanes[6] === -(2 ** -60) && lanes[7] === -(2 ** -60);
}
