import type { View } from "../view";

/** The user's own dbeta. */
export const candidateDbeta: View<"candidateDbeta"> = {
  name: "candidateDbeta",
  label: "your dβ",
  sign: "dβ",
  title: "your dbeta",
  symbol: "your d\u03b2",
  kind: "gradient",
  centre: "zero",
  comparedAs: "dbeta",
  listed: "candidate",
  mask: "candidateDbetaWrong",
  numbers: ({ problem }) => {
    const dbeta = problem.candidate?.dbeta;
    return dbeta && { stored: dbeta.values, dtype: dbeta.dtype };
  },
};
