import { inUlp } from "../ulp-error";
import type { View } from "../view";

/** How far the user's dbeta is from the exact one, in units of the last place that its numbers have. */
export const dbetaUlp: View<"dbetaUlp"> = {
  name: "dbetaUlp",
  label: "dβ ulp",
  title: "error of your dbeta in units of its last place",
  symbol: "d\u03b2 ulp",
  kind: "error",
  centre: "zero",
  listed: "candidate",
  mask: "candidateDbetaWrong",
  numbers: (known) => inUlp(known, "dbeta"),
};
