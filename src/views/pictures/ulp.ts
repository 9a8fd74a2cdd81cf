import type { StripName } from "../strips";
import { inUlp } from "../ulp-error";
import type { PictureView } from "../view";

/** How far the user's dx is from the exact one, in units of the last place that its numbers have. */
export const ulp: PictureView<"ulp", StripName> = {
  name: "ulp",
  label: "ulp",
  title: "error of your dx in units of its last place",
  symbol: "error in ulp",
  kind: "error",
  centre: "zero",
  listed: "candidate",
  mask: "candidateWrong",
  strips: ["dgammaUlp", "dbetaUlp"],
  shown: "on demand",
  numbers: (known) => inUlp(known, "dx"),
};
