import { byCells, chosenTable, numberIn, readCells, type MarkedCell, type MarkedTable } from "../cell-rows";
import { failAt } from "../place";
import { Wanted } from "../wanted";
import type { TextFormat } from "./format";

/** Matrices and tables as LaTeX sets them. */
export const latex: TextFormat<"latex"> = {
  kind: "text",
  name: "latex",
  label: "LaTeX",
  endings: ["tex"],
  numbersStand: "on lines",
  isMarked: true,
  summary:
    "`bmatrix`, `pmatrix` and so, `array` and `tabular` of numbers; `1.5 \\times 10^{-3}`; dots, fractions and factors are refused",
  looksLike: (text) => BEGIN.test(text),
  ...byCells(readLatex, "&\\$}"),
  examples: [
    {
      what: "a matrix of LaTeX",
      source: "\\begin{bmatrix}\n  1.5 & -2 \\\\\n  3 \\times 10^{-2} & 4\n\\end{bmatrix}\n",
      x: { shape: [2, 2], values: [1.5, -2, 0.03, 4], dtype: "float64" },
    },
    {
      what: "a table of LaTeX",
      source: "\\begin{tabular}{rr}\n\\hline\n1.5 & $-2$ \\\\\n\\hline\n3 & 4 \\\\\n\\hline\n\\end{tabular}\n",
      x: { shape: [2, 2], values: [1.5, -2, 3, 4], dtype: "float64" },
    },
  ],
};

const BEGIN = /\\begin\{(?:[bpvBV]?(?:small)?matrix\*?|array|tabular)\}/;
const WHOLE = /\\begin\{([bpvBV]?(?:small)?matrix\*?|array|tabular)\}(?:\[[^\]\n]{0,40}\])?(\{[^}\n]{0,200}\})?/g;

function readLatex(text: string, start: number, end: number, asked: string | undefined): ReturnType<typeof readCells> {
  const wanted = new Wanted(asked);
  const table = chosenTable(tablesIn(text, start, end), wanted, "matrix");
  if (!table) return failAt(text, start, "latex", "Expected a matrix of LaTeX, such as \\begin{bmatrix}, got none");
  return readCells(text, withoutNames(text, table, wanted), wanted);
}

/** Without a first row of words, and under an empty corner or beside words without the first cells of the rows. */
function withoutNames(text: string, table: MarkedTable, wanted: Wanted): MarkedTable {
  const [head, ...rows] = table.rows;
  const isTable = text.startsWith("\\begin{tabular}", table.at);
  const isWord = (cell: MarkedCell | undefined): boolean => cell !== undefined && numberIn(cell.text) === undefined;
  if (!isTable || !head || head.length < 2 || rows.length === 0 || !head.every(isWord)) return table;
  wanted.assume("header", "The cells of the header were left out.");
  const isIndex = head[0]?.text === "" || rows.every(([first]) => isWord(first) && first?.text !== "");
  if (!isIndex) return { ...table, rows };
  wanted.assume("index", "The first cells of the rows were read as an index and left out.");
  return { ...table, rows: rows.map((row) => row.slice(1)) };
}

function tablesIn(text: string, start: number, end: number): MarkedTable[] {
  const part = text.slice(start, end);
  const tables: MarkedTable[] = [];
  let behind = 0;
  for (const match of part.matchAll(WHOLE)) {
    const [begin, name = ""] = match;
    if (match.index < behind) continue; // inside of the one before
    const from = match.index + begin.length;
    const to = part.indexOf(`\\end{${name}}`, from);
    if (to < 0) failAt(text, start + match.index, "latex", `Expected \\end{${name}} behind \\begin{${name}}, got none`);
    const at = start + match.index;
    if (/matrix|array/.test(name)) refuseChange(text, at, start + to + `\\end{${name}}`.length);
    tables.push({ at, rows: rowsIn(text, start + from, start + to) });
    behind = to;
  }
  return tables;
}

/** A factor, a fraction or a minus sign in front of a matrix; of digits on its own line, as prose may end with some. */
const IN_FRONT =
  /(?:\d[^\S\n]*|(?:\^\s*\{[^{}]{0,40}\}|\\[dt]?frac\s*(?:\{[^{}]{0,40}\}\s*){2}|\\(?:cdot|times)|[-*/])\s*)$/;
/** A power, a transposition or a factor behind it. */
const BEHIND = /^\s*(?:\^|'|\*|\/|\\(?:cdot|times|top|prime)(?![a-z]))/;

/** What a formula does with a matrix is not run: its numbers are others then. */
function refuseChange(text: string, at: number, behind: number): void {
  const line = (words: string): string => words.replace(/\s+/g, " ").trim();
  const before = text.slice(Math.max(0, at - 120), at).replace(/\\left\s*(?:\\?[[({|.])\s*$/, "");
  const factor = IN_FRONT.exec(before)?.[0];
  const remedy = "which is not run (write the numbers that are meant)";
  if (factor !== undefined)
    failAt(text, at, "change", `Expected a matrix alone, got "${line(factor)}" in front of it, ${remedy}`);
  const after = text.slice(behind, behind + 120).replace(/^\s*\\right\s*(?:\\?[\])}|.])/, "");
  if (BEHIND.test(after)) {
    const words = line(after.slice(0, 20).split("\n\n")[0] ?? "");
    failAt(text, behind, "change", `Expected a matrix alone, got "${words}" behind it, ${remedy}`);
  }
}

/** Rows end with \\, cells with &. What is set in a cell and means no number is taken away. */
function rowsIn(text: string, from: number, to: number): MarkedCell[][] {
  const rows: MarkedCell[][] = [];
  let row: MarkedCell[] = [];
  let at = from;
  const cell = (until: number): MarkedCell => toCell(text, at, until);
  for (const { 0: mark, index } of text.slice(from, to).matchAll(/(?<!\\)&|\\\\(?:\[[^\]\n]{0,20}\])?|%[^\n]*/g)) {
    if (mark.startsWith("%")) continue;
    row.push(cell(from + index));
    at = from + index + mark.length;
    if (mark === "&") continue;
    if (row.length > 1 || row[0]?.text !== "") rows.push(row);
    row = [];
  }
  row.push(cell(to));
  if (row.length > 1 || row[0]?.text !== "") rows.push(row);
  return rows;
}

/** Marks around numbers that change nothing of them: rules, comments, dollars, spaces, text in its own font. */
const MARKS =
  /%[^\n]*|\\(?:hline|toprule|midrule|bottomrule|displaystyle|,|;|!|:|quad)|\\(?:mathrm|mathbf|text|textbf|num)(?=\{)|[${}\s~]/g;

function toCell(text: string, from: number, to: number): MarkedCell {
  const given = text.slice(from, to).replace(/\\(?:cdot|times)\s*10\s*\^\s*\{?\s*([-+]?\d+)\s*\}?/g, "e$1");
  const place = text.slice(from, to).search(/[-+]?[\d.]/);
  const plain = given
    .replace(MARKS, "")
    .replace(/\\infty/g, "inf")
    .replace(/\u2212/g, "-");
  return { text: plain, at: from + Math.max(0, place) };
}
