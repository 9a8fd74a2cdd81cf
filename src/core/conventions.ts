/**
 * What libraries and courses do differently, each right in itself (docs/conventions.md): the denominator of the variance,
 * where eps stands, which elements make the statistics, and what comes behind batch norm.
 */

/** v divided by M, or by M - 1 (Bessel), in forward and backward. */
export type Denominator = "biased" | "unbiased";
/** r = 1 / sqrt(v + eps), or 1 / (sqrt(v) + eps). */
export type EpsPlacement = "inside" | "outside";
export type Activation = "none" | "relu" | "leaky-relu";

export const DENOMINATORS: readonly Denominator[] = ["biased", "unbiased"];
export const EPS_PLACEMENTS: readonly EpsPlacement[] = ["inside", "outside"];
export const ACTIVATIONS: readonly Activation[] = ["none", "relu", "leaky-relu"];
/** Of a leaky ReLU: PyTorch's. */
export const DEFAULT_SLOPE = 0.01;

/**
 * What an activation multiplies by below 0 and at 0, of out and of dout alike: 1 without one, 0 for ReLU. At a tie,
 * out = 0, the derivative is taken from below, as torch does. `slope`: a leaky ReLU's.
 */
export function slopeOf({ activation, slope }: { activation: Activation; slope: number }): number {
  return activation === "none" ? 1 : activation === "relu" ? 0 : slope;
}

/** What the sum of squares is divided by, of so many members. */
export function degreesOf(variance: Denominator, members: number): number {
  return variance === "unbiased" ? members - 1 : members;
}
