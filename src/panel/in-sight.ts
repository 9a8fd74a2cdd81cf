import { visible } from "../encoding/visible";

/**
 * The same, with every text in it as it can be seen: names and values from outside may hold what turns the direction of
 * writing or shows nothing. What holds no such text is the very same object; arrays of numbers are not looked at.
 */
export function inSight<T>(value: T): T {
  return seenThrough(value) as T;
}

function seenThrough(value: unknown): unknown {
  if (typeof value === "string") return visible(value);
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value)) return value;
  if (Array.isArray(value)) {
    if (typeof value[0] === "number") return value;
    const items = value.map(seenThrough);
    return items.some((item, i) => item !== value[i]) ? items : value;
  }
  const entries = Object.entries(value).map(([key, item]) => [key, item, seenThrough(item)] as const);
  if (entries.every(([, item, seen]) => item === seen)) return value;
  return Object.fromEntries(entries.map(([key, , seen]) => [key, seen]));
}
