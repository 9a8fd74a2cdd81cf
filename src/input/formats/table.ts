import { quote } from "../lines/fields";
import { readLines } from "../lines/read-lines";
import { isPrintedOnLines } from "../lines/signature";
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
    "CSV, TSV, semicolons (with decimal commas), columns apart by white space. A header line, `#` comments and the index " +
    "column of pandas are left out, and that is said.",
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
  const named = arrays.map(({ name = "an array without a name", ...rest }) => ({ ...rest, name }));
  const reading = problemOfArrays(named, wanted.assumed, ofText(text));
  return { ...wanted.account, ...reading };
}

/** There is no line of numbers: what stands there instead is said. */
function refuseWords(text: string, start: number, end: number): never {
  const words = /\S[^\n]*/.exec(text.slice(start, Math.min(end, start + 1000)));
  if (!words) return failAt(text, start, "empty", "Expected lines of numbers, got none");
  return failAt(text, start + words.index, "empty", `Expected lines of numbers, got only ${quote(words[0].trimEnd())}`);
}
