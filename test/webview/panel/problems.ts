import { batchnormGradients } from "../../../src/core/batchnorm/batchnorm";
import { normalised } from "../../../src/core/batchnorm/normaliser";
import { createProblem, type ProblemInput } from "../../../src/core/problem";
import { standardNormal } from "../../../src/core/arithmetic/random";
import { sizeOf, type Tensor } from "../../../src/core/tensor";
import type { Provenance } from "../../../src/protocol/provenance";
import { itemAt } from "../../../src/core/item-at";

interface NamedProblem {
  readonly input: ProblemInput;
  readonly provenance?: Partial<Provenance>;
}

/** A seeded standard normal tensor. */
export function normal(shape: readonly number[], seed: number): Tensor {
  return { shape, values: standardNormal(sizeOf(shape), seed), dtype: "float64" };
}

/** The same to the bit in every engine: their own logarithms and cosines differ in the last places. */
function rounded(shape: readonly number[], seed: number): Tensor {
  const drawn = normal(shape, seed);
  return { ...drawn, values: drawn.values.map((value) => Math.round(value * 2 ** 20) / 2 ** 20) };
}

/** Activations as a network gives them: columns of their own mean and spread, a slow wave along the batch. */
function activations(rows: number, columns: number): Tensor {
  const { shape, values, dtype } = normal([rows, columns], 11);
  const shaped = values.map((value, i) => {
    const column = i % columns;
    const row = (i - column) / columns;
    return (0.5 + (column % 7) / 4) * (value + Math.sin(row / 9 + column / 5)) + 0.4 * Math.cos(column);
  });
  return { shape, values: shaped, dtype };
}

function tensorOf(...values: number[]): Tensor {
  return { shape: [values.length], values: Float64Array.from(values), dtype: "float64" };
}

/** Gradients of a layer that forgot gamma: the first mistake of the catalogue. */
function withoutGamma(): ProblemInput {
  const input = { x: activations(64, 16), gamma: normal([16], 4), beta: normal([16], 5), dout: normal([64, 16], 6) };
  const problem = createProblem(input);
  if (!problem.ok) throw new Error(problem.fault.text);
  const { dx } = batchnormGradients(problem.value, "standard");
  const wrong = dx.map((value, i) => value / itemAt(input.gamma.values, i % 16));
  return { ...input, candidate: { dx: { shape: [64, 16], values: wrong, dtype: "float64" } } };
}

/** Right gradients of a layer that does what the source says nothing of. */
function rightUnder(input: ProblemInput, unsaid: Partial<ProblemInput>): ProblemInput {
  const problem = createProblem({ ...input, ...unsaid });
  if (!problem.ok) throw new Error(problem.fault.text);
  const { dx, dgamma, dbeta } = batchnormGradients(problem.value, "standard");
  const vector = (values: Float64Array): Tensor => ({ shape: [values.length], values, dtype: "float64" });
  const candidate = { dx: { shape: input.x.shape, values: dx, dtype: "float64" as const }, dgamma: vector(dgamma), dbeta: vector(dbeta) }; // prettier-ignore
  return { ...input, candidate };
}

/** Right gradients but for some cells of dx. */
function wrongWhere(shape: readonly [number, number], isWrong: (row: number, column: number) => boolean): ProblemInput {
  const { candidate, ...input } = rightUnder({ x: normal(shape, 31), dout: normal(shape, 32) }, {});
  const dx = candidate?.dx;
  if (dx === undefined || typeof dx === "number") throw new Error("expected a dx");
  const [, columns] = shape;
  const values = Float64Array.from(dx.values, (value, i) =>
    isWrong(Math.floor(i / columns), i % columns) ? 1.5 * value + 0.1 : value,
  );
  return { ...input, candidate: { ...candidate, dx: { ...dx, values } } };
}

/** What a forward keeps of x: xhat, and rstd of each column. */
function keptOf(input: ProblemInput, withRstd: boolean): ProblemInput {
  const problem = createProblem(input);
  if (!problem.ok) throw new Error(problem.fault.text);
  const { normaliser } = batchnormGradients(problem.value, "standard");
  const cell = normalised(problem.value, normaliser);
  const D = problem.value.layout.channels;
  const values = Float64Array.from(input.x.values, (_, i) => cell(i, i % D));
  const { r } = normaliser;
  return { ...input, x: { ...input.x, values }, xKept: "xhat", ...(withRstd && { rstd: tensorOf(...r) }) };
}

const given = { x: normal([12, 4], 21), gamma: normal([4], 22), beta: normal([4], 23), dout: normal([12, 4], 24) };

const LONG = "normalised_input_activations_of_the_third_residual_block_before_the_last_batch_normalization";

/** Problems of tests and pictures: ordinary ones, and what is hard to show well. */
export const PROBLEMS: Readonly<Record<string, () => NamedProblem>> = {
  ordinary: () => ({ input: { x: activations(64, 48) } }),
  small: () => ({ input: { x: normal([7, 3], 2), gamma: normal([3], 3) } }),
  evaluation: () => {
    const given = { mode: "eval", runningMean: tensorOf(0.5, 0, -1), runningVar: tensorOf(2, 1, 0.5) } as const;
    return { input: { x: normal([7, 3], 2), ...given } };
  },
  "other conventions": () => ({
    input: {
      ...{ x: normal([7, 3], 2), gamma: normal([3], 3), eps: 0.5 },
      ...({ variance: "unbiased", epsPlacement: "outside", activation: "leaky-relu", slope: 0.2 } as const),
    },
  }),
  "one row": () => ({ input: { x: normal([1, 12], 2) } }),
  "one column": () => ({ input: { x: normal([500, 1], 2) } }),
  "10,000 columns": () => ({ input: { x: normal([40, 10_000], 2) } }),
  "long names": () => ({
    input: { x: activations(24, 18) },
    provenance: {
      kind: "debugger",
      title: `${LONG} in train_model_with_distributed_data_parallel.py:41`,
      details: [
        "session Python: Current File with Arguments (rank 3 of 8)",
        "thread MainThread, frame forward, train_model_with_distributed_data_parallel.py:41",
        `expression self.encoder.blocks[3].${LONG}`,
      ],
      how: "through the debug protocol, in 3 pieces, digest checked",
      whole: false,
      canReveal: false,
    },
  }),
  "all NaN": () => ({ input: { x: { ...normal([6, 6], 2), values: new Float64Array(36).fill(NaN) } } }),
  "with NaN": () => {
    const x = activations(64, 32);
    x.values[5 * 32 + 3] = NaN;
    x.values[9 * 32 + 9] = Infinity;
    return { input: { x } };
  },
  constant: () => {
    const x = activations(32, 12);
    for (let row = 0; row < 32; row++) x.values[row * 12 + 3] = 0.1;
    return { input: { x } };
  },
  // Tokens of a language model, B x T x D, and the usual dx without its mean path.
  "layer norm": () => {
    const shape = [2, 5, 8];
    const input = { norm: "layer" as const, x: rounded(shape, 51), gamma: rounded([8], 52), dout: rounded(shape, 53) };
    const { candidate, ...rest } = rightUnder(input, {});
    const dx = candidate?.dx;
    if (dx === undefined) throw new Error("expected a dx");
    const values = dx.values.map((value, i) => (i === 27 ? value + 0.5 : value));
    return { input: { ...rest, candidate: { dx: { ...dx, values } } }, provenance: { title: "tokens.npz" } };
  },
  "rms norm": () => ({
    input: {
      ...{ norm: "rms", x: rounded([12, 16], 54), gamma: rounded([16], 55), dout: rounded([12, 16], 60) },
      ...{ gammaOffset: 1, eps: 1e-6 },
    },
  }),
  "group norm": () => ({
    input: {
      ...{ norm: "group", groups: 2, x: rounded([3, 6, 4], 56), gamma: rounded([6], 57), dout: rounded([3, 6, 4], 61) },
    },
  }),
  "right for another layer": () => {
    const input = { x: rounded([3, 4, 6], 63), dout: rounded([3, 4, 6], 64) };
    return { input: { ...rightUnder(input, { norm: "instance" }), norm: "group", groups: 2 } };
  },
  "instance norm": () => ({
    input: {
      ...{ norm: "instance", x: rounded([3, 4, 6, 5], 58), gamma: rounded([4], 59), dout: rounded([3, 4, 6, 5], 62) },
    },
  }),
  images: () => ({ input: { x: normal([4, 6, 12, 10], 8) }, provenance: { title: "features.npy", kind: "file" } }),
  // dout = 3 x: all of dx but what eps leaves cancels.
  cancelling: () => {
    const x = normal([16, 4], 2);
    return { input: { x, dout: { ...x, values: x.values.map((value) => 3 * value) } } };
  },
  // One value far from all others: most of them fall into few bins.
  spike: () => {
    const x = normal([4096, 1], 3);
    x.values[7] = 100;
    return { input: { x } };
  },
  // Columns as large and as small as doubles are.
  extremes: () => {
    const size = [1.7e308, 1e-310, 5e-324];
    const values = Float64Array.from({ length: 18 }, (_, i) => (i % 2 ? -1 : 1) * itemAt(size, i % 3));
    return { input: { x: { shape: [6, 3], values, dtype: "float64" }, eps: 0 } };
  },
  // In single precision under one exponent the second row is 0.
  "small beside huge": () => ({ input: { x: { ...tensorOf(1e300, 2, 1e15 + 1, 3, -1e300, 5, 7, 4), shape: [4, 2] } } }),
  // dx is infinite in columns 1 and 2, NaN in column 4.
  "odd gradients": () => {
    const x = normal([12, 5], 2);
    x.values[5 * 3 + 4] = NaN;
    return { input: { x, gamma: tensorOf(1, 1.7e308, -1.7e308, 0.5, 1), dout: normal([12, 5], 9) } };
  },
  // What matters stands behind six digits that are all alike.
  offset: () => {
    const x = normal([20, 3], 2);
    return { input: { x: { ...x, values: x.values.map((value) => 1e6 + 0.05 * value) } } };
  },
  // Its check takes many seconds.
  "long check": () => ({ input: { x: normal([2500, 16], 2), activation: "relu" } }),
  // This one's hours.
  "endless check": () => ({ input: { x: normal([30_000, 24], 2), activation: "relu" } }),
  candidate: () => ({ input: withoutGamma() }),
  "candidate with NaN": () => {
    const { candidate, ...input } = rightUnder(given, {});
    const dx = candidate?.dx;
    if (dx === undefined || typeof dx === "number") throw new Error("expected a dx");
    const values = Float64Array.from(dx.values, (value, i) => (i === 17 ? NaN : i === 30 ? 1e9 : value));
    return { input: { ...input, candidate: { ...candidate, dx: { ...dx, values } } } };
  },
  "wrong in the last columns": () => ({ input: wrongWhere([40, 77], (_, column) => column >= 64) }),
  "right candidate": () => ({ input: rightUnder({ ...given, eps: 0.3 }, {}) }),
  // The first lacks gamma, the second is right.
  "right by xhat without rstd": () => ({ input: keptOf(rightUnder({ ...given, x: activations(12, 4) }, {}), false) }),
  "xhat of a layer": () => ({
    input: {
      ...keptOf({ x: activations(64, 16), gamma: normal([16], 4), dout: normal([64, 16], 6), eps: 1e-3 }, true),
      eps: undefined,
    },
  }),
  "two candidates": () => {
    const { candidate, ...input } = withoutGamma();
    const { candidate: right } = rightUnder(input, {});
    return { input: { ...input, candidate, candidate2: { dx: right?.dx, dgamma: right?.dgamma } } };
  },
  "right but blind": () => {
    const { x, dout } = given;
    return { input: rightUnder({ x, dout, gamma: 1, beta: 0 }, {}) };
  },
  "right for the unbiased variance": () => ({ input: rightUnder(given, { variance: "unbiased" }) }),
  "right for features first": () => {
    const input = { x: normal([4, 12], 21), dout: normal([4, 12], 24) };
    const { candidate, ...rest } = rightUnder(input, { axis: 0 });
    return { input: { ...rest, candidate: { dx: candidate?.dx } } };
  },
  "right for channels last": () => {
    const input = { x: normal([5, 4, 3], 21), gamma: normal([3], 22), dout: normal([5, 4, 3], 24) };
    return { input: rightUnder(input, { axis: -1 }) };
  },
  "right for two batches": () => ({ input: rightUnder(given, { split: [6, 6] }) }),
  "right for padding": () => {
    const padded = normal([12, 4], 21).values.map((value, i) => (i < 36 ? value : 0));
    const x = { ...given.x, values: padded };
    const rows = Float64Array.from({ length: 12 }, (_, row) => (row < 9 ? 1 : 0));
    return { input: rightUnder({ ...given, x }, { mask: { shape: [12], values: rows, dtype: "float64" } }) };
  },
  "right for a leaky ReLU": () => ({ input: rightUnder(given, { activation: "leaky-relu", slope: 0.2 }) }),
  "right for another gamma": () => {
    const { gamma, ...rest } = given;
    return { input: rightUnder(rest, { gamma: { ...gamma, values: Float64Array.of(0.68, -1.4, 1.02, 2) } }) };
  },
  "right for the sum of squares": () => {
    const { dout, ...rest } = given;
    const problem = createProblem({ ...rest, dout });
    if (!problem.ok) throw new Error(problem.fault.text);
    const { out } = batchnormGradients(problem.value, "standard");
    return { input: rightUnder(rest, { dout: { ...dout, values: out.map((value) => 2 * value) } }) };
  },
  ranks: () => ({
    input: {
      x: activations(48, 12),
      parts: [
        { name: "rank 0", outer: 16 },
        { name: "rank 1", outer: 16 },
        { name: "rank 2", outer: 16 },
      ],
    },
  }),
};

/** The problem of a name among those above. */
export function problemNamed(name: string): NamedProblem {
  const make = PROBLEMS[name];
  if (!make) throw new Error(`expected one of ${Object.keys(PROBLEMS).join(", ")}, got ${name}`);
  return make();
}
