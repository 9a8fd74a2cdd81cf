import type { Dtype } from "../../core/tensor";
import { isNumber, trim, unframed, unmarked, type Span } from "./fields";
import { HeaderRules } from "./header-rules";
import { partOf } from "../named-arrays";
import { failAt } from "../place";
import { isTypesRow, remarkOf, type Remark } from "./remarks";
import { Spans } from "./spans";

/** Lines that follow one another and hold data, with the headers above them and what the print says of them. */
export interface Block {
  readonly start: number; // offset of its first line
  readonly apart: boolean; // from the block before by blank lines alone
  readonly name: string | undefined;
  readonly factor: number;
  readonly slice: Extract<Remark, { is: "slice" }> | undefined;
  /** Number of its first column, where the print says that it holds some columns of longer rows. */
  readonly columnsFrom: number | undefined;
  readonly headers: readonly Span[];
  readonly isRuled: boolean; // a rule stands below them
  readonly lines: Spans;
}

/** A shape that a print says of its numbers. */
interface SaidShape {
  readonly shape: readonly (number | null)[];
  readonly certain: boolean;
  readonly offset: number;
}

/** A print of a hundred thousand columns has fewer; slices, of which a tensor may have more, are not among them. */
const MOST_TABLES = 20_000;

/** A text as blocks of lines. */
export interface Page {
  readonly blocks: readonly Block[];
  readonly factors: readonly number[];
  readonly shapes: readonly SaidShape[];
  readonly dtype: Dtype | undefined;
  readonly isSeries: boolean;
  readonly abbreviated: number | undefined; // offset of dots that stand for what was left out
}

/** Cuts [start, end) of a text into blocks of lines. Every character is looked at a fixed number of times. */
export function pageOf(text: string, start: number, end: number): Page {
  const builder = new PageBuilder(text);
  const feed = text.includes("\n") ? "\n" : "\r";
  for (let from = start; from < end;) {
    const next = text.indexOf(feed, from);
    builder.line(trim(text, from, next < 0 || next > end ? end : next, true));
    if (next < 0) break;
    from = next + 1;
  }
  return builder.page();
}

class PageBuilder {
  private readonly blocks: Block[] = [];
  private readonly factors: number[] = [];
  private readonly shapes: SaidShape[] = [];
  private dtype: Dtype | undefined;
  private isSeries = false;
  private abbreviated: number | undefined;
  private name: string | undefined;
  private factor = 1;
  private slice: Block["slice"];
  private columnsFrom: number | undefined;
  private headers: Span[] = [];
  private lines = new Spans();
  private rules = new HeaderRules();
  private tables = 0;
  private isBlank = false; // a blank line stands above
  private isApart = false;
  private isNamed = false; // names stand before the first rows of arrays
  private readonly mayHaveDots: boolean;

  constructor(private readonly text: string) {
    this.mayHaveDots = /\.\.\.|[…⋮⋱⋯]/.test(text);
  }

  line(span: Span): void {
    const { text } = this;
    if (span.end > span.start && this.looksLikeNumbers(span)) {
      this.data(span);
      return;
    }
    const plain = trim(text, span.start, span.end);
    if (plain.start === plain.end) {
      this.isBlank = true;
      return;
    }
    if (this.namedRow(plain)) return;
    const line = text.slice(plain.start, plain.end);
    const remark = remarkOf(line);
    if (remark) this.remark(remark, plain);
    else if (line.startsWith("#")) return;
    else if (isWords(line)) this.words(unframed(text, span), line);
    else this.data(unframed(text, span));
  }

  /** A name and the first row of its numbers on one line, as C++ prints "x: " and a matrix of Eigen. */
  private namedRow(span: Span): boolean {
    NAMED_ROW.lastIndex = span.start;
    const [before, name] = NAMED_ROW.exec(this.text) ?? [];
    if (before === undefined || name === undefined || !(this.isNamed || this.opensPart(name, span.end))) return false;
    this.isNamed = true;
    this.finish();
    this.reset(name);
    this.data({ start: span.start + before.length, end: span.end });
    return true;
  }

  /** Whether a name before numbers is of a part: more rows of it follow, or another part. Else it is the name of a row. */
  private opensPart(name: string, end: number): boolean {
    NUMBER_BELOW.lastIndex = end;
    if (!partOf(name)) return false;
    if (NUMBER_BELOW.test(this.text)) return true;
    NAME_BELOW.lastIndex = end;
    const next = NAME_BELOW.exec(this.text)?.[1];
    return next !== undefined && next !== name && partOf(next) !== undefined;
  }

  page(): Page {
    this.finish();
    const { blocks, factors, shapes, dtype, isSeries, abbreviated } = this;
    return { blocks, factors, shapes, dtype, isSeries, abbreviated };
  }

  /** A line that begins and ends as a row of numbers does is one, and no more is looked at here. */
  private looksLikeNumbers({ start, end }: Span): boolean {
    const first = this.text.charCodeAt(start);
    const last = this.text.charCodeAt(end - 1);
    return (
      ((first >= 48 && first <= 57) || first === 45 || first === 46) && (last === 46 || (last >= 48 && last <= 57))
    );
  }

  private data(span: Span): void {
    if (this.isBlank && this.lines.length > 0) {
      this.finish();
      this.isApart = true;
    }
    this.isBlank = false;
    if (this.mayHaveDots && DOTS.test(this.text.slice(span.start, span.end))) this.abbreviated ??= span.start;
    this.lines.push(span);
  }

  private words(span: Span, line: string): void {
    const areNamed =
      this.lines.length === 0 ? this.headers.length > 0 : this.lines.length === 1 && this.rules.areBelowFirst;
    if (areNamed && isTypesRow(line)) return;
    if (this.lines.length > 0) this.finish();
    // What stands over a blank line is no header of what follows it.
    else if (this.isBlank && this.blocks.length > 0) this.headers = [];
    this.isBlank = false;
    this.headers.push(span);
  }

  private remark(remark: Remark, span: Span): void {
    this.isBlank = false;
    switch (remark.is) {
      case "factor":
        this.finish();
        this.factor = remark.factor;
        this.factors.push(remark.factor);
        break;
      case "columns": {
        this.finish();
        this.columnsFrom = remark.from;
        const rest = trim(this.text, span.start + remark.length, span.end);
        if (rest.start < rest.end) this.lines.push(rest);
        break;
      }
      case "slice":
        this.finish();
        this.slice = remark;
        this.name = remark.name ?? this.name;
        this.columnsFrom = undefined;
        this.factor = 1; // each slice says its own
        break;
      case "name":
        this.finish();
        this.reset(remark.name);
        break;
      case "shape":
        this.shapes.push({ shape: remark.shape, certain: remark.certain, offset: span.start });
        this.dtype ??= remark.dtype;
        break;
      case "series":
        this.isSeries = true;
        break;
      case "rule":
        this.rules.below(this.lines.length, remark.marked);
        break;
      case "abbreviated":
        this.abbreviated ??= span.start;
        break;
      case "nothing":
        if (!remark.breaks) break;
        this.finish();
        this.reset(undefined);
    }
  }

  private reset(name: string | undefined): void {
    this.name = name;
    this.factor = 1;
    this.slice = undefined;
    this.columnsFrom = undefined;
    this.headers = [];
  }

  private finish(): void {
    const { name, factor, slice, columnsFrom, rules } = this;
    const apart = this.isApart;
    this.isApart = false;
    this.isBlank = false;
    this.rules = new HeaderRules();
    if (this.lines.length === 0) return;
    const { headers, lines, isRuled } = rules.part(this.text, this.headers, this.lines);
    const start = (headers[0] ?? lines.at(0))?.start ?? 0;
    if (!slice && ++this.tables > MOST_TABLES) {
      const sentence = "Expected at most 20,000 tables in one text, got more (keep the one that you mean)";
      failAt(this.text, start, "tables", sentence);
    }
    this.blocks.push({ start, apart, name, factor, slice, columnsFrom, headers, isRuled, lines });
    this.headers = [];
    this.lines = new Spans();
  }
}

const NAMED_ROW =
  /([A-Za-z_]\w{0,60}) ?[:=][ \t]{1,40}(?=[-+]?\.?\d[^\s,;]{0,40}(?:[ \t]+|[ \t]*[,;][ \t]*)[-+.\dni])/y;
const NAME_BELOW = /\s{0,80}\n[ \t]{0,80}([A-Za-z_]\w{0,60}) ?[:=][ \t]{0,40}(?:\r?\n[ \t]{0,80})?[-+]?\.?\d/y;
const NUMBER_BELOW = /[ \t]{0,80}\r?\n[ \t]{0,80}[-+]?[.\d]/y;

/** A header or a title: words, and no number among them. */
function isWords(line: string): boolean {
  if (/^(?:\[,\d+\]\s*)+$/.test(line)) return true; // the columns of an R matrix
  if (/^\[\d+,\]\s/.test(line)) return false; // and a row of it, in which the e of 1e-5 is no word
  if (/^[│|\s]*\(index\)/.test(line)) return true; // Node's console.table
  if (line === "\\" || line.endsWith(" \\")) return true; // the names of some columns of pandas
  if (line.length > 1_000_000 || !/[A-Za-z_]|\d-\d/.test(line) || isSetting(line)) return false;
  // A name may hold blanks, where something else parts the names: "Unnamed: 0,a,b".
  const isParted = /[,;\t|│┆]/.test(line);
  const tokens = line.split(isParted ? /\s*[,;\t|│┆"']+\s*/ : /[\s"']+/).filter((token) => token !== "");
  return !tokens.some((marked) => isNumber(unmarked(marked)));
}

/** Whether a line gives eps, gamma or beta as one number. Left out as a title it would be lost. */
function isSetting(line: string): boolean {
  const [, name] = /^([A-Za-z_]\w{0,60}) ?[:=] ?[-+]?\.?\d[^\s,;|]*$/.exec(line) ?? [];
  const key = name === undefined ? undefined : partOf(name)?.key;
  return key === "eps" || key === "gamma" || key === "beta";
}

/** Dots that stand for numbers which were left out. */
const DOTS = /(?:^|[\s|│┆,])(?:\.{3}|[…⋮⋱⋯])(?=[\s|│┆,]|$)/;
