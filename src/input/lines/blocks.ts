import type { Wanted } from "../wanted";
import { delimitedHead, type DelimitedHead } from "./delimited-head";
import { fieldsOf, isNumber, type Delimiter, type Span } from "./fields";
import { columnsApart } from "./index-signs";
import { hasFraction, isChosenHeader, isCount, isHeader, NAME_OF_ROW } from "./first-line";
import {
  firstField,
  isLabel,
  judgeFirstColumn,
  namesAnIndex,
  namesOverIndex,
  type FirstColumn,
} from "./judge-first-column";
import { endsAligned, endsOf, indexLevels } from "./index-levels";
import { headOf, isWrapped, likeLabels, namesOfSeries, withoutWrap, type Head } from "./printed-head";
import type { Block } from "./printed-page";
import type { Spans } from "./spans";

/** A block whose fields are counted. */
export interface Counted {
  readonly block: Block;
  readonly lines: Spans; // of data
  readonly columns: number; // of data
  readonly skipped: number; // fields at the left of these lines that are an index or labels
  readonly leftOut: number; // all that were, which some prints count as columns
  readonly header: Span | undefined; // the line that names the columns
  readonly titles: readonly Span[]; // lines above it, left out too
  readonly wraps: boolean; // pandas says with a backslash that its rows go on in the next block
  /** R's vectors: "[1] 1.5 2.5", all lines together one list. */
  readonly isList: boolean;
}

/** What belongs to a whole page. */
interface BlockRules {
  readonly delimiter: Delimiter;
  readonly trailing: boolean; // every line ends with a delimiter that opens no field
  readonly isSeries: boolean;
}

/** Finds the header and the index column of a block. What is open there is chosen by `wanted`. */
export function countBlock(text: string, block: Block, rules: BlockRules, wanted: Wanted): Counted {
  const { delimiter, trailing } = rules;
  let { lines } = block;
  if (rules.isSeries && block.headers.length === 0 && namesOfSeries(text, lines)) lines = lines.tail();
  const wraps = block.headers.some((line) => isWrapped(text, line));
  const given = block.headers.map((line) => withoutWrap(text, line));
  const first = lines.at(0);
  const isList = first !== undefined && lines.every((line) => /^\[\d+\]$/.test(firstField(text, line, delimiter)));
  const head = delimiter === " " && !isList && !trailing ? headOf(text, given, lines, block.isRuled) : undefined;
  const isRow = head?.mayBeRow === true && !isChosenHeader(wanted, true);
  const headed = head && !isRow && belowHead(text, { block, head, wraps }, rules, wanted);
  if (headed) return headed;
  const top =
    delimiter !== " " && !trailing && !isList
      ? delimitedHead(text, given, lines, delimiter, wanted)
      : oneLineHead(text, { given, lines, isRow }, rules, wanted);
  if (!isList) return belowTop(text, { block, top, given, wraps }, rules, wanted);
  const fields = fieldsOf(text, first, delimiter).length;
  const alike = { block, lines, skipped: 1, leftOut: 1, titles: [], wraps, isList };
  return { ...alike, columns: fields - 1, header: top.header };
}

/** The head of a block whose fields no delimiter parts, or whose lines all end with one. */
function oneLineHead(
  text: string,
  { given, lines, isRow }: { readonly given: readonly Span[]; readonly lines: Spans; readonly isRow: boolean },
  { delimiter, trailing }: BlockRules,
  wanted: Wanted,
): DelimitedHead {
  const isFirst = given.length === 0 && !isRow && isHeader(text, lines, delimiter, wanted);
  const headers = isFirst ? lines.head(1) : given;
  const header = headers.at(-1);
  const names = header ? fieldsOf(text, header, delimiter) : [];
  const of = {
    headers,
    named: 0,
    areLevels: areLevels(text, given.at(-2), header),
    lines: isFirst ? lines.tail() : lines,
  };
  // pandas puts the name of the index on a line of its own below the names of the columns.
  const [above] = given.slice(-2, -1);
  const own = above ? fieldsOf(text, above, delimiter) : [];
  const [row] = of.lines.head(1);
  const fields = row ? fieldsOf(text, row, delimiter).length - (trailing ? 1 : 0) : 0;
  if (header && above && names.length === 1 && own.length === fields - 1) return { ...of, header: above, names: own };
  return { ...of, header, names };
}

function belowTop(
  text: string,
  found: {
    readonly block: Block;
    readonly top: DelimitedHead;
    readonly given: readonly Span[];
    readonly wraps: boolean;
  },
  rules: BlockRules,
  wanted: Wanted,
): Counted {
  const { block, top, given, wraps } = found;
  const { delimiter, trailing, isSeries } = rules;
  const { header, headers, lines } = top;
  const [first] = lines.head(1);
  const fields = first ? fieldsOf(text, first, delimiter).length - (trailing ? 1 : 0) : 0;
  const titlesBut = (line: Span | undefined): readonly Span[] => headers.filter(({ start }) => start !== line?.start);
  // The name of an index of one level stands below that header.
  const isNamedBelow = delimiter === " " && header !== undefined && header === given.at(-2);
  const alike = { block, wraps, isList: false };
  const levels =
    trailing || isNamedBelow ? undefined : indexLevels({ ...top, text, delimiter, fields, isSeries }, wanted);
  if (levels) {
    const leftOut = fields - levels.columns;
    return { ...alike, ...levels, skipped: 0, leftOut, titles: titlesBut(levels.header) };
  }
  const names = trailing && top.names.at(-1) === "" ? top.names.slice(0, -1) : top.names;
  const kind = fields > 1 ? judgeFirstColumn(text, lines, delimiter) : "mixed";
  const isBelowNumbers = delimiter !== " " && !top.areLevels && headers.length > given.length && names.every(isNumber);
  const of = { isBelowLevels: top.areLevels, isBelowHead: top.named === 1, isBelowNumbers };
  const skipped = skip({ ...of, text, header, names, lines, fields, kind, isWrapped: wraps }, rules, wanted);
  return { ...alike, lines, columns: fields - skipped, skipped, leftOut: skipped, header, titles: titlesBut(header) };
}

/** A block below lines of labels, which its rows end alike with. Undefined where they do not all do. */
function belowHead(
  text: string,
  { block, head, wraps }: { readonly block: Block; readonly head: Head; readonly wraps: boolean },
  rules: BlockRules,
  wanted: Wanted,
): Counted | undefined {
  const { header, names, levels, rows: lines, others } = head;
  const fields = head.columns + levels;
  const counted = { block, header, titles: others, wraps, isList: false };
  if (levels > 1) {
    const of = { text, lines, header, headers: [header], names: fieldsOf(text, header, rules.delimiter), named: 0 };
    const found = { ...of, delimiter: rules.delimiter, fields, isSeries: false };
    const index = indexLevels(found, wanted, { count: levels, header, names });
    return index && { ...counted, ...index, skipped: 0, leftOut: fields - index.columns };
  }
  const kind = judgeFirstColumn(text, lines, rules.delimiter);
  const [indexName] = names;
  const of = { isBelowLevels: false, isBelowNumbers: false, isBelowHead: true };
  const found = { ...of, text, header, names: [], lines, fields, kind, isWrapped: wraps };
  const skipped = skip({ ...found, indexName }, rules, wanted);
  return { ...counted, lines, columns: fields - skipped, skipped, leftOut: skipped };
}

interface FirstColumnCase {
  readonly text: string;
  readonly header: Span | undefined;
  readonly names: readonly string[];
  readonly lines: Spans;
  readonly fields: number;
  readonly kind: FirstColumn;
  readonly isWrapped: boolean;
  readonly isBelowLevels: boolean; // of names of columns: pandas has an index then
  readonly isBelowNumbers: boolean; // which were taken for names of columns
  readonly isBelowHead?: boolean; // of labels that end as the data do: what stands beside them is an index
  readonly indexName?: string | undefined;
}

/** How many fields at the left are no data: an index, or labels. */
function skip(found: FirstColumnCase, { delimiter, isSeries }: BlockRules, wanted: Wanted): number {
  const { text, header, names, lines, fields, kind } = found;
  const isShort = header !== undefined && names.length === fields - 1;
  const name = header && names.length === fields ? names[0] : undefined;
  if (header && names.length === fields - 2 && areLabels(text, lines, delimiter, 2)) {
    wanted.assume("labels", "The first two fields of every line hold words and were left out.");
    return 2;
  }
  const what = describe(text, lines, delimiter, name ?? found.indexName, kind);
  if (kind === "marked" || kind === "labels") {
    const isIndex =
      kind === "marked" ||
      isShort ||
      found.isBelowHead === true ||
      name === "" ||
      (name !== undefined && namesAnIndex(name));
    if (kind === "labels" && !header && lines.length < 2) return 0;
    if (delimiter !== " " && NAME_OF_ROW.test(firstField(text, lines.head(1)[0] ?? { start: 0, end: 0 }, delimiter)))
      return 0;
    wanted.assume(isIndex ? "index" : "labels", `${what} was ${isIndex ? "read as an index and " : ""}left out.`);
    return 1;
  }
  if (kind === "mixed") {
    if (!found.isBelowHead) return 0;
    wanted.assume("index", `${what} was read as an index and left out.`);
    return 1;
  }
  const isAligned = isShort && delimiter === " " && endsAligned(text, header, lines.at(0));
  const isIndex =
    found.isBelowHead === true ||
    (isSeries && fields === 2) ||
    (isShort && (kind === "counts" || isAligned || found.isWrapped)) ||
    (kind !== "numbers" && name !== undefined && (name === "" || namesAnIndex(name))) ||
    (kind === "counts" && found.isBelowLevels) ||
    (name !== undefined && namesOverIndex(names) === 1) ||
    (kind === "counts" && isCount(names.slice(1)) && names[1] === "0") ||
    (kind !== "numbers" && delimiter === " " && name !== undefined && isNameOfColumns(text, header, lines.at(0))) ||
    (name === "" && delimiter !== " ");
  // A column of 0 and 1 alone is more often data than an index.
  const mayBeIndex =
    (kind === "rising" && header !== undefined && lines.length > 2 && haveFractions(text, lines, delimiter)) ||
    (kind === "counts" && (lines.length > 2 || (lines.length === 2 && header !== undefined))) ||
    (kind !== "counts" && header !== undefined && delimiter === " " && likeLabels(text, header, lines) !== undefined) ||
    (kind === "rising" && header !== undefined && lines.length > 3) ||
    (found.isBelowLevels && kind !== "numbers") ||
    found.isBelowNumbers ||
    ((header !== undefined || delimiter !== " ") && columnsApart({ text, lines, delimiter, names, fields }) === 1);
  if (!isIndex && !mayBeIndex && !isShort && !(name !== undefined && namesAnIndex(name))) return 0;
  const asData = { id: "first-column-as-data", text: "the first column as data" };
  const asIndex = { id: "first-column-as-index", text: "the first column as an index" };
  const taken = wanted.choose(isIndex ? [asIndex, asData] : [asData, asIndex]);
  if (taken === asIndex.id) {
    wanted.assume("index", `${what} was read as an index and left out.`);
    return 1;
  }
  wanted.assume("first-column", `${what} was read as data, not as an index.`);
  return 0;
}

function describe(
  text: string,
  lines: Spans,
  delimiter: Delimiter,
  name: string | undefined,
  kind: FirstColumn,
): string {
  const some = lines.head(3).map((line) => firstField(text, line, delimiter));
  const shown = some.map((token) => (token.length > 20 ? `${token.slice(0, 17)}...` : token)).join(", ");
  const more = lines.length > 3 ? " ..." : "";
  const called = name === undefined || name === "" ? "" : ` "${name.slice(0, 40)}"`;
  return `The first column${called} (${kind === "labels" ? "words: " : ""}${shown}${more})`;
}

/** Whether two lines name columns together, as pandas writes columns of several levels: the upper one leaves some out. */
function areLevels(text: string, upper: Span | undefined, header: Span | undefined): boolean {
  if (!upper || !header) return false;
  const [above, below] = [endsOf(text, upper), endsOf(text, header)];
  return above.length > 1 && above[0] === below[0] && above.every((end) => below.includes(end));
}

const FIELDS_LOOKED_AT = 100; // of a line

/** Whether the first lines hold other numbers than whole ones. */
function haveFractions(text: string, lines: Spans, delimiter: Delimiter): boolean {
  return lines.head(3).every((line) => fieldsOf(text, line, delimiter, FIELDS_LOOKED_AT).some(hasFraction));
}

function areLabels(text: string, lines: Spans, delimiter: Delimiter, count: number): boolean {
  return lines.every((line) => fieldsOf(text, line, delimiter).slice(0, count).every(isLabel));
}

/** pandas prints the name of all columns over the index, both at the left, while columns and their names end together. */
function isNameOfColumns(text: string, header: Span | undefined, line: Span | undefined): boolean {
  if (!header || !line) return false;
  const starts = [header, line].map(({ start }) => start - text.lastIndexOf("\n", Math.max(0, start - 1)) - 1);
  const words = [header, line].map((span) => ({
    start: span.start + firstField(text, span, " ").length,
    end: span.end,
  }));
  const [name, first] = words;
  if (!name || !first || starts[0] !== 0 || starts[1] !== 0 || name.start - header.start === first.start - line.start)
    return false;
  return endsAligned(text, name, line);
}
