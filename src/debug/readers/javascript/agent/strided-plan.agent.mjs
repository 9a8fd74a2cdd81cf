/** A flat array with a shape, strides and an offset. */
import { countsIn, sizeOf, tagOf, toNumber, WIRES } from "./elements.agent.mjs";
import { nameOf, withArticle } from "./type-names.agent.mjs";

export function stridedPlan(data, shape, given, offset, dtype, owner) {
  const size = sizeOf(shape);
  const dense = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
  const told = countsIn(given);
  const strides = told?.length === shape.length ? told : dense;
  const inOrder = size === 0 || strides.every((stride, axis) => shape[axis] < 2 || stride === dense[axis]);
  const low = strides.reduce((at, stride, axis) => at + Math.min(0, stride * (shape[axis] - 1)), offset);
  const high = strides.reduce((at, stride, axis) => at + Math.max(0, stride * (shape[axis] - 1)), offset);
  const tag = tagOf(data);
  const isHalf = dtype === "float16" && tag === "Uint16Array";
  const [wire, item] = isHalf ? ["float16", 2] : tag ? WIRES.get(tag) : ["float64", 8];
  const plan = { dtype: String(dtype), shape, strides, device: "cpu", wire, item, bytes: size * item, notes: [] };
  if (size > 0 && (low < 0 || high >= data.length)) {
    const found = `${withArticle(nameOf(owner))} of shape ${shape.join(" x ")}`;
    plan.obstacle = `${found} with data for ${data.length} values only.`;
    return plan;
  }
  // A view where the program's own memory is in C order.
  plan.pieces = (i, j) =>
    inOrder && tag ? data.subarray(offset + i, offset + j) : copyStrided(data, shape, dense, strides, offset, i, j);
  return plan;
}

/** Elements i to j in C order. */
function copyStrided(data, shape, dense, strides, offset, i, j) {
  const tag = tagOf(data);
  const Kind = tag ? Object.getPrototypeOf(data.subarray(0, 0)).constructor : Float64Array;
  const copy = new Kind(j - i);
  const index = shape.map((extent, axis) => Math.floor(i / dense[axis]) % extent);
  let at = strides.reduce((sum, stride, axis) => sum + stride * index[axis], offset);
  for (let n = 0; n < copy.length; n++) {
    copy[n] = tag ? data[at] : toNumber(data[at], [at]);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      at += strides[axis];
      if (++index[axis] < shape[axis]) break;
      at -= strides[axis] * shape[axis];
      index[axis] = 0;
    }
  }
  return copy;
}
