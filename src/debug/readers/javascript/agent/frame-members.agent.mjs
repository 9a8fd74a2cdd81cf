/** What objects of a frame hold, and the expressions that reach it. No getter and no proxy of the program's runs. */
import { isProxy } from "./held.agent.mjs";

const ENTRIES = 200; // of one object that are looked at
const SIZES = new Set(["shape", "dims", "size", "stride", "strides"]); // lists of numbers, and no tensors

/** Pairs of an expression's end and a value: own data properties, and items of arrays. */
export function membersOf(value) {
  if (typeof value !== "object" || value === null || ArrayBuffer.isView(value) || isProxy(value)) return [];
  const members = [];
  for (const key of keysOf(value)) {
    if (SIZES.has(key)) continue;
    const property = Object.getOwnPropertyDescriptor(value, key);
    if (property && "value" in property) members.push([endOf(value, key), property.value]);
  }
  return members;
}

/** Keys of an array are not made where there are millions. */
function keysOf(value) {
  if (!Array.isArray(value)) return Object.keys(value).slice(0, ENTRIES);
  return Array.from({ length: Math.min(value.length, ENTRIES) }, (_, n) => String(n));
}

function endOf(owner, key) {
  if (Array.isArray(owner)) return `[${key}]`;
  return /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
}

/** Whether an array holds values of several kinds or lengths: what it holds may be tensors, it is none. */
export function isMixed(value) {
  if (!Array.isArray(value)) return false;
  const kinds = membersOf(value).flatMap(([, entry]) => {
    if (isProxy(entry)) return []; // only its own code knows
    return [Array.isArray(entry) ? entry.length : typeof entry];
  });
  return new Set(kinds).size > 1;
}
