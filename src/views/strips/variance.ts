import type { View } from "../view";

/** The variance that the columns are normalised by. */
export const variance: View<"variance"> = {
  name: "variance",
  label: "v",
  title: "column variance",
  symbol: "v",
  kind: "magnitude",
  centre: "median",
  listed: "column",
  numbers: ({ gradients }) => ({ stored: gradients.variance }),
};
