import type { StripName } from "../strips";
import type { PictureView } from "../view";

/** The user's dx less the exact one. */
export const difference: PictureView<"difference", StripName> = {
  name: "difference",
  label: "difference",
  title: "your dx − dx",
  symbol: "difference",
  kind: "gradient",
  centre: "zero",
  comparedAs: "dx",
  listed: "candidate",
  mask: "candidateWrong",
  strips: ["dgammaDifference", "dbetaDifference"],
  shown: "with a candidate",
  numbers: ({ problem, gradients }) => {
    const values = problem.candidate?.dx?.values;
    const { dx } = gradients;
    return values && { at: (offset) => (values[offset] ?? NaN) - (dx[offset] ?? NaN) };
  },
};
