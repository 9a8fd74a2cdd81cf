import type { Paste } from "./paste";

const NAMED = { assumed: ["header", "index"], alternatives: ["first-column-as-data"] } as const;
const WORDS = { assumed: ["header", "labels"], alternatives: ["first-line-as-data"] } as const;

/** Tables whose columns have numbers for names. */
export const NUMBER_LABELS: readonly Paste[] = [
  { what: "a row of one class that occurs again", source: "1 0 0\n0.2 0.3 0.5\n1 0 0\n0.1 0.1 0.8", x: { shape: [4, 3], values: [1, 0, 0, 0.2, 0.3, 0.5, 1, 0, 0, 0.1, 0.1, 0.8] } },
  { what: "a grid of two rows", source: "+---+---+\n| 1 | 2 |\n+---+---+\n| 3 | 4 |\n+---+---+", x: { shape: [2, 2], values: [1, 2, 3, 4] } },
  { what: "numbers behind a name over whole numbers", source: "step,0,1,2\n10,1.5,-0.25,3.125\n20,0.5,0.75,2.875", ...NAMED },
  { what: "numbers behind a name, apart by tabs", source: "layer\t0\t1\t2\n10\t1.5\t-0.25\t3.125\n20\t0.5\t0.75\t2.875", ...NAMED },
  { what: "numbers in any order behind a name", source: "k,512,64,128\n7,1.5,-0.25,3.125\n3,0.5,0.75,2.875", ...NAMED },
  {
    what: "fractions behind a name",
    source: "lr;0,1;0,2;0,5\n1;1,5;-0,25;3,125\n2;0,5;0,75;2,875",
    assumed: ["header", "index", "decimal-commas"],
  },
  { what: "numbers behind a name over words", source: "k,1,2,3\nx,1.5,-0.25,3.125\ny,0.5,0.75,2.875", ...WORDS },
  { what: "numbers behind a name over words, apart by blanks", source: "k 1 2 3\nx 1.5 -0.25 3.125\ny 0.5 0.75 2.875", ...WORDS },
  {
    what: "numbers behind a word over dates",
    source: "date,64,128,32\n2024-01-01,1.5,-0.25,3.125\n2024-01-02,0.5,0.75,2.875",
    assumed: ["header", "labels"],
    alternatives: [],
  },
  {
    what: "numbers behind the names of two levels",
    source: "k,j,0,1,2\nx,1,1.5,-0.25,3.125\ny,1,0.5,0.75,2.875",
    assumed: ["header", "index"],
  },
  {
    what: "rows of whole numbers with names in front",
    source: "cat,3,1\ndog,4,5",
    x: { shape: [2, 2], values: [3, 1, 4, 5] },
    assumed: ["first-line", "labels"],
    alternatives: ["first-line-as-header"],
  },
  {
    what: "whole numbers below 0, 1",
    source: "0 1\n1 2\n3 4",
    x: { shape: [3, 2], values: [0, 1, 1, 2, 3, 4] },
    assumed: ["first-line"],
    alternatives: ["first-line-as-header"],
  },
  {
    what: "fractions below rising whole numbers",
    source: "64,128\n1.5,2.0\n0.5,0.75",
    x: { shape: [3, 2], values: [64, 128, 1.5, 2, 0.5, 0.75] },
    assumed: ["first-line"],
    alternatives: ["first-line-as-header"],
  },
  {
    what: "labels of R in quotes, one short",
    source: '"8" "16" "32"\n"x" 1.5 -0.25 3.125\n"y" 0.5 0.75 2.875',
    assumed: ["header", "index"],
    alternatives: [],
  },
  {
    what: "Markdown: numbers over its rule",
    source: "| k   |    8 |    16 |     9 |\n|:----|-----:|------:|------:|\n| x   | 1.5  | -0.25 | 3.125 |\n| y   | 0.5  |  0.75 | 2.875 |",
    assumed: ["header", "labels"],
    alternatives: [],
  },
  {
    what: "Markdown: numbers alone over its rule",
    source: "| 1 | 0 | 2 |\n|--:|--:|--:|\n| 1.5 | -0.25 | 3.125 |\n| 0.5 | 0.75 | 2.875 |",
    assumed: ["header"],
    alternatives: [],
  },
  {
    what: "a grid with numbers over double dashes",
    source: "+-----+-------+-------+\n| 2   | 1     | 0     |\n+=====+=======+=======+\n| 1.5 | -0.25 | 3.125 |\n+-----+-------+-------+\n| 0.5 |  0.75 | 2.875 |\n+-----+-------+-------+",
    assumed: ["header"],
    alternatives: [],
  },
  {
    what: "a grid without names",
    source: "+-----+-------+-------+\n| 1.5 | -0.25 | 3.125 |\n+-----+-------+-------+\n| 0.5 |  0.75 | 2.875 |\n+-----+-------+-------+",
    alternatives: [],
  },
  {
    what: "polars: numbers over its types",
    source:
      "shape: (2, 3)\n┌─────┬───────┬───────┐\n│ 0   ┆ 1     ┆ 2     │\n│ --- ┆ ---   ┆ ---   │\n│ f64 ┆ f64   ┆ f64   │\n╞═════╪═══════╪═══════╡\n│ 1.5 ┆ -0.25 ┆ 3.125 │\n│ 0.5 ┆ 0.75  ┆ 2.875 │\n└─────┴───────┴───────┘",
    assumed: ["header"],
    alternatives: [],
  },
  {
    what: "a rule below a name and numbers over whole numbers",
    source: "  k    0      1      2\n---  ---  -----  -----\n 10  1.5  -0.25  3.125\n 20  0.5   0.75  2.875",
    assumed: ["header", "index"],
  },
  {
    what: "pandas: two prints with numbers for names below one another",
    source: "   0   1   2\n0  3  -1   4\n1  9  12  26\n    0   1  2\n0  53  58  9\n1   7   9  3",
    x: { shape: [2, 3], values: [3, -1, 4, 9, 12, 26] },
    assumed: ["one-table", "header", "index"],
    alternatives: ["table-2", "first-column-as-data"],
  },
  {
    what: "pandas: two such prints of one row below a name of all columns",
    source: "j    0     1      2\n5  1.5 -0.25  3.125\nj    0     1      2\n5  0.5  0.75  2.875",
    x: { shape: [1, 3], values: [1.5, -0.25, 3.125] },
    assumed: ["one-table", "header", "index"],
  },
  {
    what: "pandas: two such prints with a name of the index",
    source: "    0   1\nk\n0   3  -1\n1   9  12\n    0   1\nk\n0  53  58\n1   7   9",
    x: { shape: [2, 2], values: [3, -1, 9, 12] },
    assumed: ["one-table", "header", "index"],
  },
  {
    what: "pandas: a number for the name of numbered columns",
    source: "3    0     1      2\n0  1.5 -0.25  3.125\n1  0.5  0.75  2.875",
    assumed: ["header", "index"],
    alternatives: ["first-line-as-data", "first-column-as-data"],
  },
  {
    what: "whole numbers that do not count from 0 over counted rows",
    source: "5    6    7\n0  1.5  2.5\n1  3.5  4.5\n2  0.5  0.5",
    x: { shape: [4, 3], values: [5, 6, 7, 0, 1.5, 2.5, 1, 3.5, 4.5, 2, 0.5, 0.5] },
    assumed: ["first-line"],
    alternatives: ["first-line-as-header"],
  },
  {
    what: "pandas: a number for the name of numbered columns of whole numbers",
    source: "3  0  1  2\n0  1  2  3\n1  4  5  6",
    x: { shape: [2, 3], values: [1, 2, 3, 4, 5, 6] },
    assumed: ["header", "index"],
  },
  {
    what: "rows that end alike and have one place more in the last one",
    source: "100000.5            -0.25\n    3.25            0.125\n       0             12.5",
    x: { shape: [3, 2], values: [100000.5, -0.25, 3.25, 0.125, 0, 12.5] },
  },
  {
    what: "rows of whole numbers over one with a fraction",
    source: "1    2\n3    4\n5  0.5",
    x: { shape: [3, 2], values: [1, 2, 3, 4, 5, 0.5] },
  },
  {
    what: "pandas: named columns of 0 and 1 that count through",
    source: "   a  b  c\n0  0  1  0\n1  1  0  1\n2  1  1  0",
    x: { shape: [3, 3], values: [0, 1, 0, 1, 0, 1, 1, 1, 0] },
    assumed: ["header", "index"],
  },
  {
    what: "R: names of rows beside columns of 0 and 1 that count through",
    source: "   v1 v2 v3\ns1  0  1  0\ns2  1  0  1\ns3  1  1  0",
    x: { shape: [3, 3], values: [0, 1, 0, 1, 0, 1, 1, 1, 0] },
    assumed: ["header", "index"],
  },
  {
    what: "a column whose first number may be its name",
    source: "0\n1.5\n-0.25\n",
    x: { shape: [3, 1], values: [0, 1.5, -0.25] },
    assumed: ["first-line"],
    alternatives: ["first-line-as-header"],
  },
  {
    what: "polars: rules between all rows",
    source:
      "shape: (2, 3)\n+-----+-------+-------+\n| a   | b     | c     |\n| --- | ---   | ---   |\n| f64 | f64   | f64   |\n+=====================+\n| 1.5 | -0.25 | 3.125 |\n|-----+-------+-------|\n| 0.5 | 0.75  | 2.875 |\n+-----+-------+-------+",
    assumed: ["header"],
  },
  {
    what: "pandas: two levels of columns with numbers for names in CSV",
    source: "1,0,0\n2,0,1\n0,1.5,-0.25\n1,0.5,0.75\n",
    x: { shape: [4, 3], values: [1, 0, 0, 2, 0, 1, 0, 1.5, -0.25, 1, 0.5, 0.75] },
    assumed: ["first-line"],
  },
  {
    what: "pandas: a pivoted table in CSV",
    source: "0,0,1,2\n0,1.5,-0.25,3.125\n1,0.5,0.75,2.875\n",
    assumed: ["header", "index"],
    alternatives: ["first-line-as-data", "first-column-as-data"],
  },
  {
    what: "Node: a table of columns of 0 and 1 that count through",
    source:
      "┌─────────┬───┬───┬───┐\n│ (index) │ 0 │ 1 │ 2 │\n├─────────┼───┼───┼───┤\n│ 0       │ 0 │ 1 │ 0 │\n│ 1       │ 1 │ 0 │ 1 │\n│ 2       │ 1 │ 1 │ 0 │\n└─────────┴───┴───┴───┘",
    x: { shape: [3, 3], values: [0, 1, 0, 1, 0, 1, 1, 1, 0] },
    assumed: ["header", "index"],
  },
]; // prettier-ignore
