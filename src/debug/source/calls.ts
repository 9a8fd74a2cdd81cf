/** Functions and methods of arrays and tensors that give another one, or a number, and change nothing. */
const HARMLESS = new Set(
  `abs array asarray astype at bfloat16 cat clone col cols concatenate contiguous copy cpu data detach double exp expand
   filter flat flatten float float32 from get half int item len list log map mean movedim moveaxis narrow numpy permute
   range ravel reshape row rows select size slice softmax sqrt squeeze stack std subarray sum swapaxes t tensor to
   to_dense to_local to_numpy to_padded_tensor toArray tolist transpose tuple type unsqueeze var view dequantize`.split(
    /\s+/,
  ),
);
/** What may stand before a bracket without being called. */
const WORDS = new Set("and as await else if in is lambda new not of or return typeof yield".split(" "));

/**
 * What an expression calls that may change the program, as it is spelled there ("self.bn(x)" calls "self.bn"); undefined
 * where it only looks. By the expression's text alone: nothing is asked of the program.
 */
export function callIn(expression: string): string | undefined {
  const code = expression.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'/g, '""');
  const counted = /\+\+|(?<![\w)\]] ?)--|--(?! ?[\w(])|:=/.exec(code);
  if (counted) return counted[0];
  for (const [, called = ""] of code.matchAll(/((?:[\p{L}_$][\p{L}\p{N}_$]*|[\])]|\.|->|::)+)\s*\(/gu)) {
    const name = /[\p{L}_$][\p{L}\p{N}_$]*$/u.exec(called)?.[0];
    if (name === undefined || !(HARMLESS.has(name) || WORDS.has(name))) return called;
  }
  return undefined;
}
