/**
 * What libraries and courses do differently, each right in itself (docs/conventions.md): the denominator of the variance,
 * where eps stands, which elements make the statistics, and what comes behind batch norm.
 */

/** v divided by M, or by M - 1 (Bessel), in forward and backward. */
export type Denominator = "biased" | "unbiased";
/** r = 1 / sqrt(v + eps), or 1 / (sqrt(v) + eps). */
export type EpsPlacement = "inside" | "outside";
/** Behind the layer: straight pieces, and smooth ones (activation/smooth.ts). */
export type Activation = "none" | "relu" | "leaky-relu" | "relu6" | "silu" | "gelu" | "gelu-tanh" | "tanh" | "sigmoid";

export const DENOMINATORS: readonly Denominator[] = ["biased", "unbiased"];
export const EPS_PLACEMENTS: readonly EpsPlacement[] = ["inside", "outside"];
export const ACTIVATIONS: readonly Activation[] = [
  "none",
  "relu",
  "leaky-relu",
  "relu6",
  "silu",
  "gelu",
  "gelu-tanh",
  "tanh",
  "sigmoid",
];
/** What people call them. */
export const ACTIVATION_WORDS: Readonly<Record<Activation, string>> = {
  none: "none",
  relu: "ReLU",
  "leaky-relu": "leaky ReLU",
  relu6: "ReLU6",
  silu: "SiLU",
  gelu: "GELU",
  "gelu-tanh": "GELU by tanh",
  tanh: "tanh",
  sigmoid: "sigmoid",
};
/** Of a leaky ReLU: PyTorch's. */
export const DEFAULT_SLOPE = 0.01;

/** What the sum of squares is divided by, of so many members. */
export function degreesOf(variance: Denominator, members: number): number {
  return variance === "unbiased" ? members - 1 : members;
}
