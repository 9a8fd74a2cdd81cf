import type { Problem } from "../core/problem";
import type { Values } from "../core/tensor";
import { toBase64 } from "../encoding/base64";
import { listed } from "./listed";
import { csvNumber } from "./write-csv";

/** Arrays up to here stand in the code as numbers, larger ones as base64 of their bytes. */
const INLINE = 400; // numbers
const PASTED = 500_000; // numbers: about 5 MB of text, as much as an editor takes from the clipboard

/**
 * Python code that computes a problem's gradients once more, with NumPy or by PyTorch's autograd. "whole" code runs
 * alone; code "for pasting" reads the largest tensors from the .npy files that the panel saves.
 */
export function reproduction(problem: Problem, library: "numpy" | "pytorch", form: "whole" | "for pasting"): string {
  const code = [...inputs(problem, form), "", ...(library === "numpy" ? numpyCode(problem) : torchCode(problem))];
  return `${code.join("\n")}\n`;
}

function inputs(problem: Problem, form: "whole" | "for pasting"): string[] {
  const { layout, candidate, running, doutSeed } = problem;
  const channels = [layout.channels];
  const drawn = doutSeed === undefined ? "" : `  # standard normal, seed ${doutSeed} of Gradient Lens`;
  const files: string[] = [];
  // By the names under which the panel saves them. What belongs to the columns is small enough to stand in the code.
  const tensor = (values: Values, file: string): string => {
    if (form === "whole" || values.length <= PASTED) return array(values, layout.shape);
    files.push(file);
    return `np.load("${file}").astype(np.float64).reshape(${layout.shape.join(", ")})`;
  };
  const lines = [
    `x = ${tensor(problem.x, "x.npy")}`,
    `gamma = ${array(problem.gamma, channels)}`,
    `beta = ${array(problem.beta, channels)}`,
    `dout = ${tensor(problem.dout, "dout.npy")}${drawn}`,
    `eps = ${csvNumber(problem.eps)}`,
  ];
  if (problem.mode === "eval" && running) {
    lines.push(`running_mean = ${array(running.mean, channels)}`);
    lines.push(`running_var = ${array(running.variance, channels)}`);
  }
  for (const key of ["dx", "dgamma", "dbeta"] as const) {
    const given = candidate?.[key];
    if (given)
      lines.push(
        `given_${key} = ${key === "dx" ? tensor(given.values, "candidate.npy") : array(given.values, channels)}`,
      );
  }
  const code = lines.join("\n");
  const size = layout.shape.join(" x ");
  return [
    `# Batch normalization of x (${size}, ${problem.mode === "train" ? "training" : "evaluation"} mode), forward and backward.`,
    ...(files.length
      ? [
          `# It reads ${listed(files)} from the folder in which it runs. To save them there: choose each`,
          "# picture in Gradient Lens, then Export, Save as .npy.",
        ]
      : []),
    ...(code.includes("b64decode") ? ["from base64 import b64decode"] : []),
    "import numpy as np",
    ...(/\b(?:nan|inf)\b/.test(code) ? ["from numpy import inf, nan"] : []),
    "",
    ...lines,
  ];
}

function array(values: Values, shape: readonly number[]): string {
  const reshape = shape.length > 1 ? `.reshape(${shape.join(", ")})` : "";
  if (values.length <= INLINE)
    return `np.array([${Array.from(values, csvNumber).join(", ")}], dtype=np.float64)${reshape}`;
  const kind = values instanceof Float64Array ? "<f8" : "<f4";
  return `np.frombuffer(b64decode("${toBase64(values)}"), "${kind}").astype(np.float64)${reshape}`;
}

function numpyCode(problem: Problem): string[] {
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
    ...report(problem),
  ];
}

function torchCode(problem: Problem): string[] {
  const train = problem.mode === "train";
  return [
    "import torch",
    "",
    "x_, gamma_, beta_ = (torch.from_numpy(a.copy()).requires_grad_() for a in (x, gamma, beta))",
    ...(train
      ? ["mean = var = None"]
      : ["mean, var = torch.from_numpy(running_mean.copy()), torch.from_numpy(running_var.copy())"]),
    `out = torch.batch_norm(x_, gamma_, beta_, mean, var, ${train ? "True" : "False"}, 0.0, eps, False)`,
    ...(problem.activation === "relu" ? ["out = torch.relu(out)"] : []),
    "grads = torch.autograd.grad(out, (x_, gamma_, beta_), torch.from_numpy(dout.copy()))",
    "out, dx, dgamma, dbeta = out.detach().numpy(), *(g.numpy() for g in grads)",
    ...report(problem),
  ];
}

function report({ candidate }: Problem): string[] {
  const lines = [
    'for name, value in (("out", out), ("dx", dx), ("dgamma", dgamma), ("dbeta", dbeta)):',
    '    print(name, value, sep="\\n")',
  ];
  for (const key of ["dx", "dgamma", "dbeta"] as const) {
    if (candidate?.[key])
      lines.push(`print("largest difference of the given ${key}:", np.abs(given_${key} - ${key}).max())`);
  }
  return lines;
}
