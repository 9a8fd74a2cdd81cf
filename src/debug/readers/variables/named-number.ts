import { describeOther, type NamedDescription } from "../reader";
import { printedNumber } from "./printed-number";
import type { Reached } from "./walk-variables";

/** A plain number of a frame that has one of the names that are wanted, by the row that shows it. */
export function namedNumber(
  { name, value, type, expression, isOfModule }: Reached,
  wanted: readonly string[] = [],
): NamedDescription | undefined {
  const number = wanted.includes(name) ? printedNumber(value) : undefined;
  if (number === undefined) return undefined;
  const description = describeOther(`one value, ${number} (${type}).`, { typeName: type, number });
  return { expression, description, ...(isOfModule && { isOfModule }) };
}
