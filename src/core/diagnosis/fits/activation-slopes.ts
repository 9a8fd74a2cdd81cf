import type { Activation } from "../../conventions";

/**
 * Activations that stand behind a batch norm, and most of them are no setting of a problem: the slope of each at z, as torch
 * differentiates it. What reaches the batch norm is dout times that.
 */
export interface ActivationSlope {
  readonly name: string; // "a GELU"
  readonly at: (z: number) => number;
  readonly setting?: Activation; // that a problem has for it
  readonly steps?: boolean; // it has a few values alone, as a ReLU has
}

const HALF_NORMAL = Math.sqrt(2 / Math.PI);
const CUBE = 0.044715; // of the GELU by tanh
const QUICK = 1.702; // of the GELU by sigmoid
const SELU = { scale: 1.0507009873554805, alpha: 1.6732632423543772 };

const sigmoid = (z: number): number => 1 / (1 + Math.exp(-z));
const softplus = (z: number): number => Math.max(z, 0) + Math.log1p(Math.exp(-Math.abs(z)));
const normalDensity = (z: number): number => Math.exp((-z * z) / 2) / Math.sqrt(2 * Math.PI);

/** P(Z <= z) of the standard normal distribution: a half and the series of odd powers, whose terms have one sign. */
function normalShare(z: number): number {
  if (Math.abs(z) > 8.5) return z > 0 ? 1 : 0;
  let term = z;
  let sum = z;
  for (let n = 3; Math.abs(term) > 1e-18 * Math.abs(sum); n += 2) sum += term *= (z * z) / n;
  return 0.5 + normalDensity(z) * sum;
}

/** d/dz of z * sigmoid(factor * z). */
function swish(z: number, factor: number): number {
  const share = sigmoid(factor * z);
  return share * (1 + factor * z * (1 - share));
}

function geluByTanh(z: number): number {
  const t = Math.tanh(HALF_NORMAL * (z + CUBE * z ** 3));
  return 0.5 * (1 + t) + 0.5 * z * (1 - t * t) * HALF_NORMAL * (1 + 3 * CUBE * z * z);
}

function mish(z: number): number {
  const t = Math.tanh(softplus(z));
  return t + z * sigmoid(z) * (1 - t * t);
}

const within = (z: number, low: number, high: number): number => Number(z > low && z < high);

export const ACTIVATION_SLOPES: readonly ActivationSlope[] = [
  { name: "a GELU", setting: "gelu", at: (z) => normalShare(z) + z * normalDensity(z) },
  { name: "a GELU (by tanh)", setting: "gelu-tanh", at: geluByTanh },
  { name: "a SiLU (swish)", setting: "silu", at: (z) => swish(z, 1) },
  { name: "a tanh", setting: "tanh", at: (z) => 1 - Math.tanh(z) ** 2 },
  { name: "a sigmoid", setting: "sigmoid", at: (z) => sigmoid(z) * (1 - sigmoid(z)) },
  { name: "an ELU", at: (z) => (z > 0 ? 1 : Math.exp(z)) },
  { name: "a SELU", at: (z) => SELU.scale * (z > 0 ? 1 : SELU.alpha * Math.exp(z)) },
  { name: "a softplus", at: sigmoid },
  { name: "a mish", at: mish },
  { name: "a GELU (by sigmoid)", at: (z) => swish(z, QUICK) },
  { name: "a hardswish", at: (z) => (z <= -3 ? 0 : z >= 3 ? 1 : z / 3 + 0.5) },
  { name: "a hardtanh", at: (z) => within(z, -1, 1), steps: true },
  { name: "a ReLU6", setting: "relu6", at: (z) => within(z, 0, 6), steps: true },
  { name: "a softsign", at: (z) => 1 / (1 + Math.abs(z)) ** 2 },
  { name: "a log-sigmoid", at: (z) => sigmoid(-z) },
];
