import type { View } from "../view";

/** The user's dbeta less the exact one. */
export const dbetaDifference: View<"dbetaDifference"> = {
  name: "dbetaDifference",
  label: "Δdβ",
  title: "your dbeta − the reference dbeta",
  symbol: "\u0394d\u03b2",
  kind: "gradient",
  centre: "zero",
  comparedAs: "dbeta",
  listed: "candidate",
  mask: "candidateDbetaWrong",
  numbers: ({ problem, gradients: { dbeta } }) => {
    const values = problem.candidate?.dbeta?.values;
    return values && { at: (channel) => (values[channel] ?? NaN) - (dbeta[channel] ?? NaN) };
  },
};
