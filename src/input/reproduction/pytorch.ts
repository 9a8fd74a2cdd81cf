import type { Problem } from "../../core/problem";
import { torchActivation } from "./activation-code";
import { hasOwnSets, numbersOf } from "./convention-code";
import { layerInTorch } from "./layer-code";

/** PyTorch's autograd: through its own batch norm where that knows the conventions, else through the formulas. */
export function pytorch(problem: Problem): string[] {
  const { norm, mode, variance, epsPlacement } = problem;
  const known = epsPlacement === "inside" && (mode === "eval" || (variance === "biased" && !hasOwnSets(problem)));
  return [
    "import torch",
    "",
    "x_, gamma_, beta_ = (torch.from_numpy(a.copy()).requires_grad_() for a in (x, gamma, beta))",
    ...(norm !== "batch" ? layerInTorch(problem) : known ? libraryLines(problem) : formulaLines(problem)),
    ...torchActivation(problem),
    "grads = torch.autograd.grad(out, (x_, gamma_, beta_), torch.from_numpy(dout.copy()))",
    "out, dx, dgamma, dbeta = out.detach().numpy(), *(g.numpy() for g in grads)",
  ];
}

function libraryLines({ mode, layout }: Problem): string[] {
  const { axis } = layout;
  const train = mode === "train";
  const moved = axis === 1 ? "x_" : `x_.movedim(${axis}, 1)`; // torch has the channels there
  return [
    ...(train
      ? ["mean = var = None"]
      : ["mean, var = torch.from_numpy(running_mean.copy()), torch.from_numpy(running_var.copy())"]),
    `out = torch.batch_norm(${moved}, gamma_, beta_, mean, var, ${train ? "True" : "False"}, 0.0, eps, False)`,
    ...(axis === 1 ? [] : [`out = out.movedim(1, ${axis})`]),
  ];
}

function formulaLines(problem: Problem): string[] {
  const { mode, variance, epsPlacement, layout } = problem;
  const { shape, axis } = layout;
  const perChannel = shape.map((_, at) => (at === axis ? -1 : 1)).join(", ");
  const axes = shape.flatMap((_, at) => (at === axis ? [] : [at]));
  const root = epsPlacement === "outside" ? "1 / (root(v) + eps)" : "1 / (v + eps).sqrt()";
  const shaped = (name: string): string => `torch.from_numpy(${name}.copy()).reshape(${perChannel})`;
  const statistics =
    mode === "eval"
      ? [`    mu, v = ${shaped("running_mean")}, ${shaped("running_var")}`]
      : [
          "    M = member.sum(axes, keepdim=True)  # how many rows make the statistics",
          "    mu = (x * member).sum(axes, keepdim=True) / M",
          `    v = ((x - mu) ** 2 * member).sum(axes, keepdim=True) / ${variance === "unbiased" ? "(M - 1)" : "M"}`,
        ];
  return [
    `axes = (${axes.join(", ")},)`,
    ...numbersOf(problem),
    "",
    "",
    ...(epsPlacement === "outside"
      ? [
          "def root(v):",
          '    """A variance of 0 has no derivative: none is passed on."""',
          "    return torch.where(v > 0, torch.where(v > 0, v, 1.0).sqrt(), v * 0.0)",
          "",
          "",
        ]
      : []),
    "def normalise(x, member):",
    ...statistics,
    `    return (x - mu) * (${root})`,
    "",
    "",
    "members = torch.from_numpy(member.copy())",
    "xhat = torch.cat([normalise(x_[i:j], members[i:j]) for i, j in parts])",
    `out = gamma_.reshape(${perChannel}) * xhat + beta_.reshape(${perChannel})`,
  ];
}
