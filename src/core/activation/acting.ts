import { isCut, piecesOf, type Activating } from "./pieces";
import { smoothOf } from "./smooth";

/** y through the activation; NaN stays. */
export function activated(how: Activating): (y: number) => number {
  const smooth = smoothOf(how);
  if (smooth) return (y) => smooth.value(y, 0);
  const { below, top } = piecesOf(how) ?? { below: 1, top: Infinity };
  return (y) => (y <= 0 ? (below === 0 ? 0 : below * y) : y > top ? top : y);
}

/**
 * What the activation multiplies dout by at y. At a kink the derivative is taken from the flat side, as torch does; where y
 * is NaN, dout passes on.
 */
export function slopeAt(how: Activating): (y: number) => number {
  const smooth = smoothOf(how);
  if (smooth) return (y) => (Number.isNaN(y) ? 1 : smooth.slope(y, 0));
  const pieces = piecesOf(how) ?? { below: 1, top: Infinity };
  const { below } = pieces;
  return (y) => (y <= 0 ? below : isCut(pieces, y) ? 0 : 1);
}
