/** Arrays of arrays of numbers; the innermost may be typed. */
import { announcedPlan } from "./announced-plan.agent.mjs";
import { allOf } from "./clock.agent.mjs";
import { DEEPEST, isList, NoTensor, sizeOf, tagOf, toNumber } from "./elements.agent.mjs";
import { heldBy, isProxy } from "./held.agent.mjs";
import { nameOf, withArticle } from "./type-names.agent.mjs";

export function nestedPlan(list, asked) {
  const shape = [];
  let level = list;
  for (; isList(level); level = asked ? level[0] : heldBy(level, 0)) {
    if (!asked && isProxy(level)) return announcedPlan(null, "");
    shape.push(level.length);
    if (level.length === 0 || shape.length > DEEPEST) break;
  }
  if (shape.length > DEEPEST) return { obstacle: `an array that is nested more than ${DEEPEST} deep.` };
  const isSingle = shape.length === 2 && allOf(list, (row) => tagOf(row) === "Float32Array");
  const [wire, item] = isSingle ? ["float32", 4] : ["float64", 8];
  const inner = (shape.length > 1 && tagOf(list[0])) || (shape.at(-1) ? typeof level : "nothing");
  const bytes = sizeOf(shape) * item;
  const plan = { dtype: `array of ${inner}`, shape, strides: null, device: "cpu", wire, item, bytes, notes: [] };
  if (shape.at(-1) && !["number", "bigint", "boolean"].includes(typeof level)) {
    const place = shape.map(() => 0).join("][");
    plan.obstacle = `${withArticle(nameOf(level))} at [${place}], expected a number.`;
    return plan;
  }
  const row = sizeOf(shape.slice(1));
  plan.pieces = (i, j) => {
    const first = Math.floor(i / row);
    const copy = new (isSingle ? Float32Array : Float64Array)((Math.ceil(j / row) - first) * row);
    let at = 0;
    for (let n = first; n * row < j; n++) at = gatherNumbers(list[n], { shape, asked }, 1, [n], copy, at);
    return copy.subarray(i - first * row, j - first * row);
  };
  return plan;
}

/** Puts the numbers of one entry at `at` and gives the place after them. A ragged array is a fault that names the place. */
function gatherNumbers(value, nested, depth, path, copy, at) {
  const { shape, asked } = nested;
  if (depth === shape.length) {
    copy[at] = toNumber(value, path);
    return at + 1;
  }
  const place = `[${path.join("][")}]`;
  if (!asked && isProxy(value)) throw new NoTensor(`a proxy at ${place}, whose own code has its values.`);
  if (!isList(value)) {
    throw new NoTensor(`${withArticle(nameOf(value))} at ${place}, expected an array of ${shape[depth]}.`);
  }
  if (value.length !== shape[depth]) {
    throw new NoTensor(`${place} has ${value.length} values, expected ${shape[depth]}.`);
  }
  for (let n = 0; n < value.length; n++) {
    if (depth < shape.length - 1) at = gatherNumbers(value[n], nested, depth + 1, [...path, n], copy, at);
    else copy[at++] = typeof value[n] === "number" ? value[n] : toNumber(value[n], [...path, n]);
  }
  return at;
}
