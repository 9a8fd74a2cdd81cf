import { sumOfProducts } from "../../../arithmetic/sum-of-products";
import { numberAt } from "../../../item-at";
import { short } from "../../wording";
import { causeOf, cellsOff, isAs, valuesOf, type Cause } from "./cause";

/** dgamma + decay * gamma, with one decay in all columns. */
export const weightDecay: Cause = (e) => {
  if (e.off.length === 0 || !e.off.includes("dgamma") || e.off.includes("dx") || e.s.D < 2) return undefined;
  const { gamma, beta } = e.s;
  const { dgamma, dbeta } = e.gradients;
  const given = valuesOf(e, "dgamma");
  const added = dgamma.map((value, k) => numberAt(given, k) - value);
  const decay = round(sumOfProducts(added, gamma) / sumOfProducts(gamma, gamma));
  if (!Number.isFinite(decay) || decay === 0) return undefined;
  if (
    !isAs(
      e,
      "dgamma",
      dgamma.map((value, k) => value + decay * numberAt(gamma, k)),
    )
  )
    return undefined;
  const decayed = e.off.includes("dbeta");
  // One decay fits any one cell.
  if (cellsOff(e, "dgamma") + (decayed ? cellsOff(e, "dbeta") : 0) < 2) return undefined;
  if (
    decayed &&
    !isAs(
      e,
      "dbeta",
      dbeta.map((value, k) => value + decay * numberAt(beta, k)),
    )
  )
    return undefined;
  return causeOf(e, e.off, {
    id: "weight-decay-added",
    title: "weight decay added",
    text: `dgamma is the right one plus ${short(decay)} * gamma${decayed ? ", and dbeta plus as many times beta" : ""}: the optimizer's weight decay was added to the gradient before it was read.`,
    written: (tensor) =>
      tensor === "dgamma"
        ? `dgamma = sum(dout * xhat) + ${short(decay)} * gamma`
        : `dbeta = sum(dout) + ${short(decay)} * beta`,
    code: {
      numpy: "dgamma += weight_decay * gamma  # compare dgamma before it",
      pytorch: "grad = grad.add(weight, alpha=weight_decay)  # read .grad before optimizer.step()",
      typescript: "dgamma[k] += decay * gamma[k]; // compare dgamma before it",
    },
  });
};

/** A decay that people type, where the number is one but for rounding. */
function round(decay: number): number {
  const short = Number(decay.toPrecision(2));
  return Math.abs(short - decay) <= 1e-3 * Math.abs(decay) ? short : decay;
}
