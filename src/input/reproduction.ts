import type { Problem } from "../core/problem";
import type { Values } from "../core/tensor";
import { csvNumber } from "./write-csv";

declare const btoa: (binary: string) => string;

/** Arrays up to here stand in the code as numbers, larger ones as base64 of their bytes, the largest in a file beside it. */
const INLINE = 400; // numbers
const PACKED = 500_000; // numbers: about 5 MB of text

/** Python code that runs alone and computes a problem's gradients once more, with NumPy or by PyTorch's autograd. */
export function reproduction(problem: Problem, library: "numpy" | "pytorch"): string {
  return `${[...inputs(problem), "", ...(library === "numpy" ? numpyCode(problem) : torchCode(problem))].join("\n")}\n`;
}

function inputs(problem: Problem): string[] {
  const { layout, candidate, running, doutSeed } = problem;
  const channels = [layout.channels];
  const drawn = doutSeed === undefined ? "" : `  # standard normal, seed ${doutSeed} of Gradient Lens`;
  const lines = [
    `x = ${array(problem.x, layout.shape, "x")}`,
    `gamma = ${array(problem.gamma, channels, "gamma")}`,
    `beta = ${array(problem.beta, channels, "beta")}`,
    `dout = ${array(problem.dout, layout.shape, "dout")}${drawn}`,
    `eps = ${csvNumber(problem.eps)}`,
  ];
  if (problem.mode === "eval" && running) {
    lines.push(`running_mean = ${array(running.mean, channels, "running_mean")}`);
    lines.push(`running_var = ${array(running.variance, channels, "running_var")}`);
  }
  for (const key of ["dx", "dgamma", "dbeta"] as const) {
    const given = candidate?.[key];
    if (given)
      lines.push(`given_${key} = ${array(given.values, key === "dx" ? layout.shape : channels, `given_${key}`)}`);
  }
  const code = lines.join("\n");
  const size = layout.shape.join(" x ");
  return [
    `# Batch normalization of x (${size}, ${problem.mode === "train" ? "training" : "evaluation"} mode), forward and backward.`,
    ...(code.includes("b64decode") ? ["from base64 import b64decode"] : []),
    "import numpy as np",
    ...(/\b(?:nan|inf)\b/.test(code) ? ["from numpy import inf, nan"] : []),
    ...(code.includes("np.load")
      ? ["# np.load reads files that Gradient Lens exports; keep them beside this one."]
      : []),
    "",
    ...lines,
  ];
}

function array(values: Values, shape: readonly number[], name: string): string {
  const reshape = shape.length > 1 ? `.reshape(${shape.join(", ")})` : "";
  if (values.length <= INLINE)
    return `np.array([${Array.from(values, csvNumber).join(", ")}], dtype=np.float64)${reshape}`;
  if (values.length > PACKED) return `np.load("${name}.npy").astype(np.float64)${reshape}`;
  const kind = values instanceof Float64Array ? "<f8" : "<f4";
  return `np.frombuffer(b64decode("${base64(values)}"), "${kind}").astype(np.float64)${reshape}`;
}

function base64(values: Values): string {
  const bytes = new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
  let text = "";
  const step = 3 * 8192; // a multiple of 3, so that the pieces can be joined
  for (let start = 0; start < bytes.length; start += step) {
    text += btoa(String.fromCharCode(...bytes.subarray(start, start + step)));
  }
  return text;
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
