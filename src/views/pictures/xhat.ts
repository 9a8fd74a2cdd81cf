import { normalised, type Normaliser } from "../../core/batchnorm/normaliser";
import type { Problem } from "../../core/problem";
import { setFinder } from "../../core/shown-matrix";
import type { StripName } from "../strips";
import type { Numbers, PictureView } from "../view";

/** x with its columns' mean 0 and variance 1, up to eps. */
export const xhat: PictureView<"xhat", StripName> = {
  name: "xhat",
  label: "x̂",
  title: "normalised input",
  symbol: "x\u0302",
  kind: "value",
  centre: "zero",
  listed: "forward",
  strips: ["mean", "variance"],
  shown: "on demand",
  numbers: ({ problem, gradients }) =>
    problem.kept?.what === "xhat"
      ? { stored: problem.kept.values, dtype: problem.dtype }
      : xhatNumbers(problem, gradients.normaliser),
};

/** xhat (N,D), made from x on the way with what the forward normalises by. */
export function xhatNumbers(problem: Problem, normaliser: Normaliser): Numbers {
  const { inner, channels, cells } = problem.layout;
  const cell = normalised(problem, normaliser);
  if (cells) {
    const setOf = setFinder(problem.layout);
    return { at: (offset) => cell(offset, setOf(offset)) };
  }
  return {
    at: (offset) => cell(offset, Math.floor(offset / inner) % channels),
    fill: (offset, target) => {
      let k = Math.floor(offset / inner) % channels;
      let left = inner - (offset % inner); // cells until the next column
      for (let i = 0; i < target.length; i++) {
        target[i] = cell(offset + i, k);
        if (--left > 0) continue;
        left = inner;
        if (++k === channels) k = 0;
      }
    },
  };
}
