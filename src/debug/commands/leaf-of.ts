/** The last name of an expression: "x" of cache["x"], "gamma" of self.layer.gamma. */
export function leafOf(expression: string): string {
  return /(?:\.|\[["'])?([\p{ID_Continue}$]+)(?:["']\])?$/u.exec(expression)?.[1] ?? expression;
}
