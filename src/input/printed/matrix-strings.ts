/** Rows in a string, as NumPy's matrix takes them. */
const STRING = /\b(mat|matrix|asmatrix|bmat)(\(\s{0,20})(["'])([-+\d.eE,;\s]+)\3/g;

/** A text with brackets for the quotes around such rows, each character where it was: matrix('1 2; 3 4'). */
export function withMatrixStrings(text: string): string {
  if (!text.includes("mat(") && !text.includes("matrix(")) return text;
  return text.replace(
    STRING,
    (_, name: string, open: string, _quote: string, rows: string) => `${name}${open}[${rows}]`,
  );
}
