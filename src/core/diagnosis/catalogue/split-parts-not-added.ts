import { itemAt } from "../../item-at";
import type { Statistics } from "../formula/column-statistics";
import { at, each } from "../formula/term-effect";
import { partsByHand, rightBackward, rowByRow } from "./contract/by-hand";
import { withSplit, type Mistake } from "./contract/mistake";
import { DGAMMA } from "./formulas/right-formulas";

/** dgamma, or dbeta, of the last part, of the first, and the mean over the parts. */
function ofParts({ parts, D }: Statistics, name: "dgamma" | "dbeta"): Float64Array[] {
  const own = parts.map(({ s }) => s[name]);
  const mean = each(D, (k) => own.reduce((sum, values) => sum + at(values, k), 0) / own.length);
  return [itemAt(own, own.length - 1), itemAt(own, 0), mean];
}

export const mistake: Mistake = {
  id: "split-parts-not-added",
  family: "dgamma",
  tensor: "dgamma",
  title: "dgamma and dbeta of one part of a split batch",
  sentence:
    "dgamma and dbeta are those of one part of the split, or a mean over the parts; gamma and beta act on every part, so that the parts' gradients are added up.",
  cause: "A loop over the parts overwrites what the part before has given, or the ranks' gradients are averaged.",
  written: "dgamma = sum(dout * xhat) over one part,  dbeta = sum(dout) over the same",
  correct: `${DGAMMA},  both over all parts`,
  code: {
    numpy: "for part in parts: dgamma = (part.dout * part.xhat).sum(0)  # should be dgamma +=",
    pytorch: "weight.grad = grad_weight_of_chunk  # should be weight.grad += grad_weight_of_chunk",
    typescript: "dgamma[k] = partGamma[k]; // should be dgamma[k] += partGamma[k], for each part",
  },

  applies: withSplit,
  acrossParts: { dgamma: (s) => ofParts(s, "dgamma"), dbeta: (s) => ofParts(s, "dbeta") },

  example: {
    needs: "split",
    backward: [
      (c) => {
        const parts = partsByHand(c).map(rightBackward);
        return { ...itemAt(parts, parts.length - 1), dx: rowByRow(parts).dx };
      },
      (c) => ({ ...itemAt(partsByHand(c).map(rightBackward), 0), dx: rightBackward(c).dx }),
    ],
  },
};
