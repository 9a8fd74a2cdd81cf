import { numberAt } from "../../../../item-at";
import type { LayerMistake } from "../layer-mistake";
import type { LayerSets, SetView } from "../layer-sets";
import { lastBlocks, leadingOf } from "../leading";

/** The sums over the last rows alone, for each place where these may begin. */
function ofLast(s: LayerSets, of: (set: SetView, i: number) => number): Float64Array[] {
  const leading = leadingOf(s.problem);
  const rows = s.all().map(({ k }) => leading.of(k));
  return lastBlocks(leading.count).map((start) => s.overEntries(of, (k) => (rows[k] ?? 0) >= start));
}

export const dgammaLastBlock: LayerMistake = {
  id: "dgamma-last-block",
  tensor: "dgamma",
  title: "dgamma and dbeta of the last rows only",
  sentence: "dgamma and dbeta hold the last rows alone: partial sums over rows were overwritten, not added.",
  cause: "Each program of a kernel sums some rows and stores its sum where the one before has stored its own.",
  written: "dgamma = sum of dout * xhat over the last rows",
  correct: "dgamma = sum of dout * xhat over all rows,  dbeta = sum of dout over all rows",
  code: {
    numpy: "for rows in blocks: dgamma = (dout[rows] * xhat[rows]).sum(0)  # should be dgamma +=",
    pytorch: "tl.store(DW + cols, partial)  # should be tl.atomic_add, or a sum over all partial results",
    typescript: "dgamma[j] = partial[j]; // should be dgamma[j] += partial[j]",
  },
  applies: (problem) => problem.norm !== "batch" && leadingOf(problem).count > 1,
  hiddenBy: ["one set"],
  dgamma: (s) => ofLast(s, ({ g, xhat }, i) => numberAt(g, i) * numberAt(xhat, i)),
  dbeta: (s) => ofLast(s, ({ g }, i) => numberAt(g, i)),
  says: (s, form) => {
    const { count } = leadingOf(s.problem);
    return `The numbers fit rows ${lastBlocks(count)[form]} to ${count - 1} of ${count}.`;
  },
  searched: true,
};
