import { rightBackward } from "./contract/by-hand";
import { always, type Mistake } from "./contract/mistake";

export const mistake: Mistake = {
  id: "dgamma-dbeta-swapped",
  family: "dgamma",
  tensor: "dgamma",
  title: "dgamma and dbeta swapped",
  sentence: "dgamma and dbeta are swapped.",
  cause: "They are returned in another order than the caller expects.",
  written: "dgamma = sum(dout),  dbeta = sum(dout * xhat)",
  correct: "dgamma = sum(dout * xhat),  dbeta = sum(dout)",
  code: {
    numpy: "return dx, dbeta, dgamma  # the caller expects dx, dgamma, dbeta",
    pytorch: "return grad_input, grad_bias, grad_weight  # forward takes (x, weight, bias)",
    typescript: "return { dx, dgamma: dbeta, dbeta: dgamma }; // swapped",
  },

  applies: always,
  dgamma: ({ dbeta }) => [dbeta],
  dbeta: ({ dgamma }) => [dgamma],

  example: {
    backward: [
      (c) => {
        const { dx, dgamma, dbeta } = rightBackward(c);
        return { dx, dgamma: dbeta, dbeta: dgamma };
      },
    ],
  },
};
