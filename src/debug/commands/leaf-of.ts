/** What holds the numbers of a matrix within it: m.data of many programs, m.mat.Data of gonum. */
const NUMBERS_OF = /(?<=[\p{ID_Continue}$\])])(?:(?:\.|->)mat)?(?:\.|->)_?data$/iu;

/** The last name of an expression: "x" of cache["x"] and of x.data, "gamma" of self.layer.gamma. */
export function leafOf(expression: string): string {
  const owner = ownerOf(expression) ?? expression;
  return /(?:\.|\[["'])?([\p{ID_Continue}$]+)(?:["']\])?$/u.exec(owner)?.[1] ?? owner;
}

/** The matrix whose numbers an expression is: x of x.data; undefined where it is none's. */
export function ownerOf(expression: string): string | undefined {
  return NUMBERS_OF.test(expression) ? expression.replace(NUMBERS_OF, "") : undefined;
}
