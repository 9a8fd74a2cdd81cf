import { numberAt } from "../item-at";
import type { Values } from "../tensor";

/** sum(a b) of two columns. */
export function sumOfProducts(a: Values, b: Values): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += numberAt(a, i) * numberAt(b, i);
  return sum;
}
