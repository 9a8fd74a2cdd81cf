import type { Paste } from "./paste";

/** Tables of all kinds, and what mail, pages and spreadsheets do to them. */
export const TEXTS: readonly Paste[] = [
  { what: "R's write.table", source: '"V1" "V2" "V3"\n"1" 1.5 -0.25 3.125\n"2" 0.5 0.75 2.875\n', assumed: ["index"] },
  {
    what: "R, with exponents",
    source: "         [,1]     [,2]\n[1,] 1.5e-05 -2.5e-01\n[2,] 5.0e-01  7.5e+00\n",
    x: { shape: [2, 2], values: [1.5e-5, -0.25, 0.5, 7.5] },
    assumed: ["index"],
  },
  {
    what: "R, with names of columns and no numbers",
    source: "       a    b\n[1,] NaN -Inf\n[2,] 0.5  0.75\n",
    x: { shape: [2, 2], values: [NaN, -Infinity, 0.5, 0.75] },
    assumed: ["index"],
  },
  {
    what: "a tensor in quoted mail",
    source: "Somebody wrote:\n> tensor([[1.5000, -0.2500, 3.1250],\n>         [0.5000, 0.7500, 2.8750]])\n",
    dtype: "float32",
    assumed: ["quoted"],
  },
  {
    what: "a name in mail that is quoted twice",
    source: ">> x = [[1.5, -0.25, 3.125],\n>>      [0.5, 0.75, 2.875]]\n",
    assumed: ["quoted"],
  },
  { what: "R's write.csv", source: '"","a","b","c"\n"1",1.5,-0.25,3.125\n"2",0.5,0.75,2.875\n', assumed: ["index"] },
  {
    what: "a named index",
    source: "idx,a,b,c\n0,1.5,-0.25,3.125\n1,0.5,0.75,2.875\n",
    assumed: ["index"],
    alternatives: ["first-column-as-data"],
  },
  { what: "steps", source: "step\ta\tb\tc\n100\t1.5\t-0.25\t3.125\n200\t0.5\t0.75\t2.875\n", assumed: ["index"] },
  {
    what: "a column that counts, without a name",
    source: "0 1.5\n1 0.5\n2 2.5\n",
    x: { shape: [3, 2], values: [0, 1.5, 1, 0.5, 2, 2.5] },
    assumed: ["first-column"],
    alternatives: ["first-column-as-index"],
  },
  { what: "tabs and decimal commas", source: "1,5\t-0,25\t3,125\n0,5\t0,75\t2,875\n", assumed: ["decimal-commas"] },
  {
    what: "white space and decimal commas",
    source: "1,5  -0,25  3,125\n0,5   0,75  2,875\n",
    assumed: ["decimal-commas"],
  },
  {
    what: "semicolons, decimal commas and points between thousands",
    source: "1.234,5;2\n-3,25;1.000.000\n",
    x: { shape: [2, 2], values: [1234.5, 2, -3.25, 1e6] },
    assumed: ["decimal-commas"],
  },
  {
    what: "commas between thousands",
    source: '"1,234.5",2\n3,"1,000,000"\n',
    x: { shape: [2, 2], values: [1234.5, 2, 3, 1e6] },
    assumed: ["thousands"],
  },
  {
    what: "commas that can be either",
    source: "1,234;5,678\n2,345;6,789\n",
    x: { shape: [2, 2], values: [1.234, 5.678, 2.345, 6.789] },
    assumed: ["decimal-commas"],
    alternatives: ["thousands"],
  },
  {
    what: "words in front of all rows of whole numbers",
    source: "x 1 2 3\ny 4 5 6\nz 7 8 9",
    x: { shape: [3, 3], values: [1, 2, 3, 4, 5, 6, 7, 8, 9] },
    assumed: ["first-line", "labels"],
    alternatives: ["first-line-as-header"],
  },
  {
    what: "words with colons in front of all rows",
    source: "x: 1 2 3\ny: 4 5 6",
    x: { shape: [2, 3], values: [1, 2, 3, 4, 5, 6] },
    assumed: ["labels"],
  },
  {
    what: "a name before rows apart by commas",
    source: "x: 1,2,3\n4,5,6",
    x: { shape: [2, 3], values: [1, 2, 3, 4, 5, 6] },
  },
  {
    what: "names of two parts before one row each",
    source: "x: 1.5 2.5\ndout: 3 4",
    x: { shape: [1, 2], values: [1.5, 2.5] },
    dout: [3, 4],
  },
  {
    what: "a name before one row behind that of several",
    source: "x = 1.5 -0.25 3.125\n0.5 0.75 2.875\ngamma = 1 1 2",
    gamma: [1, 1, 2],
  },
  {
    what: "a first row with suffixes",
    source: "1.5f -0.25f 3.125f\n0.5 0.75 2.875\n",
    dtype: "float32",
    assumed: ["suffix"],
  },
  {
    what: "a factor over the rows",
    source: "   1.0e+03*\n\n    0.0015   -0.0003    3.1250\n    0.0005    0.0008    2.8750\n",
    x: { shape: [2, 3], values: [1.5, -0.3, 3125, 0.5, 0.8, 2875] },
    assumed: ["scale"],
  },
  { what: "a title over the rows", source: "my matrix\n1.5 -0.25 3.125\n0.5 0.75 2.875\n", assumed: ["header"] },
  { what: "rows that end with commas", source: "1.5, -0.25, 3.125,\n0.5, 0.75, 2.875,\n" },
  { what: "rows that end with semicolons", source: "1.5 -0.25 3.125;\n0.5 0.75 2.875;\n" },
  { what: "a blank line between any two", source: "1.5 -0.25 3.125\n\n0.5 0.75 2.875\n" },
  {
    what: "blocks of rows",
    source: "1 2\n3 4\n\n5 6\n7 8\n",
    x: { shape: [4, 2], values: [1, 2, 3, 4, 5, 6, 7, 8] },
    assumed: ["joined"],
    alternatives: ["tables-as-axis", "table-1", "table-2"],
  },
  {
    what: "two tables",
    source: "a b c\n1.5 -0.25 3.125\n0.5 0.75 2.875\n\nd e\n1 2\n3 4\n5 6\n",
    assumed: ["one-table"],
    alternatives: ["table-2"],
  },
  { what: "labels", source: "name,a,b,c\nfoo,1.5,-0.25,3.125\nbar,0.5,0.75,2.875\n", assumed: ["labels"] },
  { what: "U+2212", source: "[[1.5, −0.25, 3.125], [0.5, 0.75, 2.875]]", assumed: ["minus"] },
  { what: "spaces of a page", source: "1.5\u00a0\u00a0-0.25\u00a0 3.125\n0.5\u00a0\u00a00.75\u00a0\u00a02.875" },
  {
    what: "quoted mail",
    source: "On 3 March Ada wrote:\n> [[1.5, -0.25, 3.125],\n>  [0.5, 0.75, 2.875]]\n\nWhy?\n",
    assumed: ["quoted"],
  },
  { what: "quoted mail without brackets", source: "> 1.5 -0.25 3.125\n> 0.5  0.75 2.875\n", assumed: ["quoted"] },
  { what: "a fence of Markdown", source: "```python\n[[1.5, -0.25, 3.125],\n [0.5, 0.75, 2.875]]\n```\n" },
  {
    what: "bold numbers of Markdown",
    source: "| a | b | c |\n|---|---|---|\n| 1.5 | **-0.25** | 3.125 |\n| *0.5* | `0.75` | __2.875__ |\n",
    assumed: ["header", "emphasis"],
  },
  {
    what: "bold words that are numbers",
    source: "| **nan** | **-inf** |\n| **1.5** | **2** |\n",
    x: { shape: [2, 2], values: [NaN, -Infinity, 1.5, 2] },
    assumed: ["emphasis"],
  },
  {
    what: "a table with the shape of something else behind it",
    source: "1.5 -0.25 3.125\n0.5 0.75 2.875\n(3, 2)\n",
    assumed: ["other-shape"],
  },
  {
    what: "MySQL",
    source:
      "+------+-------+-------+\n| a    | b     | c     |\n+------+-------+-------+\n|  1.5 | -0.25 | 3.125 |\n|  0.5 |  0.75 | 2.875 |\n+------+-------+-------+\n2 rows in set (0.00 sec)\n",
    assumed: ["header"],
  },
  {
    what: "rows that are items of a list",
    source: "x:\n  - [1.5, -0.25, 3.125]\n  - [0.5, 0.75, 2.875]\n",
    assumed: ["rows"],
  },
  { what: "YAML: eps above x", source: "eps: 1e-3\nx: [[1.5, -0.25, 3.125], [0.5, 0.75, 2.875]]\n", eps: 0.001 },
  {
    what: "YAML: eps above the items of x",
    source: "eps: 1e-3\nx:\n- [1.5, -0.25, 3.125]\n- [0.5, 0.75, 2.875]\n",
    eps: 0.001,
    assumed: ["rows"],
  },
  {
    what: "two names of what comes out, neither of which is read",
    source:
      "x: [[1.5, -0.25, 3.125], [0.5, 0.75, 2.875]]\ny = [[1, -1, 1], [-1, 1, -1]]\nout: [[1, -1, 1], [-1, 1, -1]]\n",
    assumed: ["not-read"],
  },
  {
    what: "polars, ASCII_FULL",
    source:
      "shape: (2, 3)\n+-----+-------+-------+\n| a   | b     | c     |\n| --- | ---   | ---   |\n| f64 | f64   | f64   |\n+=====+=======+=======+\n| 1.5 | -0.25 | 3.125 |\n|-----+-------+-------|\n| 0.5 | 0.75  | 2.875 |\n+-----+-------+-------+\n",
    assumed: ["header"],
  },
  {
    what: "pandas' to_latex",
    name: "a.tex",
    source:
      "\\begin{tabular}{lrrr}\n\\toprule\n & a & b & c \\\\\n\\midrule\n0 & 1.5 & -0.25 & 3.125 \\\\\n1 & 0.5 & 0.75 & 2.875 \\\\\n\\bottomrule\n\\end{tabular}\n",
    assumed: ["header", "index"],
  },
];
