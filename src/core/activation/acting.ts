import { onPieces, piecesOrLine, slopeOnPieces, type Activating } from "./pieces";
import { smoothOf } from "./smooth";

/** y through the activation; NaN stays. */
export function activated(how: Activating): (y: number) => number {
  const smooth = smoothOf(how);
  if (smooth) return (y) => smooth.value(y, 0);
  const pieces = piecesOrLine(how);
  return (y) => onPieces(pieces, y);
}

/** What the activation multiplies dout by at y; where y is NaN, dout passes on. */
export function slopeAt(how: Activating): (y: number) => number {
  const smooth = smoothOf(how);
  if (smooth) return (y) => (Number.isNaN(y) ? 1 : smooth.slope(y, 0));
  const pieces = piecesOrLine(how);
  return (y) => slopeOnPieces(pieces, y);
}
