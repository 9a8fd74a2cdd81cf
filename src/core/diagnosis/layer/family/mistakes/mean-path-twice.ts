import { isCentred } from "../../../../normalization-layer";
import { DX_OF_U, dxOf } from "../formulas";
import { type LayerMistake } from "../layer-mistake";

export const meanPathTwice: LayerMistake = {
  id: "mean-path-twice",
  tensor: "dx",
  title: "mean path subtracted twice",
  sentence: "The mean of u is subtracted twice; it belongs in dx once.",
  cause: "An accumulator is not cleared between two passes of a kernel, or two lines each subtract the mean.",
  written: "dx = r * (u - 2 * ubar - xhat * c)",
  correct: DX_OF_U,
  code: {
    numpy: "dx = rstd * ((u - u.mean(-1, keepdims=True)) - u.mean(-1, keepdims=True) - xhat * c)  # once is right",
    pytorch:
      "grad_input = rstd * (u - 2 * u.mean(-1, keepdim=True) - xhat * c)  # should be u - u.mean(-1, keepdim=True)",
    typescript: "dx[i] = r * (u[i] - ubar - ubar - xhat[i] * c); // should subtract ubar once",
  },
  applies: isCentred,
  dx: () => [(set) => dxOf(set, { mean: 2 * set.ubar })],
};
