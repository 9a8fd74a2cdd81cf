import { itemAt } from "../../src/core/item-at";
import { imageAxesOf } from "../../src/core/layout";
import type { Store } from "../store";

/** How the cells along an edge are counted, and what is counted. */
interface AxisScale {
  readonly word: string; // "channel"
  /** Cells that bear one number: those of an image where samples or channels are counted. */
  readonly unit: number;
  /** Numbers start again after so many. */
  readonly period: number;
}

/** Images in view from which on they are counted, not the cells in them. */
const IMAGES_FROM = 1.5;

/** What an axis of the tensor counts, in a word: samples, channels, and places by rank. */
function axisWord(axis: number, channels: number, rank: number): string {
  if (axis === channels) return "channel";
  const places = { 2: [], 3: ["position"], 4: ["row", "column"] }[rank] ?? ["depth", "row", "column"];
  const others = ["sample", ...places];
  return itemAt(others, axis > channels ? axis - 1 : axis);
}

/** What stands along the rows' or the columns' edge of the shown plane, where so many cells are in view. */
export function axisScale(store: Store, along: "rows" | "columns", shown: number): AxisScale {
  const shape = store.analysis.value?.shape ?? [];
  const channels = store.axis.value;
  const plane = store.plane.value;
  const word = (axis: number): string => axisWord(axis, channels, shape.length);
  const images = plane.kind === "images" ? imageAxesOf(shape, channels) : undefined;
  if (images) {
    const inner = itemAt(shape, images[along]);
    const isCounted = shown >= IMAGES_FROM * inner;
    const outer = along === "rows" ? images.samples : images.channels;
    return isCounted
      ? { word: word(outer), unit: inner, period: Infinity }
      : { word: word(images[along]), unit: 1, period: inner };
  }
  if (plane.kind === "axes") return { word: word(plane[along]), unit: 1, period: Infinity };
  const others = shape.map((_, axis) => axis).filter((axis) => axis !== channels);
  return { word: along === "columns" ? word(channels) : others.map(word).join(" · "), unit: 1, period: Infinity };
}
