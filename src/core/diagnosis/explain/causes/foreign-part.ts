import { compareCells } from "../../evidence/cell-agreement";
import { observeDx } from "../../evidence/dx-observation";
import { causeOf, type Cause } from "./cause";

const RIGHT = 0.1; // share of the cells that may be right by chance
const SUMS = 1e4; // squared units of noise: so much of a column's sum is no rounding
const OUTSIDE = 0.2; // share of the square of what dx is off by that follows neither dout nor xhat

/**
 * dgamma and dbeta are right, so dout and xhat are, and what dx is off by follows neither of them and does not sum to 0 in
 * the columns: whatever formula was used, something was added.
 */
export const foreignPart: Cause = (e) => {
  const rest = e.names.filter((name) => name !== "dx");
  const precision = e.precisions.dx;
  const { dx } = e.candidate;
  // What belongs to some rows alone, or to a part, lies outside of the span although a formula has made it.
  const { mask, split, activation } = e.s.problem;
  if (mask || split.length > 1 || activation !== "none") return undefined;
  if (e.off.length !== 1 || e.off[0] !== "dx" || rest.length < 2 || !precision || !dx || e.s.N < 5) return undefined;
  const o = observeDx(e.s, e.gradients.dx, dx.values, precision);
  const { checked } = compareCells({ s: e.s, gradients: e.gradients, name: "dx", candidate: dx, precision });
  if (o.unusable > 0 || checked.agreeing > RIGHT * checked.cells) return undefined;
  const along = o.one.reduce((sum, value) => sum + value * value, 0);
  if (!(o.sumOutside >= OUTSIDE * o.square) || !(along > SUMS * e.s.D)) return undefined;
  return causeOf(e, ["dx"], {
    id: "foreign-part",
    title: "something added that is not of this batch norm",
    text: "dgamma and dbeta are right, so dout and xhat are; and what dx is off by follows neither of them, and does not sum to 0 over the rows: this batch norm cannot have made it. Usually x is used twice (by a residual connection, by another loss), and x.grad holds both gradients.",
    written: () => "dx = gamma * r * (dout - gbar - xhat * c) + something else",
    code: {
      numpy: "dx = batchnorm_backward(dout, cache) + other_gradient  # compare the first summand alone",
      pytorch: "h = x.clone(); y = bn(h) + f(x)  # compare h.grad (h.retain_grad()), not x.grad",
      typescript: "dx[i] += other[i]; // compare dx before it",
    },
  });
};
