import { staged } from "./contract/by-hand";
import type { Mistake } from "./contract/mistake";

export const mistake: Mistake = {
  id: "dv-dmu-omitted",
  family: "paths",
  tensor: "dx",
  harmless: true,
  title: "d(v)/d(mu) left out, which is harmless",
  sentence:
    "d(v)/d(mu) = -2/N * sum(x - mu) is left out. It is exactly 0, so dx stays right: this is often reported as a bug and is none.",
  cause: "The term is not known of, or left out because it is 0.",
  written: "dmu = -r * sum(dxhat)",
  correct: "dmu = -r * sum(dxhat) + dv * (-2/N) * sum(x - mu), and sum(x - mu) = 0",
  code: {
    numpy: "dmu = -r * dxhat.sum(0)  # + dvar * np.mean(-2 * (x - mu), 0), which is 0",
    pytorch: "grad_mean = -rstd * grad_xhat.sum(0)  # + grad_var * (-2 * (x - mean)).mean(0), which is 0",
    typescript: "dmu[k] = -r[k] * sumDxhat[k]; // + dvar[k] * mean(-2 * (x - mu)), which is 0",
  },

  signature: "(1, 1, 1)",
  effects: () => [{}],

  example: { backward: [(c) => staged(c, { dmuVariance: () => 0 })] },
};
