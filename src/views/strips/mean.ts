import { isCentred } from "../../core/normalization-layer";
import { numbersOfSets } from "../set-numbers";
import type { View } from "../view";

/** The mean that each set is normalised by: lost where x is not given, and none where it is not taken off. */
export const mean: View<"mean"> = {
  name: "mean",
  label: "μ of x",
  sign: "μ",
  title: "mean that x is normalised by",
  symbol: "\u03bc",
  kind: "value",
  centre: "median",
  listed: "column",
  numbers: ({ problem, gradients }) =>
    problem.kept || !isCentred(problem) ? undefined : numbersOfSets(problem, gradients.mean),
};
