/** The element at an index that is known to be one of the list's: anything else is a programmer's mistake, and throws. */
export function elementOf<T>(list: ArrayLike<T>, at: number): T {
  const element = list[at];
  if (element === undefined) throw new RangeError(`expected an index from 0 to ${list.length - 1}, got ${at}`);
  return element;
}
