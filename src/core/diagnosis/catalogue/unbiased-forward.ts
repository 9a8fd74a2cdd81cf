import { at, each } from "../formula/term-effect";
import { staged, forwardByHand } from "./contract/by-hand";
import { withBiasedVariance, type Mistake } from "./contract/mistake";
import { scaledDgamma } from "./formulas/another-root";
import { withUnbiased } from "./formulas/unbiased-root";

export const mistake: Mistake = {
  id: "unbiased-forward",
  family: "root",
  tensor: "dx",
  title: "unbiased variance in the forward pass",
  sentence:
    "The forward pass normalises with the unbiased variance (N - 1) and the backward pass differentiates the biased one (N); batch normalization takes N in both.",
  cause: "var() divides by N - 1 when nothing else is said, and the backward pass is the textbook's.",
  written: "v = sum((x - mu)^2) / (N-1) in the forward pass, 2 (x - mu) / N in the backward pass",
  correct: "v = sum((x - mu)^2) / N in the forward pass, 2 (x - mu) / N in the backward pass",
  code: {
    numpy: "var = x.var(axis=0, ddof=1); xhat = (x - mu) / np.sqrt(var + eps)  # forward: should be ddof=0",
    pytorch: "xhat = (x - x.mean(0)) / torch.sqrt(x.var(0) + eps)  # forward: should be x.var(0, unbiased=False)",
    typescript: "const v = squares / (N - 1); // forward: should be squares / N",
  },

  signature: "(rho, rho, rho^3), and dgamma is rho times too large; k = 1/q against that forward",
  applies: withBiasedVariance,
  hiddenBy: ["dout is orthogonal to xhat"],
  effects: (s) => {
    const { N } = s;
    const { rho, path } = withUnbiased(s);
    // As unbiased-in-backward; consistent with the unbiased forward, so wrong only as batch norm; and seen from that forward.
    return [
      { a: rho, b: rho, k: path },
      { a: rho, b: rho, k: each(s.D, (k) => (at(path, k) * N) / (N - 1)) },
      { k: (N - 1) / N },
    ];
  },
  dgamma: (s) => [scaledDgamma(s, withUnbiased(s))],
  sameDxAs: "unbiased-in-backward",

  example: { backward: [({ problem }) => staged(forwardByHand(problem, 1))] },
};
