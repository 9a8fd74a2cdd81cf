import type { View } from "../view";

/** The variance that the columns are normalised by; not where sets are no columns. */
export const variance: View<"variance"> = {
  name: "variance",
  label: "v of x",
  sign: "v",
  title: "column variance of x",
  symbol: "v",
  kind: "magnitude",
  centre: "median",
  listed: "column",
  numbers: ({ problem, gradients }) =>
    problem.kept?.rstd === "unknown" || problem.layout.cells ? undefined : { stored: gradients.variance },
};
