import type { View } from "../view";

/** Shift of the columns. */
export const beta: View<"beta"> = {
  name: "beta",
  label: "β",
  title: "shift",
  symbol: "\u03b2",
  kind: "value",
  centre: "median",
  listed: "column",
  numbers: ({ problem }) => ({ stored: problem.beta }),
};
