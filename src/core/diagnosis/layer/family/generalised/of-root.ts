import { withEpsInside } from "../../../catalogue/contract/mistake";
import { DX_OF_U, dxOf, dxTimes, dxUnderRoot } from "../formulas";
import { known } from "../known";
import { hasOthers, ofAll, type DxForm, type LayerMistake } from "../layer-mistake";
import type { LayerSets, SetView } from "../layer-sets";

type Root = (set: SetView, s: LayerSets) => number;

/** Another root in the whole backward: xhat made anew with it, or taken from what the forward kept. */
function underRoot(root: Root): Pick<LayerMistake, "dx" | "dgamma"> {
  return {
    dx: (s): DxForm[] => {
      const isOutside = s.problem.epsPlacement === "outside";
      const perC = (set: SetView): number => (isOutside ? 1 / (root(set, s) * Math.sqrt(set.v)) : 1) / set.degrees;
      return [(set) => dxUnderRoot(set, root(set, s), perC(set)), (set) => dxTimes(set, root(set, s) / set.r)];
    },
    dgamma: (s) => [s.overEntries((set, i) => ((set.g[i] ?? NaN) * (set.xhat[i] ?? NaN) * root(set, s)) / set.r)],
  };
}

const USUAL_EPS = [1e-5, 1e-6, 1e-3, 1e-8, 1e-12, 1e-4, 1e-7, 1e-2, 0.1];

/** The eps that were tried for the problem's own. */
const otherEps = ({ problem }: LayerSets): number[] => USUAL_EPS.filter((eps) => eps !== problem.eps);

const withEps =
  (eps: number): Root =>
  ({ v }, { problem }) =>
    problem.epsPlacement === "outside" ? 1 / (Math.sqrt(v) + eps) : 1 / Math.sqrt(v + eps);

const power =
  (exponent: number): DxForm =>
  (set) =>
    dxOf(set, { c: set.c * set.r ** (-3 - 2 * exponent) });

/** The root: its power, its eps, and the variance in it. */
export const ofRoot: readonly LayerMistake[] = [
  known("dv-power-half", {
    written: "dv = sum(u * (x - mu)) * (-1/2) * (v + eps)^(-1/2)",
    correct: DX_OF_U,
    applies: withEpsInside,
    dx: () => [power(-0.5)],
  }),
  known("dv-power-one", {
    written: "dv = sum(u * (x - mu)) * (-1/2) * (v + eps)^(-1)",
    correct: DX_OF_U,
    applies: withEpsInside,
    dx: () => [power(-1)],
  }),
  known("dv-power-two", {
    written: "dv = sum(u * (x - mu)) * (-1/2) * (v + eps)^(-2)",
    correct: DX_OF_U,
    applies: withEpsInside,
    dx: () => [power(-2)],
  }),
  known("variance-for-sigma", {
    written: "dx = (u - ubar - xhat * c) / (v + eps)",
    correct: DX_OF_U,
    applies: withEpsInside,
    ...underRoot(({ r }) => r ** 2),
    dx: (s) =>
      underRoot(({ r }) => r ** 2)
        .dx?.(s)
        .toReversed() ?? [],
  }),
  known("inverse-sigma-missing", {
    written: "dx = u - ubar - xhat * c",
    correct: DX_OF_U,
    applies: ofAll,
    dx: () => [(set) => dxOf(set, { r: 1 })],
  }),
  known("eps-omitted", {
    written: "r = 1 / sqrt(v)",
    correct: "r = 1 / sqrt(v + eps)",
    applies: ({ eps }) => eps > 0,
    hiddenBy: ["eps is small", "every variance is above eps"],
    ...underRoot(({ v }) => 1 / Math.sqrt(v)),
  }),
  known("eps-outside-root", {
    written: "r = 1 / (sqrt(v) + eps)",
    correct: "r = 1 / sqrt(v + eps)",
    applies: (problem) => problem.eps > 0 && withEpsInside(problem),
    hiddenBy: ["eps is small"],
    ...underRoot(({ v }, { problem: { eps } }) => 1 / (Math.sqrt(v) + eps)),
  }),
  known("eps-max", {
    written: "r = 1 / sqrt(max(v, eps))",
    correct: "r = 1 / sqrt(v + eps)",
    applies: (problem) => problem.eps > 0 && withEpsInside(problem),
    hiddenBy: ["eps is small", "every variance is above eps"],
    ...underRoot(({ v }, { problem: { eps } }) => 1 / Math.sqrt(Math.max(v, eps))),
  }),
  known("sigma-for-variance", {
    written: "r = 1 / sqrt(sigma + eps),  sigma = sqrt(v)",
    correct: "r = 1 / sqrt(v + eps)",
    applies: withEpsInside,
    ...underRoot(({ v }, { problem: { eps } }) => 1 / Math.sqrt(Math.sqrt(v) + eps)),
  }),
  known("unbiased-in-backward", {
    written: "r = 1 / sqrt(v * M / (M - 1) + eps)",
    correct: "r = 1 / sqrt(v + eps)",
    applies: (problem) => problem.variance === "biased" && hasOthers(problem) && withEpsInside(problem),
    ...underRoot(({ v, M }, { problem: { eps } }) => 1 / Math.sqrt((v * M) / (M - 1) + eps)),
  }),
  known("biased-in-backward", {
    written: "r = 1 / sqrt(v * (M - 1) / M + eps)",
    correct: "r = 1 / sqrt(v + eps)",
    applies: (problem) => problem.variance === "unbiased" && withEpsInside(problem),
    ...underRoot(({ v, M }, { problem: { eps } }) => 1 / Math.sqrt((v * (M - 1)) / M + eps)),
  }),
  known("eps-different", {
    written: "r = 1 / sqrt(v + eps2)",
    correct: "r = 1 / sqrt(v + eps)",
    applies: ofAll,
    hiddenBy: ["eps is small"],
    searched: true,
    dx: (s) => otherEps(s).flatMap((eps) => underRoot(withEps(eps)).dx?.(s) ?? []),
    dgamma: (s) => otherEps(s).flatMap((eps) => underRoot(withEps(eps)).dgamma?.(s) ?? []),
  }),
];
