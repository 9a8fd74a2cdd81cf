import type { View } from "../view";

/** The user's own dgamma. */
export const candidateDgamma: View<"candidateDgamma"> = {
  name: "candidateDgamma",
  label: "your dγ",
  sign: "dγ",
  title: "your dgamma",
  symbol: "your d\u03b3",
  kind: "gradient",
  centre: "zero",
  comparedAs: "dgamma",
  listed: "candidate",
  mask: "candidateDgammaWrong",
  numbers: ({ problem }) => {
    const dgamma = problem.candidate?.dgamma;
    return dgamma && { stored: dgamma.values, dtype: dgamma.dtype };
  },
};
