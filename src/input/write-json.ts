import { sizeOf, type Values } from "../core/tensor";

/** A number as JSON: the shortest text that gives the same double again; non-finite ones as strings. */
export function jsonNumber(value: number): string {
  if (value - value !== 0) return `"${String(value)}"`;
  return Object.is(value, -0) ? "-0" : String(value);
}

/** A tensor as nested JSON arrays, one innermost array to a line, in pieces that are written one after the other. */
export function* jsonPieces(
  values: Values,
  shape: readonly number[],
  indent = "",
  write = jsonNumber,
): Generator<string> {
  const [extent = 1, ...inner] = shape;
  if (inner.length === 0) {
    yield `[${Array.from(values.subarray(0, extent), write).join(",")}]`;
    return;
  }
  const step = sizeOf(inner);
  yield "[";
  for (let i = 0; i < extent; i++) {
    yield `${i ? "," : ""}\n${indent} `;
    yield* jsonPieces(values.subarray(i * step, (i + 1) * step), inner, `${indent} `, write);
  }
  yield `\n${indent}]`;
}
