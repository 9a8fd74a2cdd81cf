import { quote } from "../lines/fields";
import { readLines } from "../lines/read-lines";
import { isPrintedOnLines } from "../lines/printed-on-lines";
import { ofText, problemOfArrays } from "../named-arrays";
import { Offsets } from "../offsets";
import { failAt } from "../place";
import { Wanted } from "../wanted";
import { hasBracketedNumbers } from "./printed-arrays";
import type { NumberOffsets, Reading, TextFormat } from "./format";

/** Rows of numbers on lines, without brackets: CSV, TSV, semicolons, white space. */
export const table: TextFormat<"table"> = {
  kind: "text",
  name: "table",
  label: "CSV",
  endings: ["csv", "tsv", "tab", "dat"],
  sharedEndings: ["txt"],
  numbersStand: "on lines",
  summary:
    "CSV, TSV, semicolons, white space, Markdown, decimal commas; prints of pandas, R, polars, Julia, MATLAB, Octave, libtorch " +
    "and PyTorch 0.3, wide ones in several blocks too. Factors are multiplied; headers, `#` comments and index columns left " +
    "out, several levels of both too. All of that is said.",
  looksLike: (text) => isPrintedOnLines(text) || !hasBracketedNumbers(text),
  read: readTable,
  locate,
  examples: [
    {
      what: "CSV with a header",
      source: '# made by hand\n"width","height"\n1,2.5\n-3,nan\n',
      x: { shape: [2, 2], values: [1, 2.5, -3, NaN], dtype: "float64" },
      assumed: ["header"],
    },
    {
      what: "pandas' to_csv",
      source: ",0,1\n0,1.5,2\n1,3,4\n",
      x: { shape: [2, 2], values: [1.5, 2, 3, 4], dtype: "float64" },
      assumed: ["header", "index"],
    },
    {
      what: "decimal commas",
      source: "1;2,5\n-3;4",
      x: { shape: [2, 2], values: [1, 2.5, -3, 4], dtype: "float64" },
      assumed: ["decimal-commas"],
    },
    {
      what: "columns apart by white space",
      source: "  1   2.5  3\n -3  inf  6\n",
      x: { shape: [2, 3], values: [1, 2.5, 3, -3, Infinity, 6], dtype: "float64" },
    },
    {
      what: "pandas' print",
      source: "     a     b\n0  1.5 -0.25\n1  0.5  0.75\n\n[2 rows x 2 columns]",
      x: { shape: [2, 2], values: [1.5, -0.25, 0.5, 0.75], dtype: "float64" },
      assumed: ["header", "index"],
    },
    {
      what: "polars' print",
      source:
        "shape: (2, 2)\n┌─────┬───────┐\n│ a   ┆ b     │\n│ --- ┆ ---   │\n│ f64 ┆ f64   │\n╞═════╪═══════╡\n│ 1.5 ┆ -0.25 │\n│ 0.5 ┆ 0.75  │\n└─────┴───────┘",
      x: { shape: [2, 2], values: [1.5, -0.25, 0.5, 0.75], dtype: "float64" },
      assumed: ["header"],
    },
    {
      what: "a matrix of R",
      source: "     [,1]  [,2]\n[1,]  1.5 -0.25\n[2,]  0.5  0.75\n",
      x: { shape: [2, 2], values: [1.5, -0.25, 0.5, 0.75], dtype: "float64" },
      assumed: ["header", "index"],
    },
    {
      what: "a matrix of Julia",
      source: "2×2 Matrix{Float64}:\n 1.5  -0.25\n 0.5   0.75",
      x: { shape: [2, 2], values: [1.5, -0.25, 0.5, 0.75], dtype: "float64" },
    },
    {
      what: "a matrix of MATLAB with a factor",
      source: "x =\n\n   1.0e+03 *\n\n    0.0015   -0.0003\n    0.0005    3.1250\n",
      x: { shape: [2, 2], values: [1.5, -0.3, 0.5, 3125], dtype: "float64" },
      assumed: ["scale"],
    },
    {
      what: "columns of MATLAB",
      source:
        "  Columns 1 through 2\n\n    1.5000   -0.2500\n    0.5000    0.7500\n\n  Column 3\n\n    3.1250\n    2.8750\n",
      x: { shape: [2, 3], values: [1.5, -0.25, 3.125, 0.5, 0.75, 2.875], dtype: "float64" },
    },
    {
      what: "libtorch and R torch",
      source: " 1.5000 -0.2500\n 0.5000  0.7500\n[ CPUFloatType{2,2} ]\n",
      x: { shape: [2, 2], values: [1.5, -0.25, 0.5, 0.75], dtype: "float32" },
    },
    {
      what: "a table of Markdown",
      source: "| a | b |\n|---|---|\n| 1.5 | -0.25 |\n| 0.5 | 0.75 |\n",
      x: { shape: [2, 2], values: [1.5, -0.25, 0.5, 0.75], dtype: "float64" },
      assumed: ["header"],
    },
  ],
};

function readTable(text: string, start: number, end: number, asked?: string): Reading {
  return tableReading(text, start, end, new Wanted(asked));
}

function locate(text: string, start: number, end: number, asked?: string): NumberOffsets {
  const offsets = new Offsets();
  const { input } = tableReading(text, start, end, new Wanted(asked), offsets);
  // A comma parts the fields only where it stands behind no decimals of its own.
  const first = text.slice(offsets.at(0), offsets.at(1));
  return { shape: input.x.shape, offsets, stops: /[;\t|│┆]|\d\s+$/.test(first) ? ';|│┆"' : ',;|│┆"' };
}

/** Reads the lines of a text. `places` takes where the numbers of x stand. */
function tableReading(text: string, start: number, end: number, wanted: Wanted, places?: Offsets): Reading {
  const arrays = readLines(text, start, end, wanted, places);
  if (!arrays) return refuseWords(text, start, end);
  const [only, ...others] = arrays;
  if (only?.tensor.shape.length === 1 && others.length === 0) {
    const count = `${only.tensor.values.length} number${only.tensor.values.length === 1 ? "" : "s"}`;
    failAt(
      text,
      only.at,
      "rank",
      `Expected x to be a matrix, got one vector of R with ${count} (print it as a matrix)`,
    );
  }
  const named = arrays.map(({ name = "an array without a name", ...rest }) => ({ ...rest, name }));
  const reading = problemOfArrays(named, wanted.assumed, { source: ofText(text) });
  return { ...wanted.account, ...reading };
}

/** There is no line of numbers: what stands there instead is said. */
function refuseWords(text: string, start: number, end: number): never {
  const words = /\S[^\n]*/.exec(text.slice(start, Math.min(end, start + 1000)));
  if (!words) return failAt(text, start, "empty", "Expected lines of numbers, got none");
  return failAt(text, start + words.index, "empty", `Expected lines of numbers, got only ${quote(words[0].trimEnd())}`);
}
