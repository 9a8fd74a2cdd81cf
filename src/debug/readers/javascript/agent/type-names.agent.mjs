/** How types are called in what the user reads. */
import { heldBy } from "./held.agent.mjs";

export function nameOf(value) {
  if (value === null || typeof value !== "object") return value === null ? "null" : typeof value;
  const kind = heldBy(value, "constructor");
  const name = typeof kind === "function" ? heldBy(kind, "name") : undefined;
  return typeof name === "string" && name ? name : "object";
}

export function withArticle(noun) {
  return (/^[aeiou]/i.test(noun) ? "an " : "a ") + noun;
}
