import type { Problem } from "../../core/problem";

/** The formulas in NumPy, and the derivative of the worst cell by the complex step. */
export function numpy(problem: Problem): string[] {
  const train = problem.mode === "train";
  const relu = problem.activation === "relu";
  return [
    "axes = tuple(axis for axis in range(x.ndim) if axis != 1)",
    "per_channel = [1, -1] + [1] * (x.ndim - 2)",
    "",
    "",
    "def forward(x):",
    ...(train
      ? [
          "    mu = x.mean(axes, keepdims=True)",
          "    v = ((x - mu) ** 2).mean(axes, keepdims=True)  # biased: divided by N",
        ]
      : ["    mu = running_mean.reshape(per_channel)", "    v = running_var.reshape(per_channel)"]),
    "    r = 1 / np.sqrt(v + eps)",
    "    xhat = (x - mu) * r",
    "    out = gamma.reshape(per_channel) * xhat + beta.reshape(per_channel)",
    ...(relu ? ["    out = np.where(out.real <= 0, 0, out)  # NaN stays NaN"] : []),
    "    return out, xhat, r",
    "",
    "",
    "out, xhat, r = forward(x)",
    relu ? "g = np.where(out <= 0, 0, dout)" : "g = dout",
    "dbeta = g.sum(axes)",
    "dgamma = (g * xhat).sum(axes)",
    ...(train
      ? [
          "gbar = g.mean(axes, keepdims=True)",
          "c = (g * xhat).mean(axes, keepdims=True)",
          "dx = gamma.reshape(per_channel) * r * (g - gbar - xhat * c)",
        ]
      : ["dx = gamma.reshape(per_channel) * r * g"]),
    "",
    "# The same derivative by the complex step, at the cell where |dx| is largest.",
    "cell = np.unravel_index(np.argmax(np.abs(dx)), dx.shape)",
    "step = 1e-20 / r.reshape(-1)[cell[1]]",
    "shifted = x.astype(np.complex128)",
    "shifted[cell] += 1j * step",
    'print("dx", tuple(int(i) for i in cell), "formula", dx[cell], "numeric", (dout * forward(shifted)[0]).sum().imag / step)',
  ];
}
