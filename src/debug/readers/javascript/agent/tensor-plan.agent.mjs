/** How any value is read: finds the plan for it. */
import { isList, isShape, tagOf, WIRES } from "./elements.agent.mjs";
import { nestedPlan } from "./nested-plan.agent.mjs";
import { stridedPlan } from "./strided-plan.agent.mjs";
import { nameOf, withArticle } from "./type-names.agent.mjs";

/**
 * { wire, item, shape, ..., pieces }, where pieces(i, j) gives elements i to j in C order as a typed array: a view where
 * the program's own memory is in that order, else a copy of just those elements. { obstacle } says what stands in the
 * way instead.
 */
export function planOf(value) {
  if (value === undefined || value === null) return { obstacle: `${String(value)}.` };
  if (typeof value === "string") return { obstacle: `text of ${value.length} characters.` };
  if (typeof value === "number" || typeof value === "bigint" || typeof value === "boolean") {
    return { obstacle: `one value, ${String(value)}.`, ...(Number.isFinite(value) ? { number: value } : {}) };
  }
  if (typeof value !== "object") return { obstacle: `${withArticle(typeof value)}.` };
  if (WIRES.has(tagOf(value))) return stridedPlan(value, [value.length], undefined, 0, tagOf(value), value);
  if (Array.isArray(value)) return nestedPlan(value);
  return shapedPlan(value) ?? { obstacle: `${withArticle(nameOf(value))} without a shape and data, no tensor.` };
}

/** Objects of the known libraries: ndarray, TensorFlow.js, ONNX Runtime; math.js; ml-matrix. */
function shapedPlan(owner) {
  const given = isShape(owner.shape) ? owner.shape : isShape(owner.dims) ? owner.dims : undefined;
  if (given) {
    const data = typeof owner.dataSync === "function" ? owner.dataSync() : owner.data;
    const shape = Array.from(given, Number);
    if (Array.isArray(data) && data.every((value) => typeof value === "string")) {
      return { obstacle: "a tensor of text.", shape };
    }
    if (isList(data)) {
      const strides = owner.stride ?? owner.strides;
      const dtype = owner.dtype ?? owner.type ?? tagOf(data) ?? "number";
      return stridedPlan(data, shape, strides, Number(owner.offset ?? 0), dtype, owner);
    }
  }
  if (Array.isArray(owner._data) && isShape(owner._size)) return nestedPlan(owner._data);
  if (Array.isArray(owner.data) && Number.isInteger(owner.rows) && Number.isInteger(owner.columns)) {
    return nestedPlan(owner.data);
  }
  return undefined;
}
