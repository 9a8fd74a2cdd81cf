/** What the sets of a layer and the formulas of a cell are called. Batch norm has the words of docs/article.md. */
import { isCentred } from "./normalization-layer";
import { affineIndexOf, affineShapeOf, indexAt } from "./layout";
import type { Problem } from "./problem";

export interface LayerWords {
  readonly set: "column" | "set";
  readonly member: "row" | "element";
  readonly members: "N" | "M"; // of a set
  readonly upstreamMean: "gbar" | "ubar";
  readonly terms: Readonly<Record<"direct" | "mean" | "variance", string>>;
  readonly dx: string; // the three together
}

export function layerWords(layer: Pick<Problem, "norm">): LayerWords {
  if (layer.norm === "batch") {
    return {
      set: "column",
      member: "row",
      members: "N",
      upstreamMean: "gbar",
      terms: { direct: "gamma r dout", mean: "- gamma r gbar", variance: "- gamma r xhat c" },
      dx: "gamma r (dout - gbar - xhat c)",
    };
  }
  return {
    set: "set",
    member: "element",
    members: "M",
    upstreamMean: "ubar",
    terms: { direct: "r u", mean: isCentred(layer) ? "- r ubar" : "none", variance: "- r xhat c" },
    dx: isCentred(layer) ? "r (u - ubar - xhat c)" : "r (u - xhat c)",
  };
}

/** Which entry of gamma and beta acts on an element, and in how many sets it does. */
export interface ActingEntry {
  readonly index: readonly number[]; // in the shape of gamma
  readonly sets: number;
}

export function actingEntry({ layout }: Pick<Problem, "layout">, row: number, column: number): ActingEntry {
  const index = indexAt(affineShapeOf(layout), affineIndexOf(layout, row, column));
  const { cells } = layout;
  if (!cells) return { index, sets: 1 };
  // Sets have their entries in common, or none.
  const own = cells.affineOfSet[column];
  return { index, sets: cells.affineOfSet.reduce((count, first) => count + Number(first === own), 0) };
}
