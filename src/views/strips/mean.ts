import type { View } from "../view";

/** The mean that the columns are normalised by. It is lost where x is not given. */
export const mean: View<"mean"> = {
  name: "mean",
  label: "μ of x",
  sign: "μ",
  title: "column mean of x",
  symbol: "\u03bc",
  kind: "value",
  centre: "median",
  listed: "column",
  numbers: ({ problem, gradients }) => (problem.kept ? undefined : { stored: gradients.mean }),
};
