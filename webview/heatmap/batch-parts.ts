import type { AnalysisState } from "../../src/protocol/analysis-state";
import type { Plane } from "../../src/protocol/picture";
import { imagesOf } from "../page/geometry";

/** Consecutive rows of a plane that came from one place, such as one rank of a synchronised batch norm. */
export interface PartRows {
  readonly name: string;
  readonly row0: number; // inclusive
  readonly row1: number; // exclusive
}

const MATRIX: Plane = { kind: "matrix" };

/** Rows of each part: parts are stretches of axis 0. None in a plane whose rows are not along the batch. */
export function partRows(analysis: AnalysisState, plane: Plane = MATRIX): readonly PartRows[] {
  if (plane.kind === "axes" && plane.rows !== 0) return [];
  const images = plane.kind === "images" ? imagesOf(analysis) : undefined;
  if (images && images.samples !== 0) return [];
  const height = images && analysis.shape[images.rows];
  const inner = plane.kind === "axes" ? 1 : (height ?? analysis.rows / (analysis.shape[0] ?? 1));
  let row1 = 0;
  return analysis.parts.map(({ name, outer }) => {
    const row0 = row1;
    row1 += outer * inner;
    return { name, row0, row1 };
  });
}
