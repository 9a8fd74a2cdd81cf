/** Element types, shapes, and single numbers. */
import { allOf } from "./clock.agent.mjs";
import { nameOf, withArticle } from "./type-names.agent.mjs";

/** By the tag of a typed array: how its elements are called on their way, and their bytes. */
export const WIRES = new Map([
  ["Float64Array", ["float64", 8]],
  ["Float32Array", ["float32", 4]],
  ["Float16Array", ["float16", 2]],
  ["Int8Array", ["int8", 1]],
  ["Int16Array", ["int16", 2]],
  ["Int32Array", ["int32", 4]],
  ["BigInt64Array", ["int64", 8]],
  ["Uint8Array", ["uint8", 1]],
  ["Uint8ClampedArray", ["uint8", 1]],
  ["Uint16Array", ["uint16", 2]],
  ["Uint32Array", ["uint32", 4]],
  ["BigUint64Array", ["uint64", 8]],
]);

/** The kind of a typed array by the engine's own word; a DataView has none. */
const tagOfTyped = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag).get;

export function tagOf(value) {
  return tagOfTyped.call(value);
}

export function isList(value) {
  return Array.isArray(value) || WIRES.has(tagOf(value));
}

/** Axes of a shape, and levels of a nested array that are followed: an array may hold itself. */
export const DEEPEST = 16;

export function isShape(value) {
  return isList(value) && value.length <= DEEPEST && allOf(value, (n) => isCount(n) && n >= 0);
}

function isCount(value) {
  return typeof value === "bigint" || Number.isInteger(value);
}

/** Sizes or strides; undefined for what is no list of whole numbers. No iterator of the program's runs. */
export function countsIn(list) {
  if (!isList(list) || list.length > DEEPEST || !allOf(list, isCount)) return undefined;
  const counts = [];
  for (let n = 0; n < list.length; n++) counts.push(Number(list[n]));
  return counts;
}

export function sizeOf(shape) {
  return shape.reduce((size, extent) => size * extent, 1);
}

/** What is wrong with an array of the user's, in a sentence: no error of the program. */
export class NoTensor extends TypeError {
  name = "NoTensor";
}

/** Fault where something else than a number stands at `path`. */
export function toNumber(value, path) {
  if (typeof value === "number") return value;
  if (typeof value === "bigint" || typeof value === "boolean") return Number(value);
  throw new NoTensor(`${withArticle(nameOf(value))} at [${path.join("][")}], expected a number.`);
}
