import type { Layout } from "../../core/layout";
import type { Values } from "../../core/tensor";
import type { Coding, MaskName, Plane, StripName, TensorName } from "../../protocol/picture";
import { MASKS, STRIPS } from "../../views";
import type { Numbers } from "../../views/view";
import { planeGeometry, stripGeometry, type PlaneGeometry } from "./plane-geometry";

/** Cells that can be shown: stored numbers, or numbers made from others when they are asked for. */
export interface ShownCells {
  readonly name: string;
  readonly strip: boolean; // 1 x D, or a number for each block
  readonly blocks?: { readonly rows: number; readonly columns: number };
  /** Stored numbers in the tensor's own order; undefined when they are made on the way. */
  readonly stored: Values | undefined;
  /** The number at a row-major offset (a column for strips). */
  at(offset: number): number;
  /** Fills `target` with the numbers from a row-major offset on. */
  fill(offset: number, target: Values): void;
  /** False while numbers still come in. */
  readonly whole: boolean;
}

/** A tensor that can be shown. */
export interface ShownTensor extends ShownCells {
  readonly name: TensorName;
  readonly dtype: string;
}

function isStrip(name: TensorName): name is StripName {
  return (STRIPS as readonly string[]).includes(name);
}

export function storedTensor(name: TensorName, values: Values, dtype = "float64", whole = true): ShownTensor {
  return {
    name,
    strip: isStrip(name),
    dtype,
    stored: values,
    at: (offset) => values[offset] ?? NaN,
    fill: (offset, target) => {
      target.set(values.subarray(offset, offset + target.length));
    },
    whole,
  };
}

/** A tensor whose numbers are made of others'. `fill` makes many faster than one by one. */
export function derivedTensor(
  name: TensorName,
  at: ShownTensor["at"],
  fill: ShownTensor["fill"] = (offset, target) => {
    for (let i = 0; i < target.length; i++) target[i] = at(offset + i);
  },
): ShownTensor {
  return { name, strip: isStrip(name), dtype: "float64", stored: undefined, at, fill, whole: true };
}

/** A view's numbers as a tensor that can be shown. `whole`: false while numbers still come in. */
export function shownTensor(name: TensorName, numbers: Numbers, whole = true): ShownTensor {
  if (!("stored" in numbers)) return derivedTensor(name, numbers.at, numbers.fill);
  const { stored, dtype = stored instanceof Float64Array ? "float64" : "float32", blocks } = numbers;
  return { ...storedTensor(name, stored, dtype, whole), ...(blocks && { blocks }) };
}

/** A mask as numbers: 1 where it is set, else 0. */
export function shownMask(name: MaskName, mask: Uint8Array): ShownCells {
  return {
    name,
    strip: MASKS[name].of !== "dx",
    stored: undefined,
    at: (offset) => mask[offset] ?? 0,
    fill: (offset, target) => {
      target.set(mask.subarray(offset, offset + target.length));
    },
    whole: true,
  };
}

/** Where the cells of a tensor stand for a plane; strips look the same in every plane that shows channels. */
export function geometryOf(tensor: ShownCells, layout: Layout, plane: Plane): PlaneGeometry {
  if (!tensor.strip) return planeGeometry(layout, plane);
  const { rows, columns } = extentOf(tensor, layout);
  return stripGeometry(rows, columns);
}

/** Rows and columns of a tensor where the matrix is shown. */
export function extentOf(
  { strip, blocks }: Pick<ShownCells, "strip" | "blocks">,
  { rows, channels }: Layout,
): { readonly rows: number; readonly columns: number } {
  return blocks ?? { rows: strip ? 1 : rows, columns: channels };
}

/** Numbers that stand for themselves. */
export const PLAIN: Coding = { origin: 0, exponent: 0 };

export function isPlain({ origin, exponent }: Coding): boolean {
  return origin === 0 && exponent === 0;
}

/** Copies the block [row0, row1) x [column0, column1) of a plane into `target` in row-major order, as they are coded. */
export function readBlock(
  tensor: ShownCells,
  geometry: PlaneGeometry,
  row0: number,
  row1: number,
  column0: number,
  column1: number,
  target: Values,
  coding: Coding = PLAIN,
): void {
  const { run, columnStride } = geometry;
  let t = 0;
  for (let row = row0; row < row1; row++) {
    for (let column = column0; column < column1;) {
      const end = Math.min(column1, (Math.floor(column / run) + 1) * run);
      const offset = geometry.offset(row, column);
      if (columnStride === 1 && isPlain(coding)) tensor.fill(offset, target.subarray(t, t + end - column));
      else readRun(tensor, offset, columnStride, end - column, target, t, coding);
      t += end - column;
      column = end;
    }
  }
}

/** Copies so many neighbouring cells of one row, from an offset of the tensor on, to a place of the target on. */
function readRun(
  tensor: ShownCells,
  from: number,
  stride: number,
  count: number,
  target: Values,
  start: number,
  coding: Coding,
): void {
  const { stored } = tensor;
  const { origin } = coding;
  const scale = 2 ** -coding.exponent;
  let offset = from;
  if (stored) {
    for (let i = 0; i < count; i++, offset += stride) target[start + i] = ((stored[offset] ?? NaN) - origin) * scale;
  } else {
    for (let i = 0; i < count; i++, offset += stride) target[start + i] = (tensor.at(offset) - origin) * scale;
  }
}
