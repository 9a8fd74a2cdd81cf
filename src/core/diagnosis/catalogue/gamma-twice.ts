import { itemAt } from "../../item-at";
import { staged } from "./contract/by-hand";
import { always, type Mistake } from "./contract/mistake";
import { DX } from "./formulas/right-formulas";

export const mistake: Mistake = {
  id: "gamma-twice",
  family: "gamma",
  tensor: "dx",
  title: "gamma applied twice in dx",
  sentence: "gamma is applied twice: once to dout and once more to the finished dx.",
  cause:
    "The staged backward pass, which begins with dxhat = gamma * dout, is finished with the compact formula, which holds gamma too.",
  written: "dx = gamma^2 * r * (dout - gbar - xhat * c)",
  correct: DX,
  code: {
    numpy: "dx = gamma * r * (dxhat - dxhat.mean(0) - xhat * (dxhat * xhat).mean(0))  # dxhat holds gamma already",
    pytorch:
      "grad_input = weight * rstd * (grad_xhat - grad_xhat.mean(0) - xhat * (grad_xhat * xhat).mean(0))  # weight is in grad_xhat",
    typescript: "dx[i] = gamma[k] * r[k] * (dxhat[i] - mean - xhat[i] * slope); // dxhat holds gamma already",
  },

  signature: "(gamma, gamma, gamma)",
  applies: always,
  hiddenBy: ["gamma is 1"],
  effects: () => [{ ga: 1, gb: 1, gk: 1 }],

  example: {
    backward: [
      (c) => {
        const { dx, ...rest } = staged(c);
        return { ...rest, dx: c.tapes.map(({ gamma }, k) => itemAt(dx, k).map((value) => value * gamma)) };
      },
    ],
  },
};
