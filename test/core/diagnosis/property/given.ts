import type { Candidate, ProblemInput } from "../../../../src/core/problem";
import type { Dtype, Tensor } from "../../../../src/core/tensor";
import { roundTo } from "../../../../src/core/ulp";

/** How numbers reach the product: as a binary file holds them, as text with all digits, or printed to a few. */
export type Given =
  | { readonly kind: "exact" }
  | { readonly kind: "file" | "text"; readonly dtype: Exclude<Dtype, "float64"> } // of a short dtype, with it or as doubles
  | { readonly kind: "printed"; readonly decimals: number; readonly inputs: boolean };

export const GIVEN: readonly Given[] = [
  { kind: "exact" },
  { kind: "file", dtype: "float32" },
  { kind: "file", dtype: "float16" },
  { kind: "file", dtype: "bfloat16" },
  { kind: "text", dtype: "float32" },
  { kind: "text", dtype: "float16" },
  { kind: "text", dtype: "bfloat16" },
  ...[3, 4, 5, 6, 7, 8].flatMap((decimals) =>
    [false, true].map((inputs): Given => ({ kind: "printed", decimals, inputs })),
  ),
];

export function nameOf(given: Given): string {
  switch (given.kind) {
    case "exact":
      return "exact";
    case "file":
      return given.dtype;
    case "text":
      return `${given.dtype} as text`;
    case "printed":
      return `${given.decimals} decimals${given.inputs ? ", inputs too" : ""}`;
  }
}

function rounded({ shape, values }: Tensor, given: Given): Tensor {
  switch (given.kind) {
    case "exact":
      return { shape, values, dtype: "float64" };
    case "file":
      return { shape, values: Float32Array.from(values, (value) => roundTo(value, given.dtype)), dtype: given.dtype };
    case "text":
      return { shape, values: Float64Array.from(values, (value) => roundTo(value, given.dtype)), dtype: "float64" };
    case "printed":
      return {
        shape,
        values: Float64Array.from(values, (value) => Number(value.toFixed(given.decimals))),
        dtype: "float64",
      };
  }
}

/** The candidate as it reaches the product. */
export function candidateAs(candidate: Candidate, given: Given): Candidate {
  const { dx, dgamma, dbeta } = candidate;
  return {
    ...(dx && { dx: rounded(dx, given) }),
    ...(dgamma && { dgamma: rounded(dgamma, given) }),
    ...(dbeta && { dbeta: rounded(dbeta, given) }),
  };
}

/** The inputs as the backward pass gets them: short numbers where it computes with such, before the candidate is made. */
export function inputsBefore(input: ProblemInput, given: Given): ProblemInput {
  return given.kind === "file" || given.kind === "text"
    ? withTensors(input, (tensor) => rounded(tensor, given))
    : input;
}

/** The inputs as they reach the product: printed, after the candidate was made of all their digits. */
export function inputsAfter(input: ProblemInput, given: Given): ProblemInput {
  return given.kind === "printed" && given.inputs ? withTensors(input, (tensor) => rounded(tensor, given)) : input;
}

function withTensors(input: ProblemInput, map: (tensor: Tensor) => Tensor): ProblemInput {
  const { x, gamma, beta, dout, runningMean, runningVar } = input;
  const vector = (value: Tensor | number | undefined): Tensor | number | undefined =>
    value === undefined || typeof value === "number" ? value : map(value);
  return {
    ...input,
    x: map(x),
    gamma: vector(gamma),
    beta: vector(beta),
    dout: dout && map(dout),
    runningMean: runningMean && map(runningMean),
    runningVar: runningVar && map(runningVar),
  };
}
