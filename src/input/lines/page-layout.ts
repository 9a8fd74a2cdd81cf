import { itemAt } from "../../core/item-at";
import type { Dtype } from "../../core/tensor";
import { failAt } from "../place";
import type { Wanted } from "../wanted";
import { countBlock, type Counted } from "./blocks";
import { withNamesOfIndex } from "./delimited-head";
import { areFurtherColumns } from "./further-columns";
import { quote, trim, type Delimiter, type Span, type Style } from "./fields";
import { withLabels } from "./printed-head";
import { pageOf, type Block, type Page } from "./printed-page";
import { apartAtLabels } from "./repeated-labels";
import { joined, type Spans } from "./spans";
import { delimiterOf, haveOneCommaEach, judgeStyle } from "./style";

/** Some columns of the rows of a table, on lines that follow one another: most often all of them. */
export interface Part {
  readonly lines: Spans;
  readonly skipped: number; // fields at the left that are no data
  readonly columns: number;
  readonly factor: number;
}

/** A matrix on lines. */
interface Table {
  readonly parts: readonly Part[]; // side by side, with as many lines each
  readonly blocks: readonly Counted[];
  readonly columns: number;
}

/** One array of a text: a matrix, or several of them along further axes. */
export interface Layout {
  readonly name: string | undefined;
  readonly tables: readonly Table[];
  /** Extents of the axes over which the tables are counted; empty for one matrix. */
  readonly slices: readonly number[];
  readonly leading: boolean; // those axes stand before rows and columns
  readonly isList: boolean; // all fields are one list
}

/** How the numbers of a text stand on its lines. */
export interface PageLayout {
  readonly page: Page;
  readonly delimiter: Delimiter;
  readonly trailing: boolean;
  readonly style: Style;
  readonly dtype: Dtype | undefined;
  readonly arrays: readonly Layout[]; // by name where there are several
}

const MOST_OFFERED = 8;

/** Lays out [start, end) of a text. Undefined where no line of data stands there. */
export function layoutOf(text: string, start: number, end: number, wanted: Wanted): PageLayout | undefined {
  const page = pageOf(text, start, end);
  if (page.abbreviated !== undefined) {
    const sentence = 'Expected every value, got "..." for those left out (print all rows and columns)';
    failAt(text, page.abbreviated, "abbreviated", sentence);
  }
  if (page.blocks.length === 0) return undefined;
  const delimiter = chosenDelimiter(text, page.blocks, wanted);
  const whole =
    delimiter === " "
      ? withLabels(text, apartAtLabels(text, page.blocks), () => haveLabels(wanted))
      : withNamesOfIndex(text, page.blocks, delimiter);
  const blocks = whole.map((block) => withoutEnds(text, block, delimiter));
  const trailing = endWithDelimiter(text, blocks, delimiter);
  const rules = { delimiter, trailing, isSeries: page.isSeries };
  const counted = blocks.map((block) => countBlock(text, block, rules, wanted.silent()));
  const { style, isSingle } = styleOf(text, counted, delimiter, wanted);
  const sections = sectionsOf(counted);
  const arrays = sections.map((section) => arrayOf(text, section, sections.length > 1 ? wanted.silent() : wanted));
  return { page, delimiter, trailing, style, dtype: page.dtype ?? (isSingle ? "float32" : undefined), arrays };
}

/** Says what of the arrays was left out. Only when all are laid out it is known of which blocks there is something to say. */
export function sayLeftOut(text: string, layout: PageLayout, wanted: Wanted): void {
  const { arrays, delimiter, trailing, page } = layout;
  for (const { tables } of arrays) {
    const counted = tables[0]?.blocks[0];
    if (!counted) continue;
    const { header, titles, block } = counted;
    const shown = ({ start, end }: Span): string => quote(text.slice(start, end));
    const isFirst = header && !titles.some(({ start }) => start < header.start);
    if (header)
      wanted.assume(
        "header",
        `The ${isFirst ? "first line," : "line"} ${shown(header)}${isFirst ? "," : ""} was read as a header.`,
      );
    for (const title of titles) wanted.assume("title", `The line ${shown(title)} was left out.`);
    countBlock(text, block, { delimiter, trailing, isSeries: page.isSeries }, wanted);
  }
}

/** Whether numbers over the name of an index are taken for the labels of columns. */
function haveLabels(wanted: Wanted): boolean {
  const labels = { id: "numbers-as-labels", text: "the numbers over the name of the index as labels of the columns" };
  const table = { id: "labels-as-table", text: "the numbers over the name of the index as a table of their own" };
  return wanted.choose([labels, table]) === labels.id;
}

/** What parts the fields. A single comma on every line may be a decimal one, too. */
function chosenDelimiter(text: string, blocks: readonly Block[], wanted: Wanted): Delimiter {
  const { lines, headers } = itemAt(blocks, 0);
  const delimiter = delimiterOf(text, lines);
  const header = headers.at(-1);
  const isSaid = header !== undefined && text.slice(header.start, header.end).includes(",");
  if (delimiter !== "," || blocks.length > 1 || isSaid || !haveOneCommaEach(text, lines)) return delimiter;
  const parts = { id: "comma-separators", text: "the commas as separators of columns" };
  const decimal = { id: "decimal-commas", text: "the commas as decimal ones" };
  if (wanted.choose([parts, decimal]) === decimal.id) return " ";
  wanted.assume("comma-separators", "Commas were read as separators of columns.");
  return delimiter;
}

/** Without the semicolons that end all of its lines. */
function withoutEnds(text: string, block: Block, delimiter: Delimiter): Block {
  if (delimiter === ";" || !block.lines.every(({ end }) => text[end - 1] === ";")) return block;
  return { ...block, lines: block.lines.map(({ start, end }) => trim(text, start, end - 1)) };
}

/** Whether a delimiter closes every line, and the headers have no name for a field behind it. */
function endWithDelimiter(text: string, blocks: readonly Block[], delimiter: Delimiter): boolean {
  if (delimiter === " ") return false;
  const ends = ({ end }: Span): boolean => text[end - 1] === delimiter;
  return blocks.every(({ lines, headers }) => {
    const header = headers.at(-1);
    if (!lines.every(ends)) return false;
    return !header || ends(header) || countOf(text, header, delimiter) < countOf(text, lines.at(0), delimiter);
  });
}

function countOf(text: string, line: Span | undefined, delimiter: Delimiter): number {
  let count = 1;
  for (let pos = line?.start ?? 0; pos < (line?.end ?? 0); pos++) if (text[pos] === delimiter) count++;
  return count;
}

/** How numbers are written, and whether a letter behind one says that they are of single precision. */
interface StyleOfNumbers {
  readonly style: Style;
  readonly isSingle: boolean;
}

function styleOf(text: string, counted: readonly Counted[], delimiter: Delimiter, wanted: Wanted): StyleOfNumbers {
  const lines = joined(counted.map((each) => each.lines));
  const decimal = { id: "decimal-commas", text: "the commas as decimal ones" };
  const grouped = { id: "thousands", text: "the commas as marks of thousands" };
  const asked = wanted.asks(decimal.id) ? "decimal" : wanted.asks(grouped.id) ? "grouped" : undefined;
  const judged = judgeStyle(text, lines, delimiter, asked);
  const { style, commas, isOpen, hasSuffixes, isSingle, hasEmphasis } = judged;
  if (isOpen && !wanted.hasChosen(decimal.id))
    wanted.choose(commas === "decimal" ? [decimal, grouped] : [grouped, decimal]);
  if (commas === "decimal") {
    const points = style.grouped ? ", points as marks of thousands" : "";
    wanted.assume("decimal-commas", `Commas were read as decimal ones${points}.`);
  } else if (commas === "grouped") wanted.assume("thousands", "Commas were read as marks of thousands.");
  if (isSingle) wanted.assume("suffix", 'All numbers were read as float32, as "f" behind one, as in "1.5f", says.');
  else if (hasSuffixes) wanted.assume("suffix", 'A letter behind a number, as in "1.5d", was left out.');
  if (hasEmphasis) wanted.assume("emphasis", 'Marks around numbers, as in "**1.5**", were left out.');
  return { style, isSingle };
}

/** Blocks of one name, in the order of the names; those without a name between two others are one section. */
function sectionsOf(counted: readonly Counted[]): Counted[][] {
  const sections: Counted[][] = [];
  for (const each of counted) {
    const last = sections.at(-1);
    if (last?.[0]?.block.name === each.block.name && last?.[0]?.isList === each.isList) last?.push(each);
    else sections.push([each]);
  }
  return sections;
}

function arrayOf(text: string, section: readonly Counted[], wanted: Wanted): Layout {
  const name = section[0]?.block.name;
  if (section[0]?.isList) return { ...one(section.map(tableOf)), name, isList: true };
  const tables: Table[] = [];
  for (const each of section) {
    const last = tables.at(-1);
    if (last && continuesRows(text, last, each, wanted)) tables[tables.length - 1] = beside(text, last, each);
    else tables.push(tableOf(each));
  }
  if (tables.every(({ blocks }) => blocks[0]?.block.slice)) return { ...sliced(text, tables), name };
  return { ...chosen(tables, wanted), name };
}

const one = (tables: readonly Table[]): Omit<Layout, "name"> => ({ tables, slices: [], leading: true, isList: false });

function tableOf(counted: Counted): Table {
  const { lines, skipped, columns, block } = counted;
  return { parts: [{ lines, skipped, columns, factor: block.factor }], blocks: [counted], columns };
}

/** Whether a block holds more columns of the rows of a table. */
function continuesRows(text: string, { blocks, columns }: Table, counted: Counted, wanted: Wanted): boolean {
  const { block, header } = counted;
  const last = blocks.at(-1);
  if (!last) return false;
  const first = blocks[0]?.block.columnsFrom ?? 1; // some count from 0
  if (block.columnsFrom !== undefined) return block.columnsFrom - first === columns;
  if (last.wraps) return true;
  const from = header && /^\[,(\d+)\]/.exec(text.slice(header.start, header.start + 20))?.[1];
  if (from !== undefined) return Number(from) === columns + 1;
  if (!areFurtherColumns(text, last, counted)) return false;
  const further = { id: "further-columns", text: "blocks with the same names of rows as further columns" };
  const apart = { id: "tables-apart", text: "blocks with the same names of rows as tables of their own" };
  if (wanted.choose([further, apart]) === apart.id) return false;
  wanted.assume("further-columns", "Blocks with the same names of rows were read as further columns of one table.");
  return true;
}

function beside(text: string, table: Table, counted: Counted): Table {
  const rows = table.parts[0]?.lines.length ?? 0;
  if (counted.lines.length !== rows) {
    const got = `${counted.lines.length} row${counted.lines.length === 1 ? "" : "s"}`;
    const sentence = `Expected ${rows} rows of further columns, as many as above, got ${got}`;
    failAt(text, counted.block.start, "ragged-row", sentence);
  }
  const added = tableOf(counted);
  return {
    parts: [...table.parts, ...added.parts],
    blocks: [...table.blocks, counted],
    columns: table.columns + added.columns,
  };
}

/** Slices along further axes: all of them, in the order in which they are printed. */
function sliced(text: string, tables: readonly Table[]): Omit<Layout, "name"> {
  const first = tables[0]?.blocks[0]?.block;
  const leading = first?.slice?.leading ?? true;
  const indices = tables.map(({ blocks }) => blocks[0]?.block.slice?.index ?? []);
  const base = Math.min(...(indices[0] ?? [0]));
  const extents = (indices[0] ?? []).map((_, axis) => Math.max(...indices.map((index) => index[axis] ?? 0)) - base + 1);
  // Where the slices stand behind rows and columns, their first axis runs fastest.
  const axes = extents.map((_, axis) => (leading ? extents.length - 1 - axis : axis));
  const expected = (i: number): number[] => {
    const index = extents.map(() => 0);
    let rest = i;
    for (const axis of axes) {
      index[axis] = (rest % (extents[axis] ?? 1)) + base;
      rest = Math.floor(rest / (extents[axis] ?? 1));
    }
    return index;
  };
  const count = extents.reduce((size, extent) => size * extent, 1);
  const wrong = indices.findIndex((index, i) => expected(i).join() !== index.join());
  if (wrong >= 0 || count !== tables.length) {
    const at = tables[Math.max(0, wrong)]?.blocks[0]?.block.start ?? 0;
    failAt(text, at, "slices", `Expected the ${count} slices of one tensor in their order, got others`);
  }
  return { tables, slices: extents, leading, isList: false };
}

/** Of several tables, one or all of them. */
function chosen(tables: readonly Table[], wanted: Wanted): Omit<Layout, "name"> {
  const [first] = tables;
  if (!first || tables.length === 1) return one(tables);
  const ways = tables.slice(0, MOST_OFFERED).map((_, i) => ({
    id: `table-${i + 1}`,
    text: `the ${ordinal(i + 1)} of the ${tables.length} tables alone`,
  }));
  const areBlocks = tables.every(
    ({ blocks: [block], columns }, i) =>
      columns === first.columns &&
      (i === 0 || (block?.block.apart === true && block.block.headers.length === 0)) &&
      block?.skipped === first.blocks[0]?.skipped,
  );
  const joined = { id: "tables-joined", text: "the lines of all tables as one" };
  const rows = first.parts[0]?.lines.length ?? 0;
  const isGrid = rows > 1 && tables.every(({ parts }) => parts[0]?.lines.length === rows);
  const asAxis = { id: "tables-as-axis", text: "the tables as slices along a first axis" };
  if (areBlocks && rows === 1 && isSpaced(tables)) return one([join(tables)]);
  const taken = wanted.choose(areBlocks ? [joined, ...(isGrid ? [asAxis] : []), ...ways] : ways);
  if (taken === joined.id) {
    wanted.assume("joined", `${tables.length} blocks of lines, apart by blank lines, were read as one table.`);
    return one([join(tables)]);
  }
  if (taken === asAxis.id) {
    wanted.assume("joined", `${tables.length} blocks of lines were read as slices along a first axis.`);
    return { tables, slices: [tables.length], leading: true, isList: false };
  }
  const number = Number(taken.slice("table-".length));
  wanted.assume("one-table", `Of ${tables.length} tables the ${ordinal(number)} was read, the others were left out.`);
  return one(tables.slice(number - 1, number));
}

/** A blank line between any two lines. */
function isSpaced(tables: readonly Table[]): boolean {
  return tables.every(({ parts }) => parts[0]?.lines.length === 1);
}

function join(tables: readonly Table[]): Table {
  const [first] = tables;
  if (!first) throw new RangeError("expected a table, got none");
  const lines = joined(tables.flatMap(({ parts }) => parts[0]?.lines ?? []));
  const parts = first.parts.slice(0, 1).map((part) => ({ ...part, lines }));
  return { parts, blocks: tables.flatMap(({ blocks }) => blocks), columns: first.columns };
}

function ordinal(number: number): string {
  return ["first", "second", "third"][number - 1] ?? `${number}th`;
}
