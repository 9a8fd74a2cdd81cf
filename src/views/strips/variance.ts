import { numbersOfSets } from "../set-numbers";
import type { View } from "../view";

/** The variance that each set is normalised by; of RMS norm the mean of the squares. */
export const variance: View<"variance"> = {
  name: "variance",
  label: "v of x",
  sign: "v",
  title: "variance that x is normalised by",
  symbol: "v",
  kind: "magnitude",
  centre: "median",
  listed: "column",
  numbers: ({ problem, gradients }) =>
    problem.kept?.rstd === "unknown" ? undefined : numbersOfSets(problem, gradients.variance),
};
