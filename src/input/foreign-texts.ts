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
  [
    /^\s*(?:\(lldb\)[^\n]*\n\s*)?\((?:const )?std::(?:__1::)?(?:unordered_)?(?:multi)?map</,
    "a std::map as lldb shows it (print one of its arrays, as frame variable m[0].second does)",
  ],
  [
    /\bEigen::(?:PlainObjectBase|DenseStorage)</,
    "a matrix of Eigen as a debugger shows it, not by its rows (print it in the program, by std::cout << x)",
  ],
  [
    /\b(?:_M_start|_M_data|__begin_) = (?:0x|size=)|^\s*(?:\(lldb\)[^\n]*\n\s*)?\([^\n()]{1,200}\*(?: ?\[\d{1,9}\])?\) \w{1,60} = (?:\{\s*\[0\] = )?0x|^\s*\$\d+ = \([^\n()]{1,200}\*\) 0x/,
    "addresses in place of numbers (print what stands there: parray 6 x in lldb, p *x@6 in gdb)",
  ],
  [/^\s*\(\w[\w ]{0,40}\) 0x[\da-f]{1,16} = /, "a dump of memory, which does not say the shape (print the array)"],
  [
    /\d [-+] \d[\d.]{0,40}(?:e[-+]?\d{1,4})?i\b|^[ \t]{0,80}\[\d+,\][^\n]{0,200}\d[-+]\d[\d.]{0,40}i\b/m,
    "complex numbers",
  ],
  [/^\s*(?:\w{1,60}\s?=\s{1,20})?\d+[×x]\d+ cell array/, "a cell array of MATLAB (print cell2mat(x))"],
  [/^\s*\[{1,5}[A-Z]@[\da-f]{1,8}\b/, "the address of an array of Java (print Arrays.deepToString(x))"],
  [
    /^\s*\(\d+\) \[(?:Array|Float(?:32|64)Array)\(\d+\)/,
    "an array as a browser's console shows it (print JSON.stringify(x))",
  ],
  [/^\s*\[\s*\{\s*'/, "a list of dicts of Python (print json.dumps(x))"],
  [/\bDataFrame\(\s*\{/, "a call of DataFrame with columns by name, which is not run (print df.values.tolist())"],
  [
    /^\s*\{\s*['"]?[\w ]{1,60}['"]?\s*:\s*\{\s*\d+\s*:/,
    "a dict of columns with the numbers of rows (print df.values.tolist())",
  ],
  [/^\s*(?:>> ?[^\n]{0,80}\n)?[A-Za-z]\w{0,60} =\s*\{\s*\[1,1\] =/, "a cell array of Octave (print cell2mat(x))"],
  [/^\s*\[\[1\]\]\s*\n\s*\[,?1\]/, "a list as R prints it (print do.call(rbind, x), or one of its matrices: x[[1]])"],
  [/^\s*\$[\w.]{1,60}\s*\n\s*\[,?1\]/, "a list as R prints it (print do.call(rbind, x), or one of its matrices: x$a)"],
  [/\b(?:np|numpy)\.[cr]_\[/, "np.c_ or np.r_, which join arrays and are not run (print the array)"],
  [
    /(?:^|[^.\w])(?:[hv]v?cat|(?:horz|vert)?cat|column_stack)\(\s*(?:[A-Za-z]\w{0,20})?[[(\d]/,
    "a call that joins arrays, such as hcat, which is not run (print the matrix)",
  ],
  [/\breshape\([^()\n]{0,80}\border\s?=\s?["']F/, "a reshape by columns, which is not run (print the array)"],
  [
    /\b(?:Matrix|Array)\w{0,20}[ <][^;]{0,80};\s*\w{1,60}\s*<<\s*[-+.\d]/,
    "numbers that << puts into a matrix of Eigen (print it)",
  ],
  [
    /(?:^|[^.\w])reshape\(\s*(?:[A-Za-z]\w{0,20})?\[/,
    "a call of reshape, which is not run and in Julia and MATLAB fills columns first (print the matrix)",
  ],
  [
    /\[[^[\]\n]*\d[ ,\t]*\.\.\.[^\S\n]*\r?\n[^\]]*(?:;|\]\s*;)/,
    'rows of MATLAB that go on behind "..." (write each row on one line, or print the matrix)',
  ],
  [/\[\|\s*\[\|/, "an array of arrays of OCaml or F# (write [[1, 2], [3, 4]])"],
  [/\[[^[\]]{1,2000};;/, "an array of Julia with a third axis in its brackets (print it by display(x))"],
  [/^\d+×\d+ [^\n]{1,200}:\s*\n[^\n]*⋅/, "a matrix of Julia with dots for its zeros (print Matrix(x))"],
  [/^\s*%YAML|^---\r?\n/, "YAML"],
];

/** Texts whose lines look like rows of a matrix and are none. */
const MISLEADING: readonly (readonly [pattern: RegExp, what: string])[] = [
  [/^\s*0x[\da-f]{1,16}(?: ?<[^>\n]{0,100}>)?:\s/i, "a dump of memory, which does not say the shape (print the array)"],
  [
    /^\s*[A-Za-z_]\w{0,60}:[ \t]+[^\s:]{1,60}[ \t]*\r?\n\s*[A-Za-z_]\w{0,60}:[ \t]+[^\s:]{1,60}[ \t]*(?:\r?\n|$)/,
    "names with one value each, which are no rows",
  ],
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
