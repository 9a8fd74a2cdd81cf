import type { View } from "../view";

/** The mean that the columns are normalised by: not where sets are no columns, and lost where x is not given. */
export const mean: View<"mean"> = {
  name: "mean",
  label: "μ of x",
  sign: "μ",
  title: "column mean of x",
  symbol: "\u03bc",
  kind: "value",
  centre: "median",
  listed: "column",
  numbers: ({ problem, gradients }) => (problem.kept || problem.layout.cells ? undefined : { stored: gradients.mean }),
};
