import type { Paste } from "./paste";

/** Prints of pandas 3 whose labels are numbers or stand on several lines. */
export const PANDAS_HEADS: readonly Paste[] = [
  {
    what: "pandas: a named index over columns without names",
    source: "        0     1      2\nstep\n0     1.5 -0.25  3.125\n1     0.5  0.75  2.875",
    assumed: ["header", "title", "index"],
    alternatives: ["labels-as-table", "first-column-as-data"],
  },
  {
    what: "pandas: a named index in any order",
    source: "      0     1      2\nid\n7   1.5 -0.25  3.125\n3   0.5  0.75  2.875",
    assumed: ["header", "title", "index"],
    alternatives: ["labels-as-table", "first-column-as-data"],
  },
  {
    what: "pandas: a named index of words",
    source: "      0     1      2\nid\na   1.5 -0.25  3.125\nb   0.5  0.75  2.875",
    assumed: ["header", "title", "index"],
    alternatives: ["labels-as-table"],
  },
  {
    what: "pandas: an index whose name is a number",
    source: "     1     2      3\n0\n0  1.5 -0.25  3.125\n1  0.5  0.75  2.875",
    assumed: ["header", "title", "index"],
    alternatives: ["first-column-as-data"],
  },
  {
    what: "pandas: an index in any order over columns without names",
    source: "     0     1      2\n7  1.5 -0.25  3.125\n3  0.5  0.75  2.875",
    assumed: ["header", "index"],
    alternatives: ["first-column-as-data"],
  },
  {
    what: "pandas: columns with numbers of several digits",
    source: "    8     9      10\n7  1.5 -0.25  3.125\n3  0.5  0.75  2.875",
    assumed: ["header", "index"],
    alternatives: ["first-column-as-data"],
  },
  {
    what: "pandas: columns without names below a name of all",
    source: "feat    0     1      2\n0     1.5 -0.25  3.125\n1     0.5  0.75  2.875",
    assumed: ["header", "index"],
    alternatives: ["first-column-as-data"],
  },
  {
    what: "pandas: columns without names below a name of two words",
    source: "my feat    0     1      2\n-4       1.5 -0.25  3.125\n 3       0.5  0.75  2.875",
    assumed: ["header", "index"],
    alternatives: ["first-column-as-data"],
  },
  {
    what: "pandas: names of the index and of all columns",
    source: "feat    0     1      2\nstep\n0     1.5 -0.25  3.125\n1     0.5  0.75  2.875",
    assumed: ["header", "title", "index"],
  },
  {
    what: "pandas: names of two levels and of all columns",
    source: "feat    a     b      c\ng h\n0 0   1.5 -0.25  3.125\n  1   0.5  0.75  2.875",
    assumed: ["header", "title", "index"],
    alternatives: [],
  },
  {
    what: "pandas: two levels, of which one has a name",
    source: "       a     b      c\ng\n0 0  1.5 -0.25  3.125\n  1  0.5  0.75  2.875",
    assumed: ["header", "title", "index"],
    alternatives: [],
  },
  {
    what: "pandas: two levels over columns without names",
    source: "       0     1      2\ng h\n0 0  1.5 -0.25  3.125\n  1  0.5  0.75  2.875",
    assumed: ["header", "title", "index"],
    alternatives: ["labels-as-table"],
  },
  {
    what: "pandas: two levels of columns",
    source: "     A            B\n     0     1      0\n0  1.5 -0.25  3.125\n1  0.5  0.75  2.875",
    assumed: ["header", "title", "index"],
    alternatives: ["first-column-as-data"],
  },
  {
    what: "pandas: two levels of columns, all numbers",
    source: "     0            1\n     0     1      0\n0  1.5 -0.25  3.125\n1  0.5  0.75  2.875",
    assumed: ["header", "title", "index"],
    alternatives: ["first-column-as-data"],
  },
  {
    what: "pandas: two levels of columns, numbers over words",
    source: "        0            1\n        u     v      u\nstep\n0     1.5 -0.25  3.125\n1     0.5  0.75  2.875",
    assumed: ["header", "title", "index"],
    alternatives: ["labels-as-table", "first-column-as-data"],
  },
  {
    what: "pandas: three levels of columns with names",
    source:
      "k       0            1\nl       u     v      u\nm       3     3      4\nstep\n0     1.5 -0.25  3.125\n1     0.5  0.75  2.875",
    assumed: ["header", "title", "index"],
  },
  {
    what: "pandas: levels of rows and of columns",
    source: "k      0            1\nl      0     1      0\ng h\n0 0  1.5 -0.25  3.125\n  1  0.5  0.75  2.875",
    assumed: ["header", "title", "index"],
  },
  {
    what: "pandas: wide, with a named index over columns without names",
    source:
      "        0     1  \\\nstep              \n0     1.5 -0.25   \n1     0.5  0.75   \n\n          2  \nstep         \n0     3.125  \n1     2.875  ",
    assumed: ["header", "title", "index"],
  },
  {
    what: "pandas: wide, with levels of columns",
    source:
      "       0            1\n       0     1      0\ng h                  \n0 0  1.5 -0.25  3.125\n  1  0.5  0.75  2.875",
    assumed: ["header", "title", "index"],
  },
  {
    what: "pandas: two prints below one another",
    source:
      "        a     b      c\nstep\n0     1.5 -0.25  3.125\n1     0.5  0.75  2.875\n        a     b      c\nstep\n0     2.5 -0.25  3.125\n1     0.5  0.75  2.875",
    assumed: ["one-table", "header", "title", "index"],
  },
];
