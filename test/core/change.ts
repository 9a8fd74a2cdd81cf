import { itemAt } from "../../src/core/item-at";
import type { Values } from "../../src/core/tensor";

/** Replaces one number of an array by what is made of it. */
export function change(values: Values | number[], at: number, make: (value: number) => number): void {
  values[at] = make(itemAt(values, at));
}
