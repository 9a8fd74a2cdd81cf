import type { Problem } from "../../core/problem";
import { hasOwnSets, numbersOf, slopeText } from "./convention-code";
import { layerInNumpy } from "./layer-code";

/** The formulas in NumPy, and the derivative of the worst cell by the complex step. */
export function numpy(problem: Problem): string[] {
  if (problem.norm !== "batch") return layerInNumpy(problem);
  const { activation } = problem;
  const act = slopeText(problem);
  return [
    `axes = tuple(axis for axis in range(x.ndim) if axis != ${problem.layout.axis})`,
    `per_channel = [${x1(problem)}]`,
    ...setLines(problem),
    "",
    "",
    "def forward(x):",
    ...statisticsLines(problem).map((line) => `    ${line}`),
    "    xhat = (x - mu) * r",
    "    out = gamma.reshape(per_channel) * xhat + beta.reshape(per_channel)",
    ...(activation === "none" ? [] : [`    out = np.where(out.real <= 0, ${act.out}, out)  # NaN stays NaN`]),
    "    return out, xhat, v, r",
    "",
    "",
    "out, xhat, v, r = forward(x)",
    activation === "none" ? "g = dout" : `g = np.where(out <= 0, ${act.dout}, dout)`,
    "dbeta = g.sum(axes)",
    "dgamma = (g * xhat).sum(axes)",
    ...dxLines(problem),
    "",
    "# The same derivative by the complex step, at the cell where |dx| is largest.",
    "cell = np.unravel_index(np.argmax(np.abs(dx)), dx.shape)",
    "step = 1e-20 / np.broadcast_to(r, x.shape)[cell]",
    "shifted = x.astype(np.complex128)",
    "shifted[cell] += 1j * step",
    'print("dx", tuple(int(i) for i in cell), "formula", dx[cell], "numeric", (dout * forward(shifted)[0]).sum().imag / step)',
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
  // dr / dv is another where eps stands outside; a variance of 0 has no derivative there.
  const outside =
    epsPlacement === "outside"
      ? ["c *= np.divide(np.sqrt(v) + eps, np.sqrt(v), out=np.zeros_like(v), where=v > 0)  # eps outside of the root"]
      : [];
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
