/** Objects of the known libraries: ndarray, TensorFlow.js, ONNX Runtime; math.js; ml-matrix. */
import { announcedPlan } from "./announced-plan.agent.mjs";
import { allOf } from "./clock.agent.mjs";
import { countsIn, isList, isShape, tagOf } from "./elements.agent.mjs";
import { has, heldBy, isProxy } from "./held.agent.mjs";
import { nestedPlan } from "./nested-plan.agent.mjs";
import { stridedPlan } from "./strided-plan.agent.mjs";

/** By the object's own word: its getters run, and the method that brings its values. */
export function shapedPlan(owner) {
  const data = () => (typeof owner.dataSync === "function" ? owner.dataSync() : owner.data);
  return planOfParts(owner, data, owner, true);
}

/** As far as it can be seen: what brings its values by a method or a getter has sizes only. */
export function seenPlan(owner) {
  const lists = ["shape", "dims", "data", "stride", "strides", "_data", "_size"];
  const seen = Object.fromEntries([...lists, "rows", "columns"].map((name) => [name, heldBy(owner, name)]));
  if (lists.some((name) => isProxy(seen[name]))) return announcedPlan(null, "");
  const word = ["dtype", "type"].map((name) => heldBy(owner, name)).find((held) => typeof held === "string");
  const offset = heldBy(owner, "offset");
  const parts = { ...seen, dtype: word, offset: typeof offset === "number" ? offset : 0 };
  const plan = planOfParts(parts, () => seen.data, owner, false);
  if (plan) return plan;
  const given = [seen.shape, seen.dims].find(isShape);
  const brings = has(owner, "dataSync") || has(owner, "data");
  if (!given || !brings) return undefined;
  const shape = countsIn(given);
  return word === "string" ? { obstacle: "a tensor of text.", shape } : announcedPlan(shape, word ?? "");
}

function planOfParts(parts, bring, owner, asked) {
  const given = [parts.shape, parts.dims].find(isShape);
  if (given) {
    const data = bring();
    const shape = countsIn(given);
    if (Array.isArray(data) && allOf(data, (value) => typeof value === "string")) {
      return { obstacle: "a tensor of text.", shape };
    }
    if (isList(data)) {
      const dtype = parts.dtype ?? parts.type ?? tagOf(data) ?? "number";
      return stridedPlan(data, shape, parts.stride ?? parts.strides, Number(parts.offset ?? 0), dtype, owner);
    }
  }
  if (Array.isArray(parts._data) && isShape(parts._size)) return nestedPlan(parts._data, asked);
  if (Array.isArray(parts.data) && Number.isInteger(parts.rows) && Number.isInteger(parts.columns)) {
    return nestedPlan(parts.data, asked);
  }
  return undefined;
}
