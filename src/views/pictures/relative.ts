import type { StripName } from "../strips";
import type { PictureView } from "../view";

/** How far the user's dx is from the exact one. */
export const relative: PictureView<"relative", StripName> = {
  name: "relative",
  label: "relative",
  title: "relative error of your dx",
  symbol: "relative error",
  kind: "error",
  centre: "zero",
  listed: "candidate",
  mask: "candidateWrong",
  strips: ["dgammaRelative", "dbetaRelative"],
  shown: "on demand",
  numbers: ({ comparison }) => {
    const dx = comparison?.tensors.dx;
    return dx && { stored: dx.error, dtype: "float64" };
  },
};
