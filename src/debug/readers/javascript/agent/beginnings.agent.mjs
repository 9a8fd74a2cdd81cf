/** The first numbers of several tensors: enough to see which belong together. */
import { sizeOf } from "./elements.agent.mjs";
import { bytesOf } from "./payload.agent.mjs";
import { planOf } from "./tensor-plan.agent.mjs";

/** Heads with the number of bytes, up to `most` of each tensor, and the bytes. null for what is not read unasked. */
export function beginningsOf(values, most) {
  const bodies = [];
  const heads = values.map((value) => {
    try {
      const plan = planOf(value, false);
      if (plan.obstacle || !plan.pieces) return null;
      const body = bytesOf(plan.pieces(0, Math.min(sizeOf(plan.shape), Math.floor(most / plan.item))));
      bodies.push(body);
      return { wire: plan.wire, bytes: body.length };
    } catch {
      return null; // a ragged one
    }
  });
  const all = new Uint8Array(bodies.reduce((sum, body) => sum + body.length, 0));
  let at = 0;
  for (const body of bodies) {
    all.set(body, at);
    at += body.length;
  }
  return [heads, all];
}
