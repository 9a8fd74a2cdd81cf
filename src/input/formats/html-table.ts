import { byCells, chosenTable, readCells, type MarkedCell, type MarkedTable } from "../cell-rows";
import { failAt } from "../place";
import { Wanted } from "../wanted";
import type { TextFormat } from "./format";

/** Tables of HTML pages, as pandas' to_html writes them. */
export const htmlTable: TextFormat<"html"> = {
  kind: "text",
  name: "html",
  label: "an HTML table",
  endings: ["html", "htm"],
  numbersStand: "on lines",
  isMarked: true,
  summary: "the first `<table>` of numbers; cells of `<th>` are left out as header and index; joined cells are refused",
  looksLike: (text) => /^\s*</.test(text) && /<table\b/i.test(text),
  ...byCells(readHtml, "<&"),
  examples: [
    {
      what: "pandas' to_html",
      source:
        "<table>\n<thead><tr><th></th><th>a</th><th>b</th></tr></thead>\n<tbody>\n<tr><th>0</th><td>1.5</td><td>-2</td></tr>\n" +
        "<tr><th>1</th><td>3</td><td>NaN</td></tr>\n</tbody></table>\n",
      x: { shape: [2, 2], values: [1.5, -2, 3, NaN], dtype: "float64" },
      assumed: ["header", "index"],
    },
  ],
};

function readHtml(text: string, start: number, end: number, asked: string | undefined): ReturnType<typeof readCells> {
  const wanted = new Wanted(asked);
  const tables = tablesIn(text, start, end);
  const table = chosenTable(tables, wanted, "table");
  if (!table) return failAt(text, start, "html", "Expected a table of numbers in HTML, got none");
  if (table.header) wanted.assume("header", "The cells of the header were left out.");
  if (table.index) wanted.assume("index", "The first cells of the rows, which are headers, were left out.");
  const read = readCells(text, table, wanted);
  refuseOtherShape(text, table.end, read.input.x.shape);
  return read;
}

/** pandas says below its table how many rows and columns there are: of a long one it shows some. */
const SAID = /^\s*<\/table>\s*<p>\s*(\d+) rows? [×x] (\d+) columns?/i;

function refuseOtherShape(text: string, end: number, shape: readonly number[]): void {
  const said = SAID.exec(text.slice(end, end + 200))
    ?.slice(1)
    .map(Number);
  if (!said || said.join() === shape.join()) return;
  const sentence = `The text says ${said.join(" x ")}, got ${shape.join(" x ")} (is a part of it missing?)`;
  failAt(text, end, "said-shape", sentence);
}

interface HtmlTable extends MarkedTable {
  readonly header: boolean; // rows of <th> alone
  readonly index: boolean; // <th> in rows with <td>
  readonly end: number; // offset of its closing tag
}

const TAG = /<!--[\s\S]*?(?:-->|$)|<(\/?)(table|tr|th|td)\b[^<>]*>/gi;

function tablesIn(text: string, start: number, end: number): HtmlTable[] {
  const tables: HtmlTable[] = [];
  let rows: MarkedCell[][] = [];
  let heads = 0; // <th> in this row
  let [header, index] = [false, false];
  let cell: { readonly name: string; readonly at: number } | undefined;
  let row: MarkedCell[] | undefined;
  let opened = start;
  const endCell = (until: number): void => {
    if (cell?.name === "td") row?.push(toCell(text, cell.at, until));
    if (cell?.name === "th") heads++;
    cell = undefined;
  };
  const endRow = (): void => {
    if (row?.length) rows.push(row);
    if (heads > 0) [header, index] = [header || !row?.length, index || Boolean(row?.length)];
    row = undefined;
    heads = 0;
  };
  for (const match of text.slice(start, end).matchAll(TAG)) {
    const [tag, slash, given] = match;
    const name = given?.toLowerCase();
    const at = start + match.index;
    if (name === undefined) continue; // a comment
    endCell(at);
    if (/\b(?:col|row)span\s*=\s*["']?(?!1\b)\d/i.test(tag) && name === "td") {
      failAt(text, at, "html", "Expected cells of one row and one column, got joined ones");
    }
    if (name === "td" || name === "th") cell = slash ? undefined : { name, at: at + tag.length };
    else endRow();
    if (name === "tr" && !slash) row = [];
    if (name !== "table") continue;
    if (slash && rows.length) tables.push({ at: opened, rows, header, index, end: at });
    [rows, header, index, opened] = [[], false, false, at];
  }
  return tables;
}

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ["&nbsp;", " "],
  ["&minus;", "-"],
  ["&#8722;", "-"],
  ["&#x2212;", "-"],
  ["&infin;", "inf"],
]);

/** Raised, lowered, hidden and broken text is no part of the digits beside it: 10<sup>3</sup> is not 103. */
const APART: readonly (readonly [tag: RegExp, mark: string])[] = [
  [/<sup\b[^<>]*>/gi, "^"],
  [/<sub\b[^<>]*>/gi, "_"],
  [/<(?:br|p|div|li)\b[^<>]*>|<[^<>]*\bdisplay\s*:\s*none[^<>]*>|<[^<>]*\shidden\b[^<>]*>/gi, " "],
];

/** What a cell shows, without the tags in it. */
function toCell(text: string, from: number, to: number): MarkedCell {
  const inner = text.slice(from, to);
  const shown = APART.reduce((cell, [tag, mark]) => cell.replace(tag, mark), inner)
    .replace(/<[^<>]*>/g, "")
    .replace(/&[#\w]{1,8};/g, (entity) => ENTITIES.get(entity.toLowerCase()) ?? entity)
    .replace(/\u2212/g, "-");
  const lead = /^(?:\s|<[^<>]*>)*/.exec(inner)?.[0].length ?? 0;
  return { text: shown.trim(), at: from + lead };
}
