import type { View } from "../view";

/** The user's dgamma less the exact one. */
export const dgammaDifference: View<"dgammaDifference"> = {
  name: "dgammaDifference",
  label: "Δdγ",
  title: "your dgamma − the reference dgamma",
  symbol: "\u0394d\u03b3",
  kind: "gradient",
  centre: "zero",
  comparedAs: "dgamma",
  listed: "candidate",
  mask: "candidateDgammaWrong",
  numbers: ({ problem, gradients: { dgamma } }) => {
    const values = problem.candidate?.dgamma?.values;
    return values && { at: (channel) => (values[channel] ?? NaN) - (dgamma[channel] ?? NaN) };
  },
};
