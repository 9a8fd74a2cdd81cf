import type { View } from "../view";

/** How far dgamma is from its numeric derivative. */
export const dgammaError: View<"dgammaError"> = {
  name: "dgammaError",
  label: "dγ error",
  sign: "dγ",
  title: "relative error of dgamma",
  symbol: "d\u03b3 error",
  kind: "error",
  centre: "zero",
  listed: "column",
  checked: "at the end",
  mask: "dgammaWrong",
  numbers: ({ errors }) => errors?.dgamma && { stored: errors.dgamma, dtype: "float64" },
};
