import { itemAt, numberAt } from "../../../../item-at";
import { dxOf } from "../formulas";
import type { LayerMistake } from "../layer-mistake";
import type { LayerSets, SetView } from "../layer-sets";

/** dx as it lies where dout was: the right one, and the candidate's own. */
function overwritten(s: LayerSets): ((set: SetView) => Float64Array)[] {
  const { dx } = s.candidate;
  return [(set) => dxOf(set, {}), ...(dx ? [(set: SetView) => s.gather(dx.values, set.k)] : [])];
}

function summed(s: LayerSets, of: (set: SetView, i: number) => number): Float64Array[] {
  return overwritten(s).map((read) => {
    const dx = s.all().map(read);
    return s.overEntries((set, i) => numberAt(itemAt(dx, set.k), i) * of(set, i));
  });
}

export const dxAliasesDout: LayerMistake = {
  id: "dx-aliases-dout",
  tensor: "dgamma",
  title: "dx in place of dout in dgamma",
  sentence: "dgamma is the sum of dx * xhat: dout was overwritten by dx before dgamma was summed.",
  cause: "The kernel writes dx into dout's memory to save some, and dgamma is summed afterwards.",
  written: "dgamma = sum(dx * xhat)",
  correct: "dgamma = sum(dout * xhat)",
  code: {
    numpy: "dx = norm_dx(dout, cache, out=dout); dgamma = (dout * xhat).sum(0)  # sum dgamma first",
    pytorch: "dX = dY; kernel(dY, dX); dW = (dY * xhat).sum(0)  # dY holds dX by then",
    typescript: "dout[i] = dx; // and after it dgamma[j] += dout[i] * xhat[i]: sum dgamma before",
  },
  applies: ({ norm }) => norm !== "batch",
  dgamma: (s) => summed(s, ({ xhat }, i) => numberAt(xhat, i)),
  dbeta: (s) => summed(s, () => 1),
};
