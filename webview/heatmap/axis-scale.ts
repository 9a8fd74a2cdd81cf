import { itemAt } from "../../src/core/item-at";
import { normalizesAxes } from "../../src/core/normalization-layer";
import { own } from "../../src/core/own";
import { axisNames, imagesOf } from "../page/geometry";
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

/** What an axis of the tensor counts, in a word, by its name. */
const WORDS: Readonly<Record<string, string>> = {
  n: "sample",
  b: "sample",
  c: "channel",
  l: "position",
  t: "position",
  d: "depth",
  h: "row",
  w: "column",
  e: "extent",
};

/** What stands along the rows' or the columns' edge of the shown plane, where so many cells are in view. */
export function axisScale(store: Store, along: "rows" | "columns", shown: number): AxisScale {
  const plane = store.plane.value;
  const analysis = store.analysis.value;
  if (!analysis) return { word: "", unit: 1, period: Infinity };
  const { shape, columnAxes } = analysis;
  const names = axisNames(analysis);
  const isLayer = normalizesAxes(analysis);
  const word = (axis: number): string =>
    isLayer && shape.length <= 3 && axis === shape.length - 1 ? "feature" : (own(WORDS, itemAt(names, axis)) ?? "");
  const images = plane.kind === "images" ? imagesOf(analysis) : undefined;
  if (images) {
    const inner = itemAt(shape, images[along]);
    const isCounted = shown >= IMAGES_FROM * inner;
    const outer = along === "rows" ? images.samples : images.channels;
    return isCounted
      ? { word: word(outer), unit: inner, period: Infinity }
      : { word: word(images[along]), unit: 1, period: inner };
  }
  if (plane.kind === "axes") return { word: word(plane[along]), unit: 1, period: Infinity };
  const counted = shape.map((_, axis) => axis).filter((axis) => columnAxes.includes(axis) === (along === "columns"));
  return { word: counted.map(word).join(" · "), unit: 1, period: Infinity };
}
