import type { CheckedTensor } from "./verdict";

/**
 * Orders relative errors, the worst first: what is not finite, or could not be compared (NaN), before all numbers, and
 * NaN, which stands for a number that is none, before an infinite error.
 */
export function worstFirst(one: number, other: number): number {
  const [first, second] = [rank(one), rank(other)];
  return first === second && first === 0 ? other - one : second - first;
}

function rank(error: number): number {
  return Number.isNaN(error) ? 2 : error === Infinity ? 1 : 0;
}

type Counted = Pick<CheckedTensor, "wrong" | "doubtful" | "maxRelativeError">;

/** Orders tensors, the worst first: wrong before doubtful before agreeing, then by the worst relative error. */
export function worstTensorFirst(one: Counted, other: Counted): number {
  return state(one) - state(other) || worstFirst(one.maxRelativeError, other.maxRelativeError);
}

function state({ wrong, doubtful }: Counted): number {
  return wrong > 0 ? 0 : doubtful > 0 ? 1 : 2;
}
