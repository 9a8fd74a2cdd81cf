import type { View } from "../view";

/** How far the user's dbeta is from the exact one. */
export const dbetaRelative: View<"dbetaRelative"> = {
  name: "dbetaRelative",
  label: "rel. dβ",
  sign: "dβ",
  title: "relative error of your dbeta",
  symbol: "rel. d\u03b2",
  kind: "error",
  centre: "zero",
  listed: "candidate",
  mask: "candidateDbetaWrong",
  numbers: ({ comparison }) => {
    const dbeta = comparison?.tensors.dbeta;
    return dbeta && { stored: dbeta.error, dtype: "float64" };
  },
};
