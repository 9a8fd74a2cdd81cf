/** How types are called in what the user reads. */

export function nameOf(value) {
  if (value === null || typeof value !== "object") return value === null ? "null" : typeof value;
  return (value.constructor && value.constructor.name) || "object";
}

export function withArticle(noun) {
  return (/^[aeiou]/i.test(noun) ? "an " : "a ") + noun;
}
