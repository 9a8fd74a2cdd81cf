import { at } from "../formula/term-effect";
import { numberAt, itemAt } from "../../item-at";
import { piecesOf } from "../../activation/pieces";
import type { CellFormula } from "../formula/cell-formula";
import { staged, rightBackward, reluIsOpen } from "./contract/by-hand";
import type { Mistake } from "./contract/mistake";
import { withRelu } from "./formulas/relu-mask";
import { DX_BEHIND_RELU } from "./formulas/right-formulas";

/** ReLU's mask applied to the finished dx; dout went in whole. */
const maskedAfterwards: CellFormula = {
  prepare: (s) => {
    const paths = s.training ? 1 : 0;
    const closed = piecesOf(s.problem)?.below ?? 1;
    return (k, { g: masked, dout, xhat }, into) => {
      const stretch = at(s.stretch, k);
      const scale = at(s.gamma, k) * at(s.r, k);
      let mean = 0;
      let slope = 0;
      dout.forEach((value, i) => {
        mean += value / s.N;
        slope += (value * numberAt(xhat, i) * stretch) / s.degrees;
      });
      dout.forEach((value, i) => {
        const isOpen = masked[i] === value || Number.isNaN(value);
        const inside = s.problem.mask?.[i] === 0 ? 0 : paths;
        const whole = scale * (value - inside * (mean + numberAt(xhat, i) * slope));
        into[i] = isOpen ? whole : closed * whole;
      });
    };
  },
};

export const mistake: Mistake = {
  id: "relu-mask-on-dx",
  family: "relu",
  tensor: "dx",
  title: "ReLU's mask on dx",
  sentence: "The ReLU mask is applied to the finished dx; it belongs on dout, before the means are taken.",
  cause: "The two backward passes run in the order of the forward passes.",
  written: "dx = (out > 0) * gamma * r * (dout - mean(dout) - xhat * mean(dout * xhat))",
  correct: DX_BEHIND_RELU,
  code: {
    numpy: "dx = bn_backward(dout, cache) * (out > 0)  # should be bn_backward(dout * (out > 0), cache)",
    pytorch: "grad_input = bn_backward(grad_output) * (out > 0)  # mask grad_output first",
    typescript: "if (out[i] <= 0) dx[i] = 0; // should set dout[i] = 0 before the backward pass",
  },

  signature: "a residual: dx is 0 where the ReLU is closed",
  applies: withRelu,
  cellFormulas: [maskedAfterwards],

  example: {
    needs: "relu",
    backward: [
      (c) => ({
        ...rightBackward(c),
        dx: staged(c).dx.map((column, k) => {
          const { out } = itemAt(c.tapes, k);
          return column.map((value, i) => (reluIsOpen({ out: itemAt(out, i) }) ? value : 0));
        }),
      }),
    ],
  },
};
