/** How any value is read: finds the plan for it. */
import { announcedPlan } from "./announced-plan.agent.mjs";
import { tagOf, WIRES } from "./elements.agent.mjs";
import { isProxy } from "./held.agent.mjs";
import { nestedPlan } from "./nested-plan.agent.mjs";
import { seenPlan, shapedPlan } from "./shaped-plan.agent.mjs";
import { stridedPlan } from "./strided-plan.agent.mjs";
import { nameOf, withArticle } from "./type-names.agent.mjs";

/**
 * { wire, item, shape, ..., pieces }, where pieces(i, j) gives elements i to j in C order as a typed array: a view where
 * the program's own memory is in that order, else a copy of just those elements. { obstacle } says what stands in the
 * way instead. Unless the value itself was `asked` for, to be read, no getter, proxy or method of it runs.
 */
export function planOf(value, asked) {
  if (value === undefined || value === null) return { obstacle: `${String(value)}.` };
  if (typeof value === "string") return { obstacle: `text of ${value.length} characters.` };
  if (typeof value === "number" || typeof value === "bigint" || typeof value === "boolean") {
    return { obstacle: `one value, ${String(value)}.`, ...(Number.isFinite(value) ? { number: value } : {}) };
  }
  if (typeof value !== "object") return { obstacle: `${withArticle(typeof value)}.` };
  if (!asked && isProxy(value)) return announcedPlan(null, "");
  if (WIRES.has(tagOf(value))) return stridedPlan(value, [value.length], undefined, 0, tagOf(value), value);
  if (Array.isArray(value)) return nestedPlan(value, asked);
  const plan = asked ? shapedPlan(value) : seenPlan(value);
  return plan ?? { obstacle: `${withArticle(nameOf(value))} without a shape and data, no tensor.` };
}
