import { degreesOf } from "../../core/conventions";
import { affineShapeOf } from "../../core/layout";
import { isCentred, normalizesAxes, normalizesSamples } from "../../core/normalization-layer";
import type { Problem } from "../../core/problem";
import { columnAxesOf } from "../../core/shown-matrix";
import { activationLines, throughActivation } from "./activation-code";
import { byComplexStep, C_OUTSIDE } from "./convention-code";

/** Code of layer, RMS, group and instance norm: batch norm's stands in numpy.ts and pytorch.ts. */

/** How the sets lie in x: the shape that cuts channels into groups, and its axes that a set runs along. */
function setsIn({ norm, layout, groups, normalizedAxes }: Problem): {
  readonly shape: number[];
  readonly axes: number[];
} {
  const { shape, axis } = layout;
  if (normalizesAxes({ norm })) return { shape: [...shape], axes: [...normalizedAxes] };
  const samples = axis === 0 ? 1 : 0;
  const cut = norm === "group" ? [groups, (shape[axis] ?? 0) / groups] : [shape[axis] ?? 0, 1];
  const grouped = shape.flatMap((extent, at) => (at === axis ? cut : [extent]));
  const channels = axis; // of the first half of the cut axis; what stands behind it moves by one
  const apart = [samples > axis ? samples + 1 : samples, channels];
  return { shape: grouped, axes: grouped.map((_, at) => at).filter((at) => !apart.includes(at)) };
}

/** The shape in which gamma stands beside x, and the axes that dgamma sums over. */
function affineIn(problem: Problem): { readonly shape: number[]; readonly summed: number[] } {
  const { shape } = problem.layout;
  const own = columnAxesOf(problem);
  return {
    shape: shape.map((extent, at) => (own.includes(at) ? extent : 1)),
    summed: shape.map((_, at) => at).filter((at) => !own.includes(at)),
  };
}

const tuple = (items: readonly number[]): string => `(${items.join(", ")}${items.length === 1 ? "," : ""})`;

/** What is divided by in place of M, as a factor behind a mean; nothing for the biased variance. */
function factor({ layout, variance, setMask }: Problem): string {
  const { rows } = layout;
  if (setMask) return variance === "unbiased" ? " * M / (M - 1)" : "";
  const degrees = degreesOf(variance, rows);
  return degrees === rows ? "" : ` * ${rows} / ${degrees}`;
}

/**
 * How x is cut into sets, and `mean`. `code`: of the means of `cells` at every cell of them, of their sums likewise, and of
 * `member`, 1 where an element makes the statistics.
 */
function meansOverSets(problem: Problem, code: Readonly<Record<"means" | "sums" | "member", string>>): string[] {
  const [sets, affine] = [setsIn(problem), affineIn(problem)];
  const head = [
    `sets = ${tuple(sets.shape)}  # x in this shape has each set along these axes`,
    `axes = ${tuple(sets.axes)}`,
    `per_entry = ${tuple(affine.shape)}  # the shape of gamma and beta beside x`,
  ];
  const cells = (of: string): string[] => ["    cells = a.reshape(sets)", `    return ${of}.reshape(a.shape)`, "", ""];
  if (!problem.setMask) {
    return [
      ...head,
      "",
      "",
      "def mean(a):",
      '    """Means over each set, at every cell of it."""',
      ...cells(code.means),
    ];
  }
  const { shape, axis } = problem.layout;
  const places = shape.map((extent, at) => (at === axis ? 1 : extent));
  return [
    ...head,
    `member = np.broadcast_to(mask.reshape${tuple(places)}, x.shape)  # 1: makes the statistics`,
    ...(code.member === "" ? [] : [code.member]),
    "",
    "",
    "def total(a):",
    '    """Sums over each set, at every cell of it."""',
    ...cells(code.sums),
    "M = total(member)  # how many elements make the statistics",
    "",
    "",
    "def mean(a):",
    "    return total(a) / M",
    "",
    "",
  ];
}

/** The formulas in NumPy, and the derivative of the worst cell by the complex step. */
export function layerInNumpy(problem: Problem): string[] {
  const centred = isCentred(problem);
  const { summed } = affineIn(problem);
  const outside = problem.epsPlacement === "outside";
  const [times, within] = problem.setMask ? [" * member", "member * "] : ["", ""];
  return [
    ...meansOverSets(problem, {
      means: "np.broadcast_to(cells.mean(axes, keepdims=True), cells.shape)",
      sums: "np.broadcast_to(cells.sum(axes, keepdims=True), cells.shape)",
      member: "",
    }),
    ...activationLines(problem),
    "def forward(x):",
    ...(centred ? [`    d = x - mean(x${times})`] : ["    d = x  # RMS norm takes no mean off"]),
    `    v = mean(d**2${times})${factor(problem)}`,
    `    r = ${outside ? "1 / (np.sqrt(v) + eps)" : "1 / np.sqrt(v + eps)"}`,
    "    xhat = d * r",
    "    out = gamma.reshape(per_entry) * xhat + beta.reshape(per_entry)",
    ...throughActivation(problem, "per_entry"),
    `dbeta = g.sum(${tuple(summed)})`,
    `dgamma = (g * xhat).sum(${tuple(summed)})`,
    "u = gamma.reshape(per_entry) * g",
    `c = ${within}mean(u * xhat)${factor(problem)}`,
    ...(outside ? [`c = c * ${C_OUTSIDE}`] : []),
    `dx = r * (u - ${centred ? `${within}mean(u) - ` : ""}xhat * c)`,
    "",
    ...byComplexStep("r"),
  ];
}

/** out by torch's own layer or group norm where these know the conventions, else by the formulas. */
export function layerInTorch(problem: Problem): string[] {
  const { norm, layout, normalizedAxes, groups, variance, epsPlacement } = problem;
  const { shape, axis } = layout;
  const known = variance === "biased" && epsPlacement === "inside" && !problem.setMask;
  const times = problem.setMask ? " * member" : "";
  const isTail = normalizedAxes[0] === shape.length - normalizedAxes.length;
  if (known && norm === "layer" && isTail) {
    const extents = tuple(affineShapeOf(layout));
    return [`out = torch.nn.functional.layer_norm(x_, ${extents}, gamma_, beta_, eps)`];
  }
  if (known && layout.rows > 1 && normalizesSamples({ norm })) {
    const samples = axis === 0 ? 1 : 0;
    const [front, back] = [`(${samples}, ${axis}), (0, 1)`, `(0, 1), (${samples}, ${axis})`];
    const isMoved = axis !== 1;
    const count = norm === "group" ? groups : (shape[axis] ?? 0); // a group of one channel is an instance
    const out = `torch.nn.functional.group_norm(${isMoved ? `x_.movedim(${front})` : "x_"}, ${count}, gamma_, beta_, eps)`;
    return [`out = ${out}${isMoved ? `.movedim(${back})` : ""}`];
  }
  const outside = epsPlacement === "outside";
  return [
    ...meansOverSets(problem, {
      means: "cells.mean(axes, keepdim=True).expand(cells.shape)",
      sums: "cells.sum(axes, keepdim=True).expand(cells.shape)",
      member: "member = torch.from_numpy(member.copy())",
    }),
    isCentred(problem) ? `d = x_ - mean(x_${times})` : "d = x_  # RMS norm takes no mean off",
    `v = mean(d**2${times})${factor(problem)}`,
    // A variance of 0 has no derivative: none is passed on.
    ...(outside ? ["root = torch.where(v > 0, torch.where(v > 0, v, 1.0).sqrt(), v * 0.0)"] : []),
    `xhat = d * ${outside ? "(1 / (root + eps))" : "(1 / (v + eps).sqrt())"}`,
    "out = gamma_.reshape(per_entry) * xhat + beta_.reshape(per_entry)",
  ];
}
