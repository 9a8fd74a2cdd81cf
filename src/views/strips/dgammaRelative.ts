import type { View } from "../view";

/** How far the user's dgamma is from the exact one. */
export const dgammaRelative: View<"dgammaRelative"> = {
  name: "dgammaRelative",
  label: "rel. dγ",
  sign: "dγ",
  title: "relative error of your dgamma",
  symbol: "rel. d\u03b3",
  kind: "error",
  centre: "zero",
  listed: "candidate",
  mask: "candidateDgammaWrong",
  numbers: ({ comparison }) => {
    const dgamma = comparison?.tensors.dgamma;
    return dgamma && { stored: dgamma.error, dtype: "float64" };
  },
};
