import { itemAt } from "../../core/item-at";
import { sizeOf, type Tensor } from "../../core/tensor";
import { tensorOf } from "../dtype";
import { partOf } from "../named-arrays";
import type { Offsets } from "../offsets";
import { failAt } from "../place";
import { scaled } from "../scaled";
import { Sink } from "../sink";
import type { Wanted } from "../wanted";
import { eachField, isNumberWord, isSingle, marksBefore, numberOf, quote, tokenOf, trim, type Style } from "./fields";
import { pushPlain } from "./plain-number";
import { layoutOf, sayLeftOut, type Layout, type PageLayout, type Part } from "./page-layout";

/** An array of a text with its name and the place of its first number. */
interface LineArray {
  readonly name: string | undefined;
  readonly tensor: Tensor;
  readonly at: number;
}

/** Reads the arrays on the lines of [start, end). `places` takes where the numbers of x stand. */
export function readLines(
  text: string,
  start: number,
  end: number,
  wanted: Wanted,
  places?: Offsets,
): LineArray[] | undefined {
  const layout = layoutOf(text, start, end, wanted);
  if (!layout) return undefined;
  sayLeftOut(text, layout, wanted);
  const factors = [...new Set(layout.page.factors.filter((factor) => factor !== 1))];
  if (factors.length)
    wanted.assume("scale", `The numbers were multiplied by the print's factor ${factors.join(", ")}.`);
  const { arrays } = layout;
  const isX = ({ name }: Layout): boolean => arrays.length === 1 || (name !== undefined && partOf(name)?.key === "x");
  return arrays.map((array) => readArray(text, array, layout, wanted, isX(array) ? places : undefined));
}

function readArray(
  text: string,
  array: Layout,
  layout: PageLayout,
  wanted: Wanted,
  places: Offsets | undefined,
): LineArray {
  const reader = new RowReader(text, layout, places);
  for (const { parts } of array.tables) reader.table(parts, array.isList);
  const rows = itemAt(array.tables, 0).parts[0]?.lines.length ?? 0;
  const { columns } = reader;
  const values = reader.values();
  const matrix = [rows, columns];
  const first = array.tables[0]?.parts[0]?.lines.at(0)?.start ?? 0;
  let shape = array.isList
    ? [values.length]
    : array.leading
      ? [...array.slices, ...matrix]
      : [...matrix, ...array.slices];
  if (sizeOf(shape) !== values.length) {
    const at = array.tables.at(-1)?.blocks[0]?.block.start ?? first;
    failAt(text, at, "ragged-row", `Expected slices of ${rows} rows each, got another number of them`);
  }
  if (layout.arrays.length === 1)
    shape = saidShape(text, layout, shape, itemAt(array.tables, 0).blocks[0]?.leftOut ?? 0, wanted);
  if (!array.leading && array.slices.length > 0) {
    behind(values, places, rows * columns, sizeOf(array.slices), array.slices);
  }
  return { name: array.name, tensor: tensorOf(shape, values, layout.dtype ?? "float64"), at: first };
}

/** Holds the shape that a print says against the one that was read. Of a list printed line by line it is the shape. */
function saidShape(text: string, { page }: PageLayout, shape: number[], leftOut: number, wanted: Wanted): number[] {
  for (const { shape: said, certain, offset } of page.shapes) {
    if (said.length === 1 && shape.length === 2 && shape[1] === 1 && said[0] === shape[0]) return [itemAt(shape, 0)];
    // Some count columns that were left out.
    const fits =
      said.length === shape.length &&
      said.every((extent, axis) => {
        const got = itemAt(shape, axis);
        return extent === null || (extent >= got && extent <= got + (axis === 1 && shape.length === 2 ? leftOut : 0));
      });
    if (fits) continue;
    const extents = said.map((extent) => extent ?? "?").join(" x ");
    if (!certain) {
      const sentence = `The shape that stands behind the numbers is ${extents}, and theirs ${shape.join(" x ")}`;
      wanted.assume("other-shape", `${sentence}. It was left out.`);
      continue;
    }
    const sentence = `The print says ${extents}, got ${shape.join(" x ")}`;
    failAt(text, offset, "said-shape", `${sentence} (is a part of it missing?)`);
  }
  return shape;
}

/** Reads the rows of tables into one list of numbers. */
class RowReader {
  columns = -1;
  private readonly sink = new Sink();
  private row = 0;

  constructor(
    private readonly text: string,
    private readonly layout: PageLayout,
    private readonly places: Offsets | undefined,
  ) {}

  values(): Float64Array {
    return this.sink.take();
  }

  table(parts: readonly Part[], isList: boolean): void {
    const count = parts[0]?.lines.length ?? 0;
    this.row = 0;
    for (let i = 0; i < count; i++) {
      const before = this.sink.length;
      for (const part of parts) this.line(part, i);
      const read = this.sink.length - before;
      if (this.columns < 0) {
        this.columns = read;
        // Each value takes a character and the one behind it, however many the first line has.
        this.sink.reserve(Math.min(count * read, (this.text.length >> 1) + 1));
      }
      if (read !== this.columns && !isList) this.ragged(itemAt(parts, 0).lines.startOf(i), read);
      this.row++;
    }
  }

  private ragged(start: number, got: number): never {
    const values = `${got} value${got === 1 ? "" : "s"}`;
    return failAt(this.text, start, "ragged-row", `Row ${this.row + 1} has ${values}, expected ${this.columns}`);
  }

  private line({ lines, skipped, factor }: Part, i: number): void {
    const { text, sink, layout, places } = this;
    const start = lines.startOf(i);
    // Where a delimiter closes every line, none of them opens a field.
    const end = layout.trailing ? lines.endOf(i) - 1 : lines.endOf(i);
    const isPlain = factor === 1 && layout.style.decimal === "." && !places;
    eachField(text, { start, end }, layout.delimiter, (from, to, column) => {
      if (column < skipped) return;
      if (isPlain && pushPlain(text, from, to, sink)) return;
      const value = this.field(from, to, column, layout.style);
      // Decimal digits and a power of ten in a row: one rounding, as if it had been printed so.
      sink.push(factor === 1 ? value : scaled(tokenOf(text, from, to), value, factor));
      const at = trim(text, from, to).start;
      places?.push(text.charCodeAt(at) === 34 ? at + 1 : at + marksBefore(text, at));
    });
  }

  private field(from: number, to: number, column: number, style: Style): number {
    const { text } = this;
    const token = tokenOf(text, from, to);
    const value = numberOf(token, style);
    const at = trim(text, from, to).start;
    const where = `in value ${column + 1} of row ${this.row + 1}`;
    if (value !== undefined && isSingle(token) && !Number.isFinite(Math.fround(value))) {
      const sentence = `Expected at most 3.4e38 of a number with f behind it, got ${quote(token).slice(1, -1)} ${where}`;
      return failAt(text, at, "number-range", sentence);
    }
    if (value !== undefined && (value - value === 0 || isNumberWord(token))) return value;
    if (value !== undefined) {
      return failAt(
        text,
        at,
        "number-range",
        `Expected at most 1.8e308 (or inf), got ${quote(token).slice(1, -1)} ${where}`,
      );
    }
    const isMissing = token === "" || ABSENT.has(token.toLowerCase());
    const got = token === "" ? "an empty field" : quote(token);
    const advice = isMissing ? " (write nan for a missing value)" : "";
    return failAt(text, at, isMissing ? "missing-value" : "string", `Expected a number, got ${got}${advice} ${where}`);
  }
}

const ABSENT: ReadonlySet<string> = new Set(["na", "<na>", "n/a", "null", "none", "missing", "nothing", "nat", "--"]);

/** Moves the axes of slices behind rows and columns; in the source the first of them runs fastest. */
function behind(
  values: Float64Array,
  places: Offsets | undefined,
  cells: number,
  count: number,
  extents: readonly number[],
): void {
  const source = values.slice();
  const offsets = places ? Array.from({ length: places.length }, (_, i) => places.at(i)) : [];
  places?.cut(0);
  for (let cell = 0; cell < cells; cell++) {
    for (let slice = 0; slice < count; slice++) {
      // Row-major over the slices' own axes in the target, the first fastest in the source.
      let rest = slice;
      let from = 0;
      for (let axis = extents.length - 1; axis >= 0; axis--) {
        const extent = itemAt(extents, axis);
        from += (rest % extent) * sizeOf(extents.slice(0, axis));
        rest = Math.floor(rest / extent);
      }
      const at = from * cells + cell;
      values[cell * count + slice] = itemAt(source, at);
      places?.push(offsets[at] ?? 0);
    }
  }
}
