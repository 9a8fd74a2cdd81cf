import type { Problem } from "../../core/problem";
import { activationLines, throughActivation } from "./activation-code";
import { byComplexStep, C_OUTSIDE, hasOwnSets, numbersOf } from "./convention-code";
import { layerInNumpy } from "./layer-code";

/** The formulas in NumPy, and the derivative of the worst cell by the complex step. */
export function numpy(problem: Problem): string[] {
  if (problem.norm !== "batch") return layerInNumpy(problem);
  return [
    `axes = tuple(axis for axis in range(x.ndim) if axis != ${problem.layout.axis})`,
    `per_channel = [${x1(problem)}]`,
    ...setLines(problem),
    "",
    "",
    ...activationLines(problem),
    "def forward(x):",
    ...statisticsLines(problem).map((line) => `    ${line}`),
    "    xhat = (x - mu) * r",
    "    out = gamma.reshape(per_channel) * xhat + beta.reshape(per_channel)",
    ...throughActivation(problem, "per_channel"),
    "dbeta = g.sum(axes)",
    "dgamma = (g * xhat).sum(axes)",
    ...dxLines(problem),
    "",
    ...byComplexStep("np.broadcast_to(r, x.shape)"),
  ];
}

function x1({ layout }: Problem): string {
  return layout.shape.map((_, axis) => (axis === layout.axis ? -1 : 1)).join(", ");
}

/** Which elements make which statistics, where it is not each whole column. */
function setLines(problem: Problem): string[] {
  if (!hasOwnSets(problem)) return [];
  return [
    ...numbersOf(problem),
    "",
    "",
    "def sums(a):",
    '    """Sums over the rows of each part, at every row of it."""',
    "    return np.concatenate(",
    "        [np.broadcast_to(a[i:j].sum(axes, keepdims=True), a[i:j].shape) for i, j in parts]",
    "    )",
    "",
    "",
    "M = sums(member)  # how many rows make the statistics",
  ];
}

function statisticsLines(problem: Problem): string[] {
  const { mode, variance, epsPlacement } = problem;
  const root = epsPlacement === "outside" ? "r = 1 / (np.sqrt(v) + eps)" : "r = 1 / np.sqrt(v + eps)";
  if (mode === "eval") {
    return ["mu = running_mean.reshape(per_channel)", "v = running_var.reshape(per_channel)", root];
  }
  const unbiased = variance === "unbiased";
  if (hasOwnSets(problem)) {
    return ["mu = sums(x * member) / M", `v = sums((x - mu) ** 2 * member) / ${unbiased ? "(M - 1)" : "M"}`, root];
  }
  return [
    "mu = x.mean(axes, keepdims=True)",
    unbiased
      ? "v = ((x - mu) ** 2).sum(axes, keepdims=True) / (x.size // gamma.size - 1)  # unbiased: divided by N - 1"
      : "v = ((x - mu) ** 2).mean(axes, keepdims=True)  # biased: divided by N",
    root,
  ];
}

function dxLines(problem: Problem): string[] {
  const { mode, variance, epsPlacement } = problem;
  const scale = "gamma.reshape(per_channel) * r";
  if (mode === "eval") return [`dx = ${scale} * g`];
  const outside = epsPlacement === "outside" ? [`c *= ${C_OUTSIDE}`] : [];
  const unbiased = variance === "unbiased";
  if (hasOwnSets(problem)) {
    return [
      "gbar = sums(g) / M",
      `c = sums(g * xhat) / ${unbiased ? "(M - 1)" : "M"}`,
      ...outside,
      `dx = ${scale} * (g - member * (gbar + xhat * c))`,
    ];
  }
  return [
    "gbar = g.mean(axes, keepdims=True)",
    unbiased
      ? "c = (g * xhat).sum(axes, keepdims=True) / (x.size // gamma.size - 1)"
      : "c = (g * xhat).mean(axes, keepdims=True)",
    ...outside,
    `dx = ${scale} * (g - gbar - xhat * c)`,
  ];
}
