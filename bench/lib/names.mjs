// Which benches were asked for.

/**
 * The names out of `names` that `only` asks for: each as it stands, or with what follows a dash, so that "heatmap" asks
 * for "heatmap-pan" too. No list and an empty list ask for all.
 */
export function chosen(names, only = []) {
  if (only.length === 0) return [...names];
  return names.filter((name) => only.some((asked) => name === asked || name.startsWith(`${asked}-`)));
}
