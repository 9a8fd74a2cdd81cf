import type { Candidate, ProblemInput } from "../../../../src/core/problem";
import { sizeOf, type Tensor } from "../../../../src/core/tensor";
import { itemAt } from "../../../../src/core/item-at";
import { change } from "../../change";

/** A convention, as somebody's layer has it. The problem file may say so, or say nothing of it. */
export interface Layer {
  readonly name: string;
  readonly unbiased?: boolean;
  readonly outside?: boolean;
  readonly slope?: number; // of the activation's other side: 0 is a ReLU; none without
  readonly evaluation?: boolean;
  readonly split?: readonly number[]; // samples of each part
  readonly behind?: (out: number) => number; // the slope of an activation that no problem file has
  readonly mask?: readonly number[]; // of the rows
  readonly axis?: number;
  readonly absolute?: boolean; // |gamma|
  readonly carried?: boolean; // dgamma goes on from |gamma| to gamma
}

/** One set of rows that share a mean and a variance, differentiated step by step, as the derivations on the web do. */
function backwardOfSet(
  x: readonly number[],
  dout: readonly number[],
  { gamma, beta, eps, mean, variance }: { gamma: number; beta: number; eps: number; mean?: number; variance?: number },
  {
    unbiased = false,
    outside = false,
    slope,
    behind = () => 1,
    mask = x.map(() => 1),
  }: Pick<Layer, "unbiased" | "outside" | "slope" | "behind"> & { mask?: readonly number[] },
): { dx: number[]; dgamma: number; dbeta: number } {
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const ofRows = (f: (value: number) => number): number => sum(x.map((value, i) => itemAt(mask, i) * f(value)));
  const M = sum(mask);
  const divisor = unbiased ? M - 1 : M;
  const evaluation = mean !== undefined && variance !== undefined;
  const mu = evaluation ? mean : ofRows((value) => value) / M;
  const v = evaluation ? variance : ofRows((value) => (value - mu) ** 2) / divisor;
  const s = outside ? Math.sqrt(v) + eps : Math.sqrt(v + eps);
  const xhat = x.map((value) => (value - mu) / s);
  const out = xhat.map((value) => gamma * value + beta);
  const g = dout.map((value, i) => value * behind(itemAt(out, i)) * (itemAt(out, i) > 0 ? 1 : (slope ?? 1)));
  const dxhat = g.map((value) => value * gamma);
  const ds = sum(x.map((value, i) => (-itemAt(dxhat, i) * (value - mu)) / s ** 2));
  const dv = outside ? ds / (2 * Math.sqrt(v)) : ds / (2 * s);
  const dmu = -sum(dxhat) / s - (2 * dv * ofRows((value) => value - mu)) / divisor;
  const path = (value: number): number => (2 * dv * (value - mu)) / divisor + dmu / M;
  return {
    dx: x.map((value, i) => itemAt(dxhat, i) / s + (evaluation ? 0 : itemAt(mask, i) * path(value))),
    dgamma: sum(g.map((value, i) => value * itemAt(xhat, i))),
    dbeta: sum(g),
  };
}

/** The right gradients of a layer, every channel by plain loops. */
export function rightGradients(input: ProblemInput, layer: Layer): Required<Candidate> {
  const { shape } = input.x;
  const axis = layer.axis ?? 1;
  const channels = itemAt(shape, axis);
  const inner = sizeOf(shape.slice(axis + 1));
  const dx = new Float64Array(sizeOf(shape));
  const dgamma = new Float64Array(channels);
  const dbeta = new Float64Array(channels);
  const at = (of: Tensor | number | undefined, k: number, standard: number): number =>
    of === undefined ? standard : typeof of === "number" ? of : itemAt(of.values, k);
  for (let k = 0; k < channels; k++) {
    const offsets = Array.from(dx.keys()).filter((offset) => Math.floor(offset / inner) % channels === k);
    const gamma = at(input.gamma, k, 1);
    const numbers = {
      gamma: layer.absolute ? Math.abs(gamma) : gamma,
      beta: at(input.beta, k, 0),
      eps: input.eps ?? 1e-5,
      ...(layer.evaluation && { mean: at(input.runningMean, k, 0), variance: at(input.runningVar, k, 1) }),
    };
    const samples = itemAt(shape, 0);
    let from = 0;
    for (const part of layer.split ?? [samples]) {
      const own = offsets.slice(from, (from += (part * offsets.length) / samples));
      const values = (tensor: Tensor | undefined): number[] =>
        own.map((offset) => (tensor ? itemAt(tensor.values, offset) : 0));
      const set = backwardOfSet(values(input.x), values(input.dout), numbers, layer);
      own.forEach((offset, i) => (dx[offset] = itemAt(set.dx, i)));
      change(dgamma, k, (sum) => sum + (layer.carried ? Math.sign(gamma) : 1) * set.dgamma);
      change(dbeta, k, (sum) => sum + set.dbeta);
    }
  }
  const vector = (values: Float64Array): Tensor => ({ shape: [channels], values, dtype: "float64" });
  return { dx: { shape, values: dx, dtype: "float64" }, dgamma: vector(dgamma), dbeta: vector(dbeta) };
}
