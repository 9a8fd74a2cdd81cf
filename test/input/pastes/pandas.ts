import type { Paste } from "./paste";

/** Prints and files of pandas. */
export const PANDAS: readonly Paste[] = [
  {
    what: "pandas",
    source: "     a     b      c\n0  1.5 -0.25  3.125\n1  0.5  0.75  2.875",
    assumed: ["header", "index"],
    alternatives: ["first-column-as-data"],
  },
  {
    what: "pandas: columns without names",
    source: "     0     1      2\n0  1.5 -0.25  3.125\n1  0.5  0.75  2.875",
    assumed: ["header", "index"],
  },
  {
    what: "pandas: some rows",
    source: "      a     b      c\n5   1.5 -0.25  3.125\n17  0.5  0.75  2.875",
    assumed: ["index"],
  },
  {
    what: "pandas: dates and times",
    source:
      "                       a     b      c\n2024-01-01 10:30:00  1.5 -0.25  3.125\n2024-01-01 11:30:00  0.5  0.75  2.875",
    assumed: ["index"],
  },
  {
    what: "pandas: a named index",
    source: "        a     b      c\nstep                  \n0     1.5 -0.25  3.125\n1     0.5  0.75  2.875",
    assumed: ["index"],
  },
  {
    what: "pandas: named columns",
    source: "feature    a     b      c\n0        1.5 -0.25  3.125\n1        0.5  0.75  2.875",
    assumed: ["index"],
  },
  {
    what: "pandas: an index of two levels",
    source:
      "              a     b      c\nbatch step                 \n0     0     1.5 -0.25  3.125\n      1     0.5  0.75  2.875",
    assumed: ["header", "title", "index"],
    alternatives: [],
  },
  {
    what: "pandas: an index of two levels, the first of words",
    source: "       a     b      c\nx 1  1.5 -0.25  3.125\n  2  0.5  0.75  2.875",
    assumed: ["index"],
    alternatives: [],
  },
  {
    what: "pandas: an index of two levels, all of it printed",
    source: "       a     b      c\n0 0  1.5 -0.25  3.125\n0 1  0.5  0.75  2.875",
    assumed: ["index"],
    alternatives: ["first-columns-as-data"],
  },
  {
    what: "pandas: columns and an index without names, both of several levels",
    source: "       0     1      2\n0 0  1.5 -0.25  3.125\n  1  0.5  0.75  2.875",
    assumed: ["header", "index"],
  },
  {
    what: "pandas: a series of two levels",
    source: "x  1    1.500\n   2   -0.250\ny  1    3.125\nName: a, dtype: float64",
    x: { shape: [3, 1], values: [1.5, -0.25, 3.125] },
    assumed: ["index"],
  },
  {
    what: "pandas: to_csv with two levels",
    source: ",,a,b,c\n0,0,1.5,-0.25,3.125\n0,1,0.5,0.75,2.875\n",
    assumed: ["index"],
    alternatives: ["first-columns-as-data"],
  },
  {
    what: "pandas: to_csv with levels of rows and of columns",
    source: ",,l,l,r\n,,a,b,a\ng,i,,,\nx,1,1.5,-0.25,3.125\nx,2,0.5,0.75,2.875\n",
    assumed: ["header", "title", "index"],
  },
  {
    what: "pandas: to_csv with two levels of columns",
    source: "u,l,l,r\nv,a,b,a\n0,1.5,-0.25,3.125\n1,0.5,0.75,2.875\n",
    assumed: ["index"],
    alternatives: ["first-column-as-data"],
  },
  {
    what: "pandas: reset_index of two levels",
    source: "   g  h    a     b      c\n0  x  p  1.5 -0.25  3.125\n1  x  q  0.5  0.75  2.875",
    assumed: ["index"],
    alternatives: [],
  },
  {
    what: "columns of words",
    source: "site,day,a,b,c\nnorth,mon,1.5,-0.25,3.125\nsouth,mon,0.5,0.75,2.875\n",
    assumed: ["labels"],
  },
  {
    what: "pandas: table",
    source:
      '{"schema":{"fields":[],"primaryKey":["u","v"]},"data":[{"u":0,"v":7,"a":1.5,"b":-0.25,"c":3.125},{"u":0,"v":9,"a":0.5,"b":0.75,"c":2.875}]}',
    assumed: ["index"],
    alternatives: ["first-columns-as-data"],
  },
  {
    what: "pandas: wide",
    source:
      "     a     b  \\\n0  1.5 -0.25   \n1  0.5  0.75   \n\n       c  \n0  3.125  \n1  2.875  \n\n[2 rows x 3 columns]",
    assumed: ["index"],
  },
  { what: "pandas: to_csv", source: ",a,b,c\n0,1.5,-0.25,3.125\n1,0.5,0.75,2.875\n", assumed: ["index"] },
  { what: "pandas: read again", source: "Unnamed: 0,a,b,c\n0,1.5,-0.25,3.125\n1,0.5,0.75,2.875\n", assumed: ["index"] },
  {
    what: "pandas: split",
    source: '{"columns":["a","b","c"],"index":[0,1],"data":[[1.5,-0.25,3.125],[0.5,0.75,2.875]]}',
    name: "split.json",
  },
  { what: "pandas: records", source: '[{"a":1.5,"b":-0.25,"c":3.125},{"a":0.5,"b":0.75,"c":2.875}]' },
  {
    what: "pandas: lines",
    source: '{"a":1.5,"b":-0.25,"c":3.125}\n{"a":0.5,"b":0.75,"c":2.875}\n',
    name: "rows.jsonl",
  },
  {
    what: "pandas: to_json",
    source: '{"a":{"0":1.5,"1":0.5},"b":{"0":-0.25,"1":0.75},"c":{"0":3.125,"1":2.875}}',
    alternatives: ["keys-as-rows"],
  },
  {
    what: "pandas: two levels of an index",
    source: "       a     b      c\na 1  1.5 -0.25  3.125\nb 2  0.5  0.75  2.875\n",
    assumed: ["index"],
  },
  {
    what: "pandas: columns without names, on several blocks",
    source: "     0     1  \\\n0  1.5 -0.25   \n1  0.5  0.75   \n\n       2  \n0  3.125  \n1  2.875  \n",
    assumed: ["index"],
  },
  {
    what: "pandas: wide, with an index of two levels",
    source:
      "       a     b  \\\ng h             \n0 p  1.5 -0.25   \n  q  0.5  0.75   \n\n         c  \ng h         \n0 p  3.125  \n  q  2.875  ",
    assumed: ["header", "index"],
    alternatives: [],
  },
  {
    what: "pandas: wide, with a named index",
    source:
      "        a     b  \\\nstep             \n0     1.5 -0.25   \n1     0.5  0.75   \n\n          c  \nstep         \n0     3.125  \n1     2.875  ",
    assumed: ["index"],
  },
  {
    what: "pandas: describe",
    source:
      "         a     b      c\ncount  4.0  4.00  4.000\nmean   1.5 -0.25  3.125\n25%    0.5  0.75  2.875\nmax    1.0  2.00  3.000",
    x: { shape: [4, 3], values: [4, 4, 4, 1.5, -0.25, 3.125, 0.5, 0.75, 2.875, 1, 2, 3] },
    assumed: ["header", "index"],
    alternatives: [],
  },
  {
    what: "pandas: marks of thousands",
    source: "         a     b\n0 1,234.50 -0.25\n1     0.50  0.75\n",
    x: { shape: [2, 2], values: [1234.5, -0.25, 0.5, 0.75] },
    assumed: ["thousands", "header", "index"],
  },
];
