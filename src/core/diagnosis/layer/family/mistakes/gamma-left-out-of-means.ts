import { gammaVaries } from "../../../../batchnorm/affine";
import { barOf, DX_OF_U, dxOf, dxUnder, pathOf, times } from "../formulas";
import type { LayerMistake } from "../layer-mistake";

export const gammaLeftOutOfMeans: LayerMistake = {
  id: "gamma-left-out-of-means",
  tensor: "dx",
  title: "gamma left out of the means",
  sentence:
    "The means are taken of dout and of dout * xhat; gamma differs within a set, so that it stands inside of both: mean(u) and mean(u * xhat), u = gamma * dout.",
  cause: "The backward of batch norm, where gamma comes out of the sums, is written for another layer.",
  written: "dx = r * (u - mean(dout) - xhat * mean(dout * xhat))",
  correct: DX_OF_U,
  code: {
    numpy:
      "dx = gamma * rstd * (dout - dout.mean(-1) - xhat * (dout * xhat).mean(-1))  # take the means of gamma * dout",
    pytorch: "c1 = (grad_output * xhat).mean(-1)  # should be (grad_output * weight * xhat).mean(-1)",
    typescript: "ubar += dout[i] / M; c += (dout[i] * xhat[i]) / M; // should add gamma[i] * dout[i]",
  },
  applies: ({ norm }) => norm !== "batch",
  hiddenBy: ["gamma is 1", "gamma is the same"],
  dx: ({ layout }) => [
    (set) => dxOf(set, { mean: barOf(set, set.g), c: pathOf(set, set.g) }),
    ...(gammaVaries(layout) ? [(set: Parameters<typeof dxUnder>[0]) => times(set.gamma, dxUnder(set, set.g))] : []),
  ],
};
