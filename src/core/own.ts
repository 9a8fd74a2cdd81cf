/**
 * What an object itself has under a name that may come from outside: "constructor" and "toString" are found in every
 * object's prototype. A lint rule (scripts/lint/own-lookup.mjs) sends such names here.
 */
export function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  // eslint-disable-next-line house/own-lookup -- the one lookup that has asked before
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
