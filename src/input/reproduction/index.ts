import { describeConventions } from "../../core/describe-conventions";
import { affineShapeOf } from "../../core/layout";
import type { Problem } from "../../core/problem";
import type { Values } from "../../core/tensor";
import { listed } from "../listed";
import { rstdBySets } from "../../core/kept/kept";
import { csvNumber } from "../write-csv";
import { numpy } from "./numpy";
import { array } from "./python-array";
import { pytorch } from "./pytorch";

/** Code for each library: it finds x, gamma, beta, dout and eps, and leaves out, dx, dgamma and dbeta. */
const LIBRARIES = { numpy, pytorch } satisfies Readonly<Record<string, (problem: Problem) => string[]>>;
export type Library = keyof typeof LIBRARIES;
export const LIBRARY_NAMES = Object.keys(LIBRARIES) as readonly Library[];

/** Tensors up to here stand in code for pasting, larger ones in files. */
const PASTED = 500_000; // numbers: about 5 MB of text, as much as an editor takes from the clipboard

/**
 * Python code that computes a problem's gradients once more, with NumPy or by PyTorch's autograd. "whole" code runs
 * alone; code "for pasting" reads the largest tensors from the .npy files that the panel saves.
 */
export function reproduction(problem: Problem, library: Library, form: "whole" | "for pasting"): string {
  const code = [...inputs(problem, form), "", ...LIBRARIES[library](problem), ...printed(problem)];
  return `${code.join("\n")}\n`;
}

function inputs(problem: Problem, form: "whole" | "for pasting"): string[] {
  const { norm, layout, candidate, running, doutSeed } = problem;
  const channels = affineShapeOf(layout);
  const drawn = doutSeed === undefined ? "" : `  # standard normal, seed ${doutSeed} of Gradient Lens`;
  const files: string[] = [];
  // By the names under which the panel saves them. What belongs to the columns is small enough to stand in the code.
  const tensor = (values: Values, file: string): string => {
    if (form === "whole" || values.length <= PASTED) return array(values, layout.shape);
    files.push(file);
    return `np.load("${file}").astype(np.float64).reshape(${layout.shape.join(", ")})`;
  };
  const lines = [
    ...xLines(problem, tensor),
    `gamma = ${array(problem.gamma, channels)}${problem.gammaOffset === 1 ? "  # 1 + what was given" : ""}`,
    `beta = ${array(problem.beta, channels)}`,
    `dout = ${tensor(problem.dout, "dout.npy")}${drawn}`,
    `eps = ${csvNumber(problem.eps)}`,
  ];
  if (problem.mode === "eval" && running) {
    lines.push(`running_mean = ${array(running.mean, channels)}`);
    lines.push(`running_var = ${array(running.variance, channels)}`);
  }
  const mask = problem.mask ?? problem.setMask?.rows;
  if (mask) lines.push(`mask = ${array(Float64Array.from(mask), [mask.length])}`);
  for (const key of ["dx", "dgamma", "dbeta"] as const) {
    const given = candidate?.[key];
    if (given)
      lines.push(
        `given_${key} = ${key === "dx" ? tensor(given.values, "candidate.npy") : array(given.values, channels)}`,
      );
  }
  const code = lines.join("\n");
  const mode = norm === "batch" ? [`${problem.mode === "train" ? "training" : "evaluation"} mode`] : [];
  const how = [...mode, ...describeConventions(problem)].join(", ");
  return [
    `# ${norm === "batch" ? "Batch normalization" : "Normalization"} of x (${layout.shape.join(" x ")}, ${how}), forward and backward.`,
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

/** x, or what was kept of it and how an x is made of that. */
function xLines(problem: Problem, tensor: (values: Values, file: string) => string): string[] {
  const { kept, layout, sets, split, mode } = problem;
  if (!kept) return [`x = ${tensor(problem.x, "x.npy")}`];
  const given = `${kept.what} = ${tensor(kept.values, `${kept.what}.npy`)}`;
  const shift = mode === "eval" ? " + running_mean.reshape(shape)" : "";
  const shape = layout.shape.map((_, axis) => (axis === layout.axis ? -1 : 1)).join(", ");
  const shaped = `shape = [${shape}]  # of what belongs to the columns`;
  const mean =
    mode === "eval" ? [`running_mean = ${array(problem.running?.mean ?? new Float64Array(0), [layout.channels])}`] : [];
  const made = "x is not given: this one has what is given of it, and the same gradients";
  if (kept.what === "xmu") return [given, ...(shift ? [shaped, ...mean] : []), `x = xmu${shift}  # ${made}`];
  const rstd = array(rstdBySets(problem, kept), sets.length > 1 ? [sets.length, layout.channels] : [layout.channels]);
  const perPart = `np.concatenate([np.full((n, *xhat.shape[1:]), r.reshape(shape[1:])) for n, r in zip([${split.join(", ")}], rstd)])`;
  const root = sets.length > 1 ? perPart : "rstd.reshape(shape)";
  const unknown = kept.rstd === "unknown" ? "  # not given: one that fits, and others would as well" : "";
  return [given, `rstd = ${rstd}${unknown}`, shaped, ...mean, `x = xhat / ${root}${shift}  # ${made}`];
}

/** Code that prints what was computed, and how far the given gradients are from it. */
function printed({ candidate }: Problem): string[] {
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
