import assert from "node:assert/strict";
import { createProblem, type Problem, type ProblemInput } from "../../src/core/problem";
import { Random } from "../../src/core/arithmetic/random";
import { itemAt } from "../../src/core/item-at";

function problemOf(input: ProblemInput): Problem {
  const problem = createProblem(input);
  assert.ok(problem.ok);
  return problem.value;
}

/** Normal data with gamma, beta, offset and scale that differ from column to column. */
export function randomProblem(shape: readonly number[], seed: number, single: boolean, offset = 3): Problem {
  const random = new Random(seed);
  const size = shape.reduce((product, extent) => product * extent, 1);
  const D = itemAt(shape, 1);
  const vector = (): Float64Array => Float64Array.from({ length: D }, () => random.normal());
  const means = vector().map((value) => value * offset);
  const inner = shape.slice(2).reduce((product, extent) => product * extent, 1);
  const x = Float64Array.from({ length: size }, (_, i) => random.normal() + itemAt(means, Math.floor(i / inner) % D));
  const dout = Float64Array.from({ length: size }, () => random.normal() + 0.1);
  const dtype = single ? "float32" : "float64";
  const pack = (values: Float64Array): Float64Array | Float32Array => (single ? Float32Array.from(values) : values);
  return problemOf({
    x: { shape, values: pack(x), dtype },
    dout: { shape, values: pack(dout), dtype },
    gamma: { shape: [D], values: vector(), dtype: "float64" },
    beta: { shape: [D], values: vector(), dtype: "float64" },
  });
}
