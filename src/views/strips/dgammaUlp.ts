import { inUlp } from "../ulp-error";
import type { View } from "../view";

/** How far the user's dgamma is from the exact one, in units of the last place that its numbers have. */
export const dgammaUlp: View<"dgammaUlp"> = {
  name: "dgammaUlp",
  label: "dγ ulp",
  title: "error of your dgamma in units of its last place",
  symbol: "d\u03b3 ulp",
  kind: "error",
  centre: "zero",
  listed: "candidate",
  mask: "candidateDgammaWrong",
  numbers: (known) => inUlp(known, "dgamma"),
};
