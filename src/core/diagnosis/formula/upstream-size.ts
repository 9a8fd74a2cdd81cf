import { smoothOf } from "../../activation/smooth";
import { numberAt } from "../../item-at";
import type { Statistics } from "./column-statistics";

/** What g of a cell comes from. */
interface Upstream {
  readonly g: number;
  readonly dout: number;
  readonly xhat: number;
}

/** |g| of a cell and, behind a smooth activation, what a unit of rounding in out does to it: its slope bends. */
export function upstreamSize(
  { problem, gamma, beta, offset }: Pick<Statistics, "problem" | "gamma" | "beta" | "offset">,
  k: number,
): (cell: Upstream) => number {
  const smooth = smoothOf(problem);
  if (!smooth) return ({ g }) => Math.abs(g);
  const [scale, shift, lost] = [numberAt(gamma, k), numberAt(beta, k), 1 + numberAt(offset, k)];
  return ({ g, dout, xhat }) => {
    const y = scale * xhat;
    return Math.abs(g) + Math.abs(dout) * smooth.bend(y + shift) * (Math.abs(y) + Math.abs(shift)) * lost;
  };
}
