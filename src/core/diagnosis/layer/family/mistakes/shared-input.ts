import { numberAt } from "../../../../item-at";
import { DX_OF_U, dxOf } from "../formulas";
import type { LayerMistake } from "../layer-mistake";

export const sharedInput: LayerMistake = {
  id: "shared-input",
  tensor: "dx",
  title: "dx and dout added up: x is used twice",
  sentence:
    "dx is the right one plus dout: x also feeds a residual connection, and x.grad holds the gradients of both.",
  cause: "A fused add and norm, or `.grad` of a tensor that a residual connection uses as well.",
  written: "dx = r * (u - ubar - xhat * c) + dout",
  correct: DX_OF_U,
  code: {
    numpy: "dx = norm_backward(dout, cache) + dout  # compare the first summand alone",
    pytorch: "h = x.clone(); y = norm(h) + x  # compare h.grad (h.retain_grad()), not x.grad",
    typescript: "dx[i] += dout[i]; // compare dx before it",
  },
  applies: ({ norm }) => norm !== "batch",
  dx: () => [(set) => dxOf(set, {}).map((value, i) => value + numberAt(set.dout, i))],
};
