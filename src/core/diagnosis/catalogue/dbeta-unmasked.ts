import { sum, rightBackward } from "./contract/by-hand";
import { withRelu } from "./formulas/relu-mask";
import type { Mistake } from "./contract/mistake";

export const mistake: Mistake = {
  id: "dbeta-unmasked",
  family: "dbeta",
  tensor: "dbeta",
  title: "ReLU forgotten in dbeta",
  sentence: "dbeta sums the whole dout: where the ReLU is closed (out <= 0) dout does not reach beta.",
  cause: "dout is masked on its way to dx only.",
  written: "dbeta = sum(dout)",
  correct: "dbeta = sum(dout * (out > 0))",
  code: {
    numpy: "dbeta = np.sum(dout, axis=0)  # should be dout * (out > 0)",
    pytorch: "grad_bias = grad_output.sum(0)  # should be (grad_output * (out > 0)).sum(0)",
    typescript: "dbeta[k] += dout[i]; // should be out[i] > 0 ? dout[i] : 0",
  },

  applies: withRelu,
  dbeta: ({ doutSum }) => [doutSum],

  example: { needs: "relu", backward: [(c) => ({ ...rightBackward(c), dbeta: c.tapes.map((t) => sum(t.dout)) })] },
};
