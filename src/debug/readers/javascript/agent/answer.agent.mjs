/** One question, one answer: what runs for each request. */
import { beginningsOf } from "./beginnings.agent.mjs";
import { checkClock, startClock } from "./clock.agent.mjs";
import { sizeOf } from "./elements.agent.mjs";
import { isProxy } from "./held.agent.mjs";
import { isMixed, membersOf } from "./frame-members.agent.mjs";
import { bytesOf, pack } from "./payload.agent.mjs";
import { writePrivateFile } from "./private-file.agent.mjs";
import { planOf } from "./tensor-plan.agent.mjs";
import { nameOf } from "./type-names.agent.mjs";

const DEPTH = 2; // cache.x, this.layer.gamma
const FOUND = 500;
const NOTHING = new Uint8Array(0);

/**
 * The answer to `ask` about what `get` gives: the value of the user's expression, or the names of the frame with a
 * function for each. Catches whatever the user's expression throws.
 */
export function answer(get, ask) {
  try {
    if (ask.op !== "read" && ask.op !== "chunk") startClock();
    if (ask.op === "list") return pack({ tensors: listTensors(get(), ask.numbers.split(" ")) }, NOTHING);
    const value = get();
    if (ask.op === "beginnings") {
      const [beginnings, body] = beginningsOf(value, ask.most);
      return pack({ beginnings }, body);
    }
    if (ask.op === "describe") return pack(headOf(value, planOf(value, false)), NOTHING);
    const plan = planOf(value, true);
    const head = headOf(value, plan);
    if (plan.obstacle || !plan.pieces) return pack(head, NOTHING);
    if (ask.op === "chunk") return pack(head, bytesOf(plan.pieces(ask.start / plan.item, ask.stop / plan.item)));
    if (head.total === 0) return pack(head, NOTHING);
    if (head.total <= ask.inline) return pack(head, bytesOf(plan.pieces(0, sizeOf(plan.shape))));
    if (ask.folder !== null && head.total <= ask.most) {
      Object.assign(head, writePrivateFile(plan, ask.folder, ask.nonce));
    }
    return pack(head, NOTHING);
  } catch (error) {
    const isNamed = error && typeof error === "object";
    const name = isNamed && error.name ? String(error.name) : "thrown";
    return pack({ error: name, text: String(isNamed ? error.message : error).slice(0, 2000) }, NOTHING);
  }
}

/** All about a value but its numbers. */
function headOf(value, plan) {
  const { pieces, ...head } = plan;
  const kind = "obstacle" in plan && !plan.shape ? "other" : "tensor";
  return { kind, type: nameOf(value), ...head, ...(pieces ? { total: sizeOf(plan.shape) * plan.item } : {}) };
}

/**
 * Tensors that have a name, then those that these hold, two levels deep, each by its shortest expression and with the
 * mark of its variable. Of plain numbers those that have one of the names `numbers`.
 */
function listTensors(names, numbers) {
  const tensors = [];
  const seen = new Set();
  let level = names;
  for (let depth = 0; depth <= DEPTH; depth++) {
    const others = [];
    for (const [name, get, mark] of level) {
      checkClock("The list of the frame's tensors");
      if (tensors.length >= FOUND || others.length >= FOUND) break;
      try {
        const value = get();
        if (isProxy(value) || value === globalThis || (depth > 0 && seen.has(value))) continue;
        seen.add(value);
        const head = headOf(value, planOf(value, false));
        const isTensor = head.kind !== "other" && !head.obstacle && !isMixed(value);
        const isNumber = head.number !== undefined && numbers.some((one) => endsIn(name, one));
        if (isNumber || (isTensor && (depth === 0 || hasValues(head)))) tensors.push([name, head, ...mark]);
        if (!isTensor && !isNumber) others.push([name, value, mark]);
      } catch {
        // What cannot be looked at is no tensor.
      }
    }
    level = others.flatMap(([name, value, mark]) =>
      membersOf(value).map(([end, inner]) => [name + end, () => inner, mark]),
    );
  }
  return tensors;
}

/** Whether a name is the last one of an expression: eps of this.eps and of cache["eps"]. */
function endsIn(expression, name) {
  return expression === name || expression.endsWith(`.${name}`) || expression.endsWith(`["${name}"]`);
}

/** An empty list within something else is no tensor that anybody looks for. */
function hasValues({ shape }) {
  return !shape || !shape.includes(0);
}
