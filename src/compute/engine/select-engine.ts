import type { Engine } from "./engine";
import { createTypescriptEngine } from "./typescript-engine";
import { createEngine } from "./wasm-engine";

interface Choice {
  readonly engine: Engine;
  readonly log: string; // which one, and why; one sentence
}

/** The fast kernels where WebAssembly with SIMD is allowed, else the readable ones. Chosen once, when a worker starts. */
export async function selectEngine(): Promise<Choice> {
  try {
    const { engine, log } = await createEngine();
    return { engine, log };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return {
      engine: createTypescriptEngine(),
      log: `Kernels in TypeScript, because WebAssembly with SIMD cannot be used here: ${reason}`,
    };
  }
}
