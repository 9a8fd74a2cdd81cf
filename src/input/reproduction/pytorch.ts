import type { Problem } from "../../core/problem";

/** PyTorch's autograd. */
export function pytorch(problem: Problem): string[] {
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
  ];
}
