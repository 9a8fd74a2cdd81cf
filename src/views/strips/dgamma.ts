import type { View } from "../view";

/** The gradient of the loss by gamma. */
export const dgamma: View<"dgamma"> = {
  name: "dgamma",
  label: "dγ",
  title: "gradient by gamma",
  symbol: "d\u03b3",
  kind: "gradient",
  centre: "zero",
  comparedAs: "dgamma",
  listed: "column",
  mask: "dgammaWrong",
  numbers: ({ gradients }) => ({ stored: gradients.dgamma }),
};
