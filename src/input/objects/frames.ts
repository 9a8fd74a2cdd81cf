import { Cursor } from "../cursor";
import { namesALevel } from "../lines/judge-first-column";
import { ArrayReader } from "../nested-arrays";
import type { Offsets } from "../offsets";
import { failAt } from "../place";
import { Sink } from "../sink";
import { blankEnd } from "../search/brackets";
import type { Tensor } from "../../core/tensor";
import type { Wanted } from "../wanted";
import { membersAt, scalarOf, type Member } from "./members";

/** A table that stands in JSON, and the offset behind it. */
interface Frame {
  readonly tensor: Tensor;
  readonly end: number;
}

/** pandas' "split": columns, index and data; undefined for any other object. */
export function readSplit(
  text: string,
  end: number,
  members: readonly Member[],
  wanted: Wanted,
  places?: Offsets,
): Tensor | undefined {
  const keys = members.map(({ key }) => key);
  const data = members.find(({ key }) => key === "data");
  if (!data || !keys.includes("columns") || keys.some((key) => !SPLIT.has(key))) return undefined;
  const read = new ArrayReader(new Cursor(text, data.start, end, "json"), "data", { places }).read();
  const left = keys.filter((key) => key !== "data");
  wanted.assume("header", `Of pandas' split the data were read, ${left.join(" and ")} left out.`);
  return { shape: read.shape, values: read.values, dtype: "float64" };
}

const SPLIT: ReadonlySet<string> = new Set(["columns", "index", "data", "index_names", "column_names"]);

/**
 * Records of the same numbers, one row each: [{"a": 1.5, "b": 2}, ...], or one on each line. `index`: keys that the
 * source says are those of an index.
 */
export function readRecords(
  cursor: Pick<Cursor, "text" | "pos" | "end">,
  wanted: Wanted,
  places?: Offsets,
  index: readonly string[] = [],
): Frame {
  const { text, end } = cursor;
  const isList = text[cursor.pos] === "[";
  const reader = new RecordReader(text, end, wanted, places, index);
  let pos = isList ? blankEnd(text, cursor.pos + 1, end, false) : cursor.pos;
  while (pos < end && text[pos] === "{") {
    pos = blankEnd(text, reader.record(pos), end, false);
    if (text[pos] === "," && isList) pos = blankEnd(text, pos + 1, end, false);
  }
  if (isList) {
    if (text[pos] !== "]")
      failAt(text, pos, "records", `Expected an object like those before it, or "]" behind the last`);
    pos++;
  }
  return { tensor: reader.tensor(), end: pos };
}

class RecordReader {
  private readonly sink = new Sink();
  private rows = 0;
  private keys: readonly string[] = [];
  private skipped = 0;

  constructor(
    private readonly text: string,
    private readonly end: number,
    private readonly wanted: Wanted,
    private readonly places: Offsets | undefined,
    private readonly index: readonly string[],
  ) {}

  /** Reads one record; gives the offset behind it. */
  record(open: number): number {
    const { text, end, sink } = this;
    const found = membersAt({ text, pos: open, end });
    if (!found) return failAt(text, open, "records", "Expected a record of keys and numbers, got another object");
    const { members } = found;
    if (this.rows === 0) this.begin(members);
    if (members.length !== this.keys.length) {
      const got = `${members.length} value${members.length === 1 ? "" : "s"}`;
      failAt(text, open, "ragged-row", `Row ${this.rows + 1} has ${got}, expected ${this.keys.length}`);
    }
    const cursor = new Cursor(text, open, end, "json");
    for (const [column, { key, at, start }] of members.entries()) {
      if (key !== this.keys[column]) {
        failAt(
          text,
          at,
          "records",
          `Expected the key "${this.keys[column] ?? ""}" in row ${this.rows + 1}, got "${key}"`,
        );
      }
      if (column < this.skipped) continue;
      cursor.pos = start;
      cursor.where = () => `in "${key}" of row ${this.rows + 1}`;
      this.places?.push(start);
      sink.push(cursor.number());
    }
    this.rows++;
    return found.end;
  }

  tensor(): Tensor {
    const columns = this.keys.length - this.skipped;
    return { shape: [this.rows, columns], values: this.sink.take(), dtype: "float64" };
  }

  private begin(members: readonly Member[]): void {
    const { text, wanted } = this;
    this.keys = members.map(({ key }) => key);
    const shown = this.keys.slice(0, 8).join(", ");
    wanted.assume("header", `The keys of the records (${shown}) were read as names of columns.`);
    const behind = members.findIndex((member, k) => !this.isLevel(member, k));
    const levels = Math.min(behind < 0 ? members.length : behind, members.length - 1);
    // What holds words is no data, nor is what stands before it.
    const least = members.slice(0, levels).findLastIndex((member) => isLabel(text, member)) + 1;
    const named = (count: number): string =>
      members
        .slice(0, count)
        .map(({ key }) => `"${key}"`)
        .join(" and ");
    const ids = levels > 1 ? "first-columns" : "first-column";
    const what = levels > 1 ? `the first ${levels} columns` : "the first column";
    const ways = [
      { id: `${ids}-as-index`, text: `${what} as an index` },
      { id: `${ids}-as-data`, text: least ? `only ${named(least)} as an index` : `${what} as data` },
    ];
    const isLeftOut = levels > least && wanted.choose(ways) === ways[0]?.id;
    this.skipped = isLeftOut ? levels : least;
    const were = (count: number): string => `${named(count)} ${count > 1 ? "were" : "was"}`;
    if (isLeftOut) wanted.assume("index", `${were(levels)} read as an index and left out.`);
    else if (levels > least)
      wanted.assume("first-column", `${were(levels)} read as data${least ? ` but for ${named(least)}` : ""}.`);
    else if (least === 1) wanted.assume("labels", `${named(1)}, which holds words, was left out.`);
    else if (least) wanted.assume("index", `${were(least)} read as an index and left out.`);
  }

  /** Whether a key may be one of an index, behind others that are: by its name, or as the first one by its words. */
  private isLevel(member: Member, k: number): boolean {
    const { text, index } = this;
    if ((k === 0 && isLabel(text, member)) || index.includes(member.key)) return true;
    return namesALevel(member.key) && /^\d+$/.test(scalarOf(text, member) ?? "");
  }
}

function isLabel(text: string, { start, end }: Member): boolean {
  return text[start] === '"' && !/^"-?(?:NaN|Infinity)"$/.test(text.slice(start, end));
}

/** pandas' default: {"a": {"0": 1.5, "1": 0.5}, "b": {...}}, by columns. Undefined for any other object. */
export function readColumns(
  text: string,
  end: number,
  members: readonly Member[],
  wanted: Wanted,
  places?: Offsets,
): Tensor | undefined {
  const [first] = members;
  if (!first || !members.every(({ start }) => text[start] === "{")) return undefined;
  const labels = membersAt({ text, pos: first.start, end })?.members;
  if (!labels || labels.length === 0 || !labels.every(({ start }) => /[-\dNI]/.test(text.charAt(start))))
    return undefined;
  const byColumns = { id: "keys-as-columns", text: "the outer keys as columns" };
  const byRows = { id: "keys-as-rows", text: "the outer keys as rows" };
  const isCount = (keys: readonly Member[]): boolean => keys.every(({ key }, i) => key === String(i));
  const isByRows =
    wanted.choose(isCount(members) && !isCount(labels) ? [byRows, byColumns] : [byColumns, byRows]) === byRows.id;
  const [rows, columns] = isByRows ? [members.length, labels.length] : [labels.length, members.length];
  const values = new Float64Array(rows * columns);
  const offsets = new Float64Array(rows * columns);
  for (const [i, { key: outer, at, start }] of members.entries()) {
    const cells = i === 0 ? labels : (membersAt({ text, pos: start, end })?.members ?? []);
    if (cells.length !== labels.length || cells.some(({ key }, k) => key !== labels[k]?.key)) {
      failAt(text, at, "ragged-row", `Expected the same keys in "${outer}" as in "${first.key}"`);
    }
    for (const [k, cell] of cells.entries()) {
      const cursor = new Cursor(text, cell.start, end, "json");
      cursor.where = () => `in "${outer}"`;
      const target = isByRows ? i * columns + k : k * columns + i;
      values[target] = cursor.number();
      offsets[target] = cell.start;
    }
  }
  for (const offset of offsets) places?.push(offset);
  wanted.assume(
    "header",
    `The outer keys were read as names of ${isByRows ? "rows" : "columns"}, the inner ones left out.`,
  );
  return { shape: [rows, columns], values, dtype: "float64" };
}
