import type { View } from "../view";

/** Shift of the columns. */
export const beta: View<"beta"> = {
  name: "beta",
  label: "layer β",
  sign: "β",
  title: "shift of the layer",
  symbol: "\u03b2",
  kind: "value",
  centre: "median",
  listed: "column",
  numbers: ({ problem }) => ({ stored: problem.beta }),
};
