import type { StripName } from "../strips";
import type { PictureView } from "../view";

/** The user's own dx. */
export const candidate: PictureView<"candidate", StripName> = {
  name: "candidate",
  label: "your dx",
  title: "as you gave it",
  symbol: "your dx",
  kind: "gradient",
  centre: "zero",
  comparedAs: "dx",
  listed: "candidate",
  mask: "candidateWrong",
  strips: ["candidateDgamma", "candidateDbeta"],
  shown: "with a candidate",
  numbers: ({ problem }) => {
    const dx = problem.candidate?.dx;
    return dx && { stored: dx.values, dtype: dx.dtype };
  },
};
