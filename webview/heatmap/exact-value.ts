import { fromNumeric } from "../../src/protocol/json-number";
import type { TensorName } from "../../src/protocol/picture";
import type { Cell, Store } from "../store";

/**
 * The number of a tensor at a cell, where it is known exactly. Tiles hold single precision under one exponent, in which
 * a small number beside a huge one is 0. Undefined too for an error that the check has not come to.
 */
export function exactValue(store: Store, tensor: TensorName, cell: Cell | null): number | undefined {
  const known = store.exact.value;
  const value = known?.values[tensor];
  if (!known || !cell || value === undefined || known.row !== cell.row || known.column !== cell.column)
    return undefined;
  const number = fromNumeric(value);
  return store.kindOf(tensor) === "error" && number < 0 ? undefined : number;
}
