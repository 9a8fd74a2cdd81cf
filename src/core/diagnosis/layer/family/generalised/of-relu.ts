import { numberAt } from "../../../../item-at";
import { isCentred } from "../../../../normalization-layer";
import type { Problem } from "../../../../problem";
import { dxUnder, times } from "../formulas";
import { known } from "../known";
import type { LayerMistake } from "../layer-mistake";
import type { SetView } from "../layer-sets";

const RIGHT = "g = dout * (out > 0),  u = gamma * g";
const withRelu = ({ activation }: Problem): boolean => activation === "relu";
const withActivation = ({ activation }: Problem): boolean => activation === "relu" || activation === "leaky-relu";

/** The whole backward of another dout through the activation. */
function through(masked: (set: SetView, i: number) => number): Pick<LayerMistake, "dx" | "dgamma" | "dbeta"> {
  const g = (set: SetView): Float64Array => set.dout.map((_, i) => masked(set, i));
  return {
    dx: () => [(set) => dxUnder(set, times(set.gamma, g(set)))],
    dgamma: (s) => [s.overEntries((set, i) => masked(set, i) * numberAt(set.xhat, i))],
    dbeta: (s) => [s.overEntries((set, i) => masked(set, i))],
  };
}

/** An activation behind the layer, in the backward pass. */
export const ofRelu: readonly LayerMistake[] = [
  known("relu-mask-omitted", {
    written: "g = dout",
    correct: RIGHT,
    applies: withActivation,
    ...through(({ dout }, i) => numberAt(dout, i)),
  }),
  known("relu-mask-from-x", {
    written: "g = dout * (x > 0)",
    correct: RIGHT,
    applies: withRelu,
    ...through(({ dout, x }, i) => (numberAt(x, i) > 0 ? numberAt(dout, i) : 0)),
  }),
  known("relu-mask-from-xhat", {
    written: "g = dout * (xhat > 0)",
    correct: RIGHT,
    // In RMS norm xhat has the sign of x.
    applies: (problem) => withRelu(problem) && isCentred(problem),
    ...through(({ dout, xhat }, i) => (numberAt(xhat, i) > 0 ? numberAt(dout, i) : 0)),
  }),
  known("relu-mask-on-dx", {
    written: "dx = (out > 0) * r * (gamma * dout - mean(gamma * dout) - xhat * mean(gamma * dout * xhat))",
    correct: RIGHT,
    applies: withRelu,
    dx: () => [
      (set) => dxUnder(set, times(set.gamma, set.dout)).map((value, i) => (numberAt(set.y, i) > 0 ? value : 0)),
    ],
  }),
  known("leaky-slope-omitted", {
    written: "g = dout * (out > 0)",
    correct: "g = dout * where(out > 0, 1, slope),  u = gamma * g",
    applies: ({ activation, slope }) => activation === "leaky-relu" && slope !== 0,
    ...through(({ dout, y }, i) => (numberAt(y, i) > 0 ? numberAt(dout, i) : 0)),
  }),
];
