import type { View } from "../view";

/** Scale of the columns. */
export const gamma: View<"gamma"> = {
  name: "gamma",
  label: "layer γ",
  sign: "γ",
  title: "scale of the layer",
  symbol: "\u03b3",
  kind: "value",
  centre: "median",
  listed: "column",
  numbers: ({ problem }) => ({ stored: problem.gamma }),
};
