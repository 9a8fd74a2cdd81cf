import { smoothOf } from "../../activation/smooth";
import { numberAt } from "../../item-at";
import type { Column } from "../formula/column-reader";
import type { Statistics } from "../formula/column-statistics";

/** How far the slope of a smooth activation moves dout, where what print took of x, gamma and beta moves what goes into it. */
export interface PrintedBend {
  readonly of: (row: number) => number;
  readonly sum: number;
  readonly products: number; // sum of it times |xhat|
}

const NONE: PrintedBend = { of: () => 0, sum: 0, products: 0 };

/** `out`: how far what goes into the activation moves, by its xhat. */
export function printedBend(
  s: Statistics,
  k: number,
  { x, dout, xhat }: Pick<Column, "x" | "dout" | "xhat">,
  out: (xhat: number) => number,
): PrintedBend {
  const smooth = smoothOf(s.problem);
  if (!smooth) return NONE;
  const [gamma, beta, mu, r] = [s.gamma, s.beta, s.mu, s.r].map((values) => numberAt(values, k));
  let [sum, products] = [0, 0];
  const lost = dout.map((value, i) => {
    const own = s.training ? numberAt(xhat, i) : (numberAt(x, i) - Number(mu)) * Number(r);
    const moved = Math.abs(value) * smooth.bend(Number(gamma) * own + Number(beta)) * out(own);
    sum += moved;
    products += moved * Math.abs(own);
    return moved;
  });
  return { of: (row) => numberAt(lost, row), sum, products };
}
