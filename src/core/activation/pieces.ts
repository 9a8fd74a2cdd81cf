import { dd, multiply, type DD } from "../arithmetic/dd";
import type { Problem } from "../problem";

/** Which activation stands behind a layer. */
export type Activating = Pick<Problem, "activation" | "slope">;

/** An activation of straight pieces: `below` times y where y is not above 0, y itself, and no more than `top`. */
export interface Pieces {
  readonly below: number; // 1 without an activation, 0 for ReLU
  readonly top: number; // 6 for ReLU6, infinite for the others
}

/** Where it is none of straight pieces, it is a smooth one (smooth.ts): undefined. */
export function piecesOf({ activation, slope }: Activating): Pieces | undefined {
  switch (activation) {
    case "none":
      return LINE;
    case "relu":
      return { below: 0, top: Infinity };
    case "leaky-relu":
      return { below: slope, top: Infinity };
    case "relu6":
      return { below: 0, top: 6 };
    default:
      return undefined;
  }
}

/** y itself everywhere: what stands for a smooth activation where only straight pieces count. */
const LINE: Pieces = { below: 1, top: Infinity };

export function piecesOrLine(how: Activating): Pieces {
  return piecesOf(how) ?? LINE;
}

/** y through straight pieces; NaN stays. */
export function onPieces({ below, top }: Pieces, y: number): number {
  if (y <= 0) return below === 0 ? 0 : below * y;
  return y > top ? top : y;
}

/** The same in double-double. */
export function preciselyOnPieces({ below, top }: Pieces, y: DD): DD {
  if (!(y.hi <= 0)) return y.hi > top ? dd(top) : y;
  if (below === 0) return dd(0);
  return below === 1 ? y : multiply(dd(below), y);
}

/** What straight pieces multiply dout by at y. At a kink it is that of the flat side, as in torch; where y is NaN, 1. */
export function slopeOnPieces(pieces: Pieces, y: number): number {
  if (y <= 0) return pieces.below;
  return isCut(pieces, y) ? 0 : 1;
}

/** Whether the activation does anything: a leaky ReLU of slope 1 does not. */
export function isActivated(how: Activating): boolean {
  return piecesOf(how)?.below !== 1;
}

/** Whether the activation has places where its slope jumps. */
export function hasKinks(how: Activating): boolean {
  const pieces = piecesOf(how);
  return pieces !== undefined && pieces.below !== 1;
}

/** Whether y lies where it is cut off, and nothing passes. Without a top that is nowhere, where y overflows neither. */
export function isCut({ top }: Pick<Pieces, "top">, y: number): boolean {
  return top < Infinity && y >= top;
}
