import type { View } from "../view";

/** How far dbeta is from its numeric derivative. */
export const dbetaError: View<"dbetaError"> = {
  name: "dbetaError",
  label: "dβ error",
  sign: "dβ",
  title: "relative error of dbeta",
  symbol: "d\u03b2 error",
  kind: "error",
  centre: "zero",
  listed: "column",
  checked: "at the end",
  mask: "dbetaWrong",
  numbers: ({ errors }) => errors?.dbeta && { stored: errors.dbeta, dtype: "float64" },
};
