import { batchnormGradients } from "../../core/batchnorm/batchnorm";
import { createChecker } from "../../core/gradcheck/gradcheck";
import type { Engine } from "./engine";
import { reduce } from "./loops/level-reduction";
import { tally } from "./check-tally";

/** The readable reference of core as an engine, for hosts that do not allow WebAssembly. */
export function createTypescriptEngine(): Engine {
  return {
    name: "typescript",
    label: "TypeScript",
    bytes: 0, // arrays stay where their owner put them
    room: ({ rows, channels }) => ({
      x: new Float64Array(rows * channels),
      dout: new Float64Array(rows * channels),
    }),
    leaveRoom: () => undefined,
    adopt: (problem) => problem,
    replaceDout: () => false,
    gradients: batchnormGradients,
    checker: createChecker,
    reduce,
    tally,
    dispose: () => undefined,
  };
}
