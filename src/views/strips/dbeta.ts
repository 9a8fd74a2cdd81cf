import type { View } from "../view";

/** The gradient of the loss by beta. */
export const dbeta: View<"dbeta"> = {
  name: "dbeta",
  label: "dβ",
  title: "gradient by beta",
  symbol: "d\u03b2",
  kind: "gradient",
  centre: "zero",
  comparedAs: "dbeta",
  listed: "column",
  mask: "dbetaWrong",
  numbers: ({ gradients }) => ({ stored: gradients.dbeta }),
};
