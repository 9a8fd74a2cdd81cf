/** Layer norm's backward for RMS norm, and the other way round. */
import { DX_OF_RMS, DX_OF_U, dxOf } from "../formulas";
import { isRms, type LayerMistake } from "../layer-mistake";
import { meanOf, sumOfProducts, type LayerSets, type SetView } from "../layer-sets";

/** The backward over statistics of its own: those of x less `mu`. */
function anew(
  { problem: { eps, epsPlacement } }: LayerSets,
  set: SetView,
  mu: number,
  isCentred: boolean,
): Float64Array {
  const away = set.x.map((value) => value - mu);
  const v = sumOfProducts(away, away) / set.degrees;
  const s = epsPlacement === "outside" ? Math.sqrt(v) + eps : Math.sqrt(v + eps);
  const stretch = epsPlacement === "outside" ? s / Math.sqrt(v) : 1;
  const xhat = away.map((value) => value / s);
  const c = (stretch * sumOfProducts(set.u, xhat)) / set.degrees;
  return dxOf(set, { r: 1 / s, xhat, c, mean: isCentred ? meanOf(set.u) : 0 });
}

export const rmsWithMeanPath: LayerMistake = {
  id: "rms-with-mean-path",
  tensor: "dx",
  title: "a mean path in RMS norm",
  sentence: "The mean of u is subtracted, as in layer norm; RMS norm takes no mean off x, so that dx has no mean path.",
  cause: "The backward of layer norm is used for RMS norm.",
  written: "dx = r * (u - ubar - xhat * c)",
  correct: DX_OF_RMS,
  code: {
    numpy: "dx = rstd * (u - u.mean(-1, keepdims=True) - xhat * c)  # should be rstd * (u - xhat * c)",
    pytorch: "grad_input = rstd * (u - u.mean(-1, keepdim=True) - xhat * c1)  # should not subtract the mean",
    typescript: "dx[i] = r * (u[i] - ubar - xhat[i] * c); // should be r * (u[i] - xhat[i] * c)",
  },
  applies: isRms,
  dx: (s) => [(set) => dxOf(set, { mean: meanOf(set.u) }), (set) => anew(s, set, meanOf(set.x), true)],
};

export const layerWithoutMeanPath: LayerMistake = {
  id: "layer-without-mean-path",
  tensor: "dx",
  title: "no mean path in layer norm",
  sentence: "The mean of u is not subtracted, as in RMS norm; layer norm takes the mean off x, and dx has a mean path.",
  cause: "The backward of RMS norm is used for layer norm, or the mean is taken for a constant.",
  written: "dx = r * (u - xhat * c)",
  correct: DX_OF_U,
  code: {
    numpy: "dx = rstd * (u - xhat * c)  # should be rstd * (u - u.mean(-1, keepdims=True) - xhat * c)",
    pytorch: "grad_input = rstd * (u - xhat * c1)  # should subtract u.mean(-1, keepdim=True)",
    typescript: "dx[i] = r * (u[i] - xhat[i] * c); // should be r * (u[i] - ubar - xhat[i] * c)",
  },
  applies: ({ norm }) => norm === "layer",
  dx: (s) => [(set) => dxOf(set, { mean: 0 }), (set) => anew(s, set, 0, false)],
};

export const rmsPathOmitted: LayerMistake = {
  id: "rms-path-omitted",
  tensor: "dx",
  title: "the root's path left out of RMS norm",
  sentence: "dx is r * u alone, as if the root were a constant; it depends on x, so that xhat * c belongs in dx.",
  cause: "The root is detached, or taken for a number of the forward.",
  written: "dx = r * u",
  correct: DX_OF_RMS,
  code: {
    numpy:
      "dx = rstd * gamma * dout  # should be rstd * (u - xhat * (u * xhat).mean(-1, keepdims=True)), u = gamma * dout",
    pytorch: "rstd = torch.rsqrt(x.pow(2).mean(-1, keepdim=True) + eps).detach()  # should not be detached",
    typescript: "dx[i] = r * u[i]; // should be r * (u[i] - xhat[i] * c)",
  },
  applies: isRms,
  dx: () => [(set) => dxOf(set, { c: 0 })],
};
