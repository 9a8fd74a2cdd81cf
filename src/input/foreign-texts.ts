/** Texts that people paste and that hold no numbers that can be read, with what to do instead. */
const FOREIGN: readonly (readonly [pattern: RegExp, what: string])[] = [
  [/^\s*<(?:!doctype|html|div|tbody|tr)\b/i, "HTML without a table of numbers"],
  [/^\s*<\?xml\b/i, "XML"],
  [/^\s*<Tensor <|<LazyBuffer|<UOp\b/, "a tensor of tinygrad without its numbers (print x.numpy())"],
  [
    /\bTraced<|\bShapedArray\(|<tf\.Tensor '[^']*' shape=|\bJitTracer[<(]/,
    "a tensor that is traced and has no numbers yet",
  ],
  [/\btensor\(\.\.\.,|\bShapeDtypeStruct\(/, "a tensor that has a shape and no numbers"],
  [/\b(?:array|tensor)\(\[\],/i, "an array without numbers"],
  [/^\s*dask\.array</, "an array of dask that was not computed (print x.compute())"],
  [/\[\s*\[(?:Array|Object)\]/, 'a print of Node with "[Array]" in place of arrays (print JSON.stringify(x))'],
  [/^\s*%YAML|^---\r?\n/, "YAML"],
];

/** Texts whose lines look like rows of a matrix and are none. */
const MISLEADING: readonly (readonly [pattern: RegExp, what: string])[] = [
  [/^\s*0x[\da-f]{1,16}(?: ?<[^>\n]{0,100}>)?:\s/i, "a dump of memory, which does not say the shape (print the array)"],
  [/^\s*%%MatrixMarket\b/i, "a file of Matrix Market (write the matrix row by row, as numpy.savetxt does)"],
];

/** What a text is that would be read wrongly. */
export function nameOfMisleadingText(text: string): string | undefined {
  const head = text.slice(0, 4096);
  return MISLEADING.find(([pattern]) => pattern.test(head))?.[1];
}

/** What a text is that cannot be read, as far as its head tells. */
export function nameOfForeignText(text: string): string | undefined {
  const head = text.slice(0, 4096);
  return FOREIGN.find(([pattern]) => pattern.test(head))?.[1];
}
